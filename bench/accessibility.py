"""Every page in every language, light and dark, wide and at a phone's size, judged by axe-core and by its width.

Needs Chromium; without it this section is left out. What is found is printed as it is found.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django

from bench.tables import row
from finsec_market.embedded.keys import signing_key

if TYPE_CHECKING:
    from tests.browser.addresses import Given
    from tests.browser.tour import Tour

GOAL = "0 / 0 / 0"
SETTINGS = {"INSECURE_HTTP": "on", "ALLOWED_HOSTS": "localhost,127.0.0.1", "SECRET_KEY": "for the bench only"}


def measure(data: Path | None) -> list[dict[str, Any]]:
    """Return one row per language; ``data`` is not needed."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")
    django.setup()

    from tests.browser.stage import CHROMIUM
    from tests.browser.tour import LANGUAGES, Tour

    if not Path(CHROMIUM).exists():
        print(f"Left out: pages can only be judged in {CHROMIUM}.")
        return []
    with tempfile.TemporaryDirectory() as root, _ready(Path(root)) as (given, people):
        return [_row(language, Tour(*people), given) for language in LANGUAGES]


@contextmanager
def _ready(root: Path) -> Iterator[tuple[Given, list[Any]]]:
    """What the tests of the browser visit, and who visits it."""
    from tests.accounts.oidc_provider import started_provider
    from tests.browser import stage

    settings = SETTINGS | {"OPENID_SIGNING_KEYS": signing_key()}
    with (
        started_provider() as elsewhere,
        stage.started_market(root, elsewhere, **settings) as market,
        stage.runs_in_every_state(market) as given,
        stage.started_chromium() as chromium,
    ):
        states = stage.member_state(chromium, market), stage.administrator_state(chromium, market)
        with stage.everybody(chromium, market, *states) as people:
            yield given, people


def _row(language: str, tour: Tour, given: Given) -> dict[str, Any]:
    from tests.browser.tour import WIDTHS, stops

    pages = stops(given, language)
    for name, address in pages:
        tour.look(name, address, thoroughly=True)
    found = (tour.barriers, tour.overflows, tour.complaints)
    for line in [line for lines in found for line in lines]:
        print(f"   {line}", flush=True)
    print(f"   {language}: looked at {len(pages)} pages", flush=True)
    return row(
        f"{language}: {len(pages)} pages, light and dark, {WIDTHS[0]} and {WIDTHS[-1]} px by axe-core, "
        f"{', '.join(map(str, WIDTHS))} px by width (barriers / overflows / complaints of the browser)",
        " / ".join(str(len(lines)) for lines in found),
        GOAL,
        "",
    )
