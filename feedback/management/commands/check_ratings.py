"""Proves that ratings and votes are what a recount says."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from feedback.checking import differences, mend


class Command(BaseCommand):
    help = "Recounts ratings and helpful votes, names what differs, and ends with 1 if anything does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="count everything anew")

    def handle(self, *args: object, **options: bool) -> None:
        found = list(differences())
        for difference in found:
            self.stdout.write(str(difference))
        if found and options["mend"]:
            mend()
            self.stdout.write(f"Mended: {len(found)}.")
            found = list(differences())
        if found:
            raise CommandError(f"{len(found)} numbers differ from a recount. Repair them with --mend.")
        self.stdout.write("Ratings and votes agree with a recount.")
