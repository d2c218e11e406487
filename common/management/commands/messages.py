"""Collects every text of the market into locale/."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.commands import makemessages

LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]


class Command(makemessages.Command):
    help = "Collects the texts of templates, code and analyzers for all languages."

    # What the pure packages say through common.words is found by these names.
    xgettext_options = [
        *makemessages.Command.xgettext_options,
        "--keyword=say:1",
        "--keyword=say_count:1,2",
        "--keyword=mark:1",
    ]

    # A guess at a translation is worse than none: it would be shown as if it were one.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = {
            "locale": LANGUAGES,
            "ignore_patterns": [".venv", "var", "tests", "bench", "scripts"],
            "no_wrap": True,
            "no_location": True,
            "no_obsolete": True,
        }
        super().handle(*args, **options | wanted)
