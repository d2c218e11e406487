"""Tells whether the market froze exactly this, and what has changed since."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from procurement.checking import FileError, Handed, Since, digest_in, handed_in, verdict_on


class Command(BaseCommand):
    help = "Tells whether the market froze exactly this shortlist, when, and what has changed at each offering since."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", help="the SHA-256 of an export, or the path of its JSON file")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        verdict = verdict_on(self._handed(what))
        if verdict.shortlist is None:
            for place in verdict.places:
                self.stderr.write(f"Changed in the file: {place}")
            if verdict.original:
                raise CommandError(f"The file was changed. What was frozen has the SHA-256 {verdict.original.digest}.")
            raise CommandError("The market has not frozen this.")
        self.stdout.write(f"Frozen on {verdict.shortlist.frozen_at:%Y-%m-%d %H:%M:%S} UTC, exactly so.")
        for one in verdict.since:
            self.stdout.write(f"{one.item.slug}, revision {one.item.number}: {told(one)}")

    def _handed(self, what: str) -> Handed:
        if digest := digest_in(what):
            return Handed(digest)
        try:
            return handed_in(Path(what).read_bytes())
        except OSError as problem:
            raise CommandError(f"{what} is neither a SHA-256 nor a file that can be read.") from problem
        except FileError as problem:
            raise CommandError(str(problem)) from problem


def told(one: Since) -> str:
    if one.offering is None:
        return "no longer in the catalogue"
    if one.is_same:
        return "unchanged"
    return "changed: " + ", ".join(title for title, _before, _after in one.changes)
