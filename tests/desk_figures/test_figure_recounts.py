"""Sums equal a recount of what happened."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from catalogue.models import Favourite, Offering
from demos.models import Run
from desk.figures import collecting, recounting
from desk.figures.counting import COMPARES, VIEWS, count
from desk.models import DailyFigures
from desk.tasks import recount_figures, recount_year
from enquiries.models import Enquiry
from feedback.models import Review
from jobs.models import Job
from procurement.models import Shortlist, ShortlistItem
from tests.catalogue.listings import make_offering
from tests.desk_figures.sums import SOURCES, put, sums_of, today
from tests.enquiries.threads import Parties

KEY = "payment-flows"
STEPS = 500


def moment(on: date, hour: int = 12) -> datetime:
    return datetime.combine(on, time(hour), UTC)


def make_demo(slug: str = "demo") -> Offering:
    return make_offering(slug, try_url_name="demos:analyzer-detail", try_url_args={"key": KEY})


def save(offering: Offering, at: datetime) -> Favourite:
    row = Favourite.objects.create(visitor=uuid4().hex, offering=offering)
    Favourite.objects.filter(pk=row.pk).update(saved_at=at)
    return row


def freeze(offering: Offering, at: datetime) -> ShortlistItem:
    frozen = Shortlist.objects.create(frozen_at=at, digest=f"{random.randrange(16**64):064x}")
    return ShortlistItem.objects.create(
        shortlist=frozen, position=1, offering=offering, slug=offering.slug, number=1, revision_digest="0" * 64
    )


def ask(offering: Offering, at: datetime) -> Enquiry:
    return Enquiry.objects.create(kind="quote", provider=offering.lead, offering=offering, created_at=at)


def run(offering: Offering, at: datetime) -> Run:
    job = Job.objects.create(kind="demos.run")
    row = Run.objects.create(job=job, algorithm=offering.try_url_args["key"], version="1", is_sample=True)
    Run.objects.filter(pk=row.pk).update(created_at=at)
    return row


def rate(offering: Offering, at: datetime, stars: int | None = 4) -> Review:
    return Review.objects.create(
        offering=offering, stars=stars, text="" if stars else "x", language="en", written_at=at
    )


ROWS = {"favourites": save, "shortlists": freeze, "requests": ask}
Event = tuple[int, date, str]  # offering, day, figure


def happen(chance: random.Random, offerings: list[Offering]) -> Counter[Event]:
    """Let one thing happen, and return what it adds to the sums."""
    offering, stars = chance.choice(offerings), chance.randint(1, 5)
    on = today() - timedelta(days=chance.randint(0, 1))
    at = moment(on, chance.choice([0, 12, 23]))
    kind = chance.choice(["views", "compares", *ROWS, "runs", "ratings", "stars"])
    if kind in {VIEWS, COMPARES}:
        count(kind, [offering.slug])
        return Counter({(offering.pk, today(), kind): 1})
    if kind in {"ratings", "stars"}:
        rate(offering, at, stars)
        return Counter({(offering.pk, on, "ratings"): 1, (offering.pk, on, "stars"): stars})
    if kind == "runs":
        run(offerings[0], at)
        return Counter({(one.pk, on, kind): 1 for one in offerings if one.try_url_args})
    ROWS[kind](offering, at)
    return Counter({(offering.pk, on, kind): 1})


def test_sums_equal_a_recount_of_all_that_happened(parties: Parties) -> None:
    chance, expected = random.Random(5), Counter[Event]()
    offerings = [make_demo(), make_demo("second"), parties.offering]

    for step in range(STEPS):
        expected += happen(chance, offerings)
        if step % 50 == 0:
            chance.choice([collecting.collect, recounting.recount_lately, recounting.recount_year])()
    collecting.collect()
    recount_figures()

    rows = DailyFigures.objects.filter(offering__in=offerings)
    found = {
        (row.offering_id, row.day, name): getattr(row, name)
        for row in rows for name in (VIEWS, COMPARES, *SOURCES) if getattr(row, name)
    }  # fmt: skip
    assert found == dict(expected)


def test_what_is_deleted_later_stays_in_the_sums(parties: Parties) -> None:
    demo = make_demo()
    save(demo, moment(today()))
    run(demo, moment(today()))
    recount_figures()
    Favourite.objects.all().delete()
    Run.objects.all().delete()

    recount_figures()
    recount_year()

    found = sums_of(demo, today())
    assert (found["favourites"], found["runs"]) == (1, 1)


def test_a_rating_that_is_changed_or_hidden_later_is_followed(parties: Parties) -> None:
    on = today() - timedelta(days=100)
    changed, hidden = rate(parties.offering, moment(on), 1), rate(parties.offering, moment(on), 5)
    rate(parties.offering, moment(on), None)
    recount_year()
    assert [sums_of(parties.offering, on)[name] for name in ("ratings", "stars")] == [2, 6]

    Review.objects.filter(pk=changed.pk).update(stars=3)
    Review.objects.filter(pk=hidden.pk).update(state="hidden")
    recount_year()

    assert [sums_of(parties.offering, on)[name] for name in ("ratings", "stars")] == [1, 3]


@pytest.mark.parametrize("ago", [401, 2_000])
def test_sums_of_years_stay_when_nothing_is_left_of_what_they_count(parties: Parties, ago: int) -> None:
    on = today() - timedelta(days=ago)
    put(parties.offering, on, views=7, requests=6, ratings=5, stars=20)

    recount_figures()
    recount_year()

    assert sums_of(parties.offering, on)["requests"] == 6
    assert DailyFigures.objects.count() == 1


def test_counting_again_changes_nothing(parties: Parties) -> None:
    ask(parties.offering, timezone.now())

    assert recounting.recount_lately() == 1
    assert recounting.recount_lately() == recounting.recount_year() == 0
