"""A provider whose offering has been looked at, for those who look at pages."""

from __future__ import annotations

from accounts.models import Organisation
from catalogue.models import Provider
from desk.models import DailyFigures
from tests.catalogue.listings import make_offering
from tests.desk_figures.sums import day

DAYS = 60


def make_figures(organisation: Organisation) -> None:
    """Figures of two months, of an offering that is in no list of the market any more."""
    given = {"name": organisation.name, "short_name": organisation.name, "summary_en": "Keeps gates."}
    provider, _new = Provider.objects.get_or_create(
        slug=organisation.slug, defaults=given | {"organisation": organisation}
    )
    offering = make_offering("gatekeepers-watch", provider)
    type(offering).objects.filter(pk=offering.pk).update(state="withdrawn")
    DailyFigures.objects.bulk_create(
        DailyFigures(
            offering=offering, day=day(ago), views=40 + ago * 7 % 23, compares=ago * 5 % 9, favourites=ago % 4,
            requests=ago % 2, runs=ago * 3 % 8, ratings=ago % 3, stars=ago % 3 * (3 + ago % 3),
        )
        for ago in range(DAYS)
    )  # fmt: skip
