"""Reference rates of the European Central Bank: from a file, from the bank, or those that came with the market."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalogue.currency.fetching import DAILY, HISTORY
from catalogue.currency.reading import RatesError
from catalogue.currency.storing import refresh_rates, store_file, store_snapshot
from catalogue.models import RateRefresh
from common.wording import tell
from common.words import Words

SNAPSHOT = Path(settings.BASE_DIR) / "content" / "rates"


class Command(BaseCommand):
    help = (
        "Loads reference rates in the bank's own XML, daily or historic. Without an argument, those of content/rates."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, help="eurofxref-daily.xml or eurofxref-hist.xml")
        parser.add_argument("--fetch", action="store_true", help="ask the European Central Bank")
        parser.add_argument("--history", action="store_true", help="with --fetch: every day since 1999")

    def handle(self, *args: object, file: Path | None, fetch: bool, history: bool, **options: object) -> None:
        if file and fetch:
            raise CommandError("Give a file or --fetch, not both.")
        self.stdout.write(self._fetch(HISTORY if history else DAILY) if fetch else self._load(file))

    def _fetch(self, name: str) -> str:
        refresh = refresh_rates(name)
        if refresh.outcome == RateRefresh.Outcome.FAILED:
            raise CommandError(f"The rates stay as they are. {tell(refresh.words, 'en')}")
        return tell(refresh.words, "en")

    def _load(self, file: Path | None) -> str:
        try:
            stored = store_file(file) if file else store_snapshot(SNAPSHOT)
        except OSError as problem:
            raise CommandError(f"{problem.filename}: {problem.strerror}.") from problem
        except RatesError as problem:
            raise CommandError(f"{file or SNAPSHOT}: {problem} The rates stay as they are.") from problem
        return said(stored.words) if stored else "The rates that came with the market are there already."


def said(words: Words) -> str:
    return tell(words.to_json(), "en")
