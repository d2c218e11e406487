"""First content of an installation: the catalogue of content/."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from catalogue.content.errors import ContentError
from catalogue.content.media import read_media
from catalogue.content.reading import read_content
from catalogue.currency.reading import RatesError
from catalogue.currency.storing import store_snapshot
from catalogue.media.services import load_media
from catalogue.models import Offering
from catalogue.services import Report, store_content
from common.objects import StoreUnavailableError
from common.wording import tell


class Command(BaseCommand):
    help = "Loads the catalogue from content files. Safe to repeat; what people have changed since stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "content")

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        try:
            content = read_content(folder)
            media = read_media(folder / "media", content)
            report = store_content(content)
            for slug, path, texts in media:
                load_media(offering=Offering.objects.get(slug=slug), path=path, texts=texts, report=report)
            rates = store_snapshot(folder / "rates") if (folder / "rates").is_dir() else None
        except (ContentError, RatesError) as problem:
            raise CommandError(str(problem)) from problem
        except StoreUnavailableError as problem:
            raise CommandError(f"The file store does not answer; load again when it does. ({problem})") from problem
        self.stdout.write(said(report))
        if rates:
            self.stdout.write(tell(rates.words.to_json(), "en"))
        call_command("index_pages", stdout=self.stdout)


def said(report: Report) -> str:
    line = f"Catalogue: {report.added} added, {report.changed} changed, {report.same} as before."
    left = [f"Left as people have changed it: {name}." for name in report.edited]
    return "\n".join([line, *left])
