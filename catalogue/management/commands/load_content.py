"""First content of an installation: the catalogue of content/."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from catalogue.content.errors import ContentError
from catalogue.content.reading import read_content
from catalogue.services import Report, store_content


class Command(BaseCommand):
    help = "Loads the catalogue from content files. Safe to repeat; what people have changed since stays."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(settings.BASE_DIR) / "content")

    def handle(self, *args: object, folder: Path, **options: object) -> None:
        try:
            report = store_content(read_content(folder))
        except ContentError as problem:
            raise CommandError(str(problem)) from problem
        self.stdout.write(said(report))


def said(report: Report) -> str:
    line = f"Catalogue: {report.added} added, {report.changed} changed, {report.same} as before."
    left = [f"Left as people have changed it: {name}." for name in report.edited]
    return "\n".join([line, *left])
