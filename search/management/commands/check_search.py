"""Proves that the search index says what the tables and pages say."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from search.checking import differences, mend


class Command(BaseCommand):
    help = "Compares the search index with what it is made from, names what differs, and ends with 1 if anything does."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--mend", action="store_true", help="write anew what differs")

    def handle(self, *args: object, **options: bool) -> None:
        found = list(differences())
        for difference in found:
            self.stdout.write(str(difference))
        if found and options["mend"]:
            mend(found)
            self.stdout.write(f"Mended: {len(found)}.")
            found = list(differences())
        if found:
            raise CommandError(f"The search index differs in {len(found)} places. Repair it with --mend.")
        self.stdout.write("The search index agrees with the tables and pages.")
