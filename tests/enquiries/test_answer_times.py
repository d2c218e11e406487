"""The median time to an answer: against its definition, and as the provider's page shows it."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from catalogue.models import Provider
from enquiries.answer_times import FEWEST_ANSWERS, refresh, within
from enquiries.models import AnswerTime, Enquiry
from enquiries.tasks import refresh_answer_times
from tests.catalogue.listings import make_provider
from tests.enquiries.threads import Parties

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
Wait = tuple[int, str]  # hours, and how it went: answered, open, closed


def keep(provider: Provider, waits: list[Wait]) -> None:
    """Requests that have waited so many hours until they were answered, were closed, or until now."""
    now = timezone.now()
    Enquiry.objects.bulk_create(request(provider, now, hours, went) for hours, went in waits)


def request(provider: Provider, end: datetime, hours: int, went: str) -> Enquiry:
    made = Enquiry(kind="question", provider=provider, created_at=end - hours * HOUR)
    if went == "open":
        # The database counts until its transaction began, which is a moment ago.
        made.created_at -= timedelta(minutes=10)
        made.waiting_since = made.created_at
        return made
    made.waiting_since = None
    if went == "answered":
        made.state, made.answered_at = Enquiry.State.ANSWERED, end
    else:
        made.state, made.closed_at, made.closed_by = Enquiry.State.CLOSED, end, "asker"
    return made


def median(waits: list[Wait]) -> int | None:
    """Kaplan and Meier by hand: the time at which half of the requests have their answer."""
    unanswered = 1.0
    for time in sorted({hours for hours, went in waits if went == "answered"}):
        waiting = sum(hours >= time for hours, _went in waits)
        unanswered *= 1 - sum(one == (time, "answered") for one in waits) / waiting
        if unanswered <= 0.5 + 1e-9:
            return time
    return None


def shown(provider: Provider) -> timedelta | None:
    found = AnswerTime.objects.filter(provider=provider).first()
    return found.median if found else None


def rounded(time: timedelta | None) -> int | None:
    return None if time is None else round(time / HOUR)


def answered(*hours: int) -> list[Wait]:
    return [(one, "answered") for one in hours]


def test_where_all_are_answered_it_is_the_median() -> None:
    provider = make_provider()
    keep(provider, answered(1, 2, 3, 40, 500))

    refresh()

    assert rounded(shown(provider)) == 3
    assert AnswerTime.objects.get().answers == 5


def test_leaving_the_hard_ones_lying_does_not_help() -> None:
    provider = make_provider()
    keep(provider, answered(1, 2, 3, 4, 30) + [(100, "open")] * 4)

    refresh()

    assert rounded(shown(provider)) == 30


def test_new_ones_do_not_make_it_worse() -> None:
    provider = make_provider()
    keep(provider, answered(5, 6, 7, 8, 9) + [(1, "open")] * 50)

    refresh()

    assert rounded(shown(provider)) == 7


@pytest.mark.parametrize(
    "waits", [answered(*range(1, FEWEST_ANSWERS)), answered(1, 2, 3, 4, 5) + [(99, "open")] * 9, []]
)
def test_too_few_answers_show_nothing(waits: list[Wait]) -> None:
    provider = make_provider()
    keep(provider, waits)

    refresh()

    assert shown(provider) is None


def test_it_is_what_its_definition_says_for_any_history() -> None:
    chance = random.Random(1958)
    histories = {}
    for number in range(40):
        hours = [chance.randint(1, 60) for _request in range(chance.randint(5, 60))]
        waits = [(one, chance.choices(["answered", "open", "closed"], [6, 2, 1])[0]) for one in hours]
        provider = make_provider(f"provider-{number}")
        histories[provider] = waits
        keep(provider, waits)

    refresh()

    wanted = {
        provider.slug: median(waits) if sum(went == "answered" for _hours, went in waits) >= FEWEST_ANSWERS else None
        for provider, waits in histories.items()
    }
    assert {provider.slug: rounded(shown(provider)) for provider in histories} == wanted
    assert any(wanted.values())


def test_a_year_counts_and_no_more() -> None:
    provider = make_provider()
    keep(provider, answered(1, 2, 3, 4, 5))
    old = timezone.now() - timedelta(days=400)
    Enquiry.objects.bulk_create(
        Enquiry(
            kind="question", provider=provider, created_at=old, state="answered", waiting_since=None,
            answered_at=old + timedelta(days=30),
        )
        for _number in range(20)
    )  # fmt: skip

    refresh()

    assert rounded(shown(provider)) == 3


def test_the_page_of_the_provider_says_it_also_where_it_was_kept(parties: Parties) -> None:
    visitor, address = Client(), parties.provider.get_absolute_url()
    assert "Answers requests" not in visitor.get(address).content.decode()
    keep(parties.provider, answered(1, 2, 26, 27, 28))

    refresh_answer_times()

    page = visitor.get(address).content.decode()
    assert "half of them within 26 hours (5 answers in the last year)" in page
    form = parties.asking.get(f"/en/requests/new/{parties.offering.slug}/").content.decode()
    assert "Gates answers requests: half of them within 26 hours" in form


def test_what_is_no_longer_so_goes(parties: Parties) -> None:
    keep(parties.provider, answered(1, 2, 3, 4, 5))
    refresh()
    Enquiry.objects.all().delete()

    refresh()

    assert not AnswerTime.objects.exists()


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(minutes=5), "1 hour"),
        (timedelta(hours=1, seconds=1), "2 hours"),
        (timedelta(hours=47), "47 hours"),
        (timedelta(hours=48), "2 days"),
        (timedelta(days=9, hours=1), "10 days"),
    ],
)
def test_a_time_is_told_in_the_unit_that_people_use(time: timedelta, words: str) -> None:
    assert within(time) == words
