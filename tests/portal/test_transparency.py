"""The numbers that are published are those of the records, whatever has happened."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test import Client
from django.utils import timezone

from common.errors import DomainError
from enquiries.models import Enquiry
from portal.transparency.periods import period
from publishing.appeals.models import Appeal
from publishing.appeals.services import decide_appeal, last_appealable, make_appeal
from publishing.models import StateChange, Submission
from publishing.submissions.policy_reasons import REASONS
from publishing.submissions.services import act
from publishing.submissions.states import REASONED, STEPS, Side, steps_from
from tests.catalogue.listings import make_offering, make_provider
from tests.factories import make_member
from tests.publishing.deciding import decide
from tests.publishing.submitting import (
    hand_in,
    make_draft,
    make_listed,
    make_market_provider,
    make_reviewer,
    propose,
    writer,
)

pytestmark = pytest.mark.django_db
YEAR = str(timezone.localtime().year)


def numbers(client: Client, name: str = YEAR) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = client.get(f"/en/transparency/{name}.json").json()["tables"]
    return found


def live_randomly(chance: random.Random, steps: int) -> None:
    """Let providers and reviewers do at random what is possible."""
    providers = [make_market_provider(f"p{number}", is_consortium=number == 0) for number in range(3)]
    reviewers = [make_reviewer() for _number in range(2)]
    submissions = [make_draft(one, title=f"Watch {number}") for one in providers for number in range(2)]
    for _step in range(steps):
        submission = chance.choice(submissions)
        submission.refresh_from_db()
        try:
            _do_something(chance, submission, reviewers)
        except DomainError:
            continue


def _do_something(chance: random.Random, submission: Submission, reviewers: list[Any]) -> None:
    person = chance.choice(reviewers)
    decision = last_appealable(submission)
    if decision and chance.random() < 0.5:
        found = Appeal.objects.filter(decision=decision).first()
        made = found or make_appeal(decision=decision, person=writer(submission), text="So")
        decide_appeal(appeal=made, person=person, overturns=chance.random() < 0.6, reason="So")
        return
    possible = [step for step in steps_from(submission.state) if not {Side.MARKET, Side.APPEAL} & {*step.sides}]
    if not possible:
        return
    step = chance.choice(possible)
    by_provider = Side.PROVIDER in step.sides
    grounds = chance.sample(list(REASONS)[:5], chance.randrange(3)) if step.name in REASONED else ()
    act(
        step=step.name, submission=submission, person=writer(submission) if by_provider else person, reason="So",
        grounds=grounds,
    )  # fmt: skip


def changes() -> Iterator[StateChange]:
    yield from StateChange.objects.select_related("submission").order_by("submission", "number")


@pytest.mark.parametrize("seed", range(2))
def test_every_number_is_that_of_a_recount(client, settings, seed):
    settings.REVIEW_DRAW_PERCENT = 40
    live_randomly(random.Random(seed), 150)
    told = numbers(client)

    steps = Counter(change.step for change in changes())
    assert {name: row["total"] for name, row in told["decisions"].items()} == {
        name: steps[name] for name in told["decisions"]
    }
    assert {*STEPS} - {*told["decisions"]} == {"rework", "take", "put_back", "archive", "replace"}
    lanes = Counter((change.step, change.submission.lane) for change in changes())
    assert all(
        row[lane] == lanes[name, lane]
        for name, row in told["decisions"].items()
        for lane in ("consortium", "third-party")
    )
    by_rules = steps["accept_consortium"] + steps["waive_review"] + steps["repeat_approval"]
    by_people = steps["approve"] + steps["reject"]
    decided = by_rules + by_people
    share = round(100 * by_rules / decided, 1) if decided else None
    assert told["automatic"]["percent_by_rules"]["total"] == share
    assert told["draws"] == {name: {"number": number} for name, number in recount_draws().items()}
    assert told["grounds"] == recount_grounds()
    assert told["times"]["decisions"]["total"] == sum(steps[name] for name in ("approve", "reject", "request_changes"))
    states = Counter(Appeal.objects.values_list("state", flat=True))
    assert told["appeals"] == {
        "received": {"number": sum(states.values())},
        "upheld": {"number": states["upheld"]},
        "overturned": {"number": states["overturned"]},
        "brought_back": {"number": steps["reopen"] + steps["reinstate"]},
        "open": {"number": states["open"]},
    }


def recount_draws() -> dict[str, int]:
    found = Counter({"drawn": 0, "approve": 0, "request_changes": 0, "reject": 0, "withdraw": 0, "waiting": 0})
    record = list(changes())
    for place, change in enumerate(record):
        if change.step == "submit" and any(said.get("held") == "drawn" for said in change.fields.values()):
            later = [one.step for one in record[place + 1 :] if one.submission_id == change.submission_id]
            result = next((step for step in later if step in {*found, "rework"}), "waiting")
            found["drawn"] += 1
            found["withdraw" if result == "rework" else result] += 1
    return dict(found)


def recount_grounds() -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {}
    for change in changes():
        if change.step in REASONED:
            for ground in change.grounds or ["own-words"]:
                found.setdefault(ground, Counter())[change.step] += 1
    few = {ground for ground, counted in found.items() if counted.total() < 3}
    others = sum((found.pop(ground) for ground in few), Counter())
    found |= {"other": others} if few else {}
    return {ground: {step: counted[step] for step in REASONED} for ground, counted in found.items()}


def test_the_time_to_a_decision_is_the_median_and_what_nine_of_ten_keep(client):
    waited = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100]
    for hours in waited:
        submission = decide("reject")
        _handed_in_before(submission, timedelta(hours=hours))

    told = numbers(client)["times"]

    assert told["median_hours"] == {"consortium": None, "third-party": 5.0, "total": 5.0}
    assert told["p90_hours"]["total"] == 9.0


def _handed_in_before(submission: Submission, waited: timedelta) -> None:
    """Move a handing in to so long before the decision, as only somebody with all rights can."""
    at = submission.state_changes.get(step="reject").at - waited
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE publishing_statechange DISABLE TRIGGER USER")
        StateChange.objects.filter(submission=submission, step="submit").update(at=at)
        cursor.execute("ALTER TABLE publishing_statechange ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_a_ground_with_fewer_than_three_decisions_is_not_told_alone(client):
    for ground in ("unlawful", "unlawful", "duplicate", "duplicate", "duplicate"):
        decide("reject", grounds=[ground])

    assert {name: row["reject"] for name, row in numbers(client)["grounds"].items()} == {"duplicate": 3, "other": 2}


def test_requests_count_an_answer_that_never_came(client):
    provider = make_provider("asked")
    asker, now = make_member(), timezone.now()
    for hours in (1, 2, 3, 4, 5, None, None):
        answered = (
            {"state": "answered", "waiting_since": None, "answered_at": now + timedelta(hours=hours)} if hours else {}
        )
        Enquiry.objects.create(kind="quote", provider=provider, asker=asker, created_at=now, **answered)

    told = numbers(client)["requests"]

    assert {name: row["number"] for name, row in told.items()} == {
        "asked": 7, "answered": 5, "closed_unanswered": 0, "median_hours": 4.0,
    }  # fmt: skip


def test_fewer_than_five_answers_have_no_median(client):
    now = timezone.now()
    Enquiry.objects.create(
        kind="quote", provider=make_provider("asked"), asker=make_member(), created_at=now, state="answered",
        waiting_since=None, answered_at=now,
    )  # fmt: skip

    assert numbers(client)["requests"]["median_hours"]["number"] is None


def test_page_and_files_say_the_same(client):
    decide("reject", grounds=["duplicate"])
    told = numbers(client)

    answer = client.get(f"/en/transparency/{YEAR}.csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))

    as_csv: dict[str, Any] = {}
    for row in rows:
        number = float(row["number"]) if row["number"] else None
        as_csv.setdefault(row["table"], {}).setdefault(row["row"], {})[row["column"]] = number
    assert as_csv == {table: rows for table, rows in told.items() if rows}
    assert {row["period"] for row in rows} == {YEAR}
    page = client.get("/en/transparency/").content.decode()
    assert all(f'<section class="flow" id="{table}"' in page for table in told)


def test_a_period_is_counted_up_to_its_end(client):
    decide("reject")

    before = period(f"{int(YEAR) - 1}-q4")
    assert before is not None
    assert numbers(client, before.name)["decisions"]["reject"]["total"] == 0
    assert numbers(client, f"{timezone.localtime():%Y-%m}")["decisions"]["reject"]["total"] == 1


def test_quarters_and_months_join_without_a_gap():
    quarters = [period(f"2025-q{number}") for number in range(1, 5)]
    months = [period(f"2025-{number:02}") for number in range(1, 13)]

    for parts in (quarters, months):
        assert [one.end for one in parts[:-1]] == [one.start for one in parts[1:]]
        assert (parts[0].start, parts[-1].end) == (period("2025").start, period("2025").end)
    zone = timezone.get_default_timezone()
    assert period("2025").start == datetime(2025, 1, 1, tzinfo=zone)


@pytest.mark.parametrize("name", ["2999", "2023", "2025-q5", "2025-13", "2025-1", "25", "now", "2025-q1-"])
@pytest.mark.parametrize("form", ["/", ".csv", ".json"])
def test_what_is_no_period_is_not_found(client, name, form):
    assert client.get(f"/en/transparency/{name}{form}").status_code == 404


def test_more_records_take_no_more_statements(client, django_assert_max_num_queries):
    with django_assert_max_num_queries(12) as few:
        numbers(client)
    for _number in range(3):
        decide("suspend", grounds=["outdated"])

    with django_assert_max_num_queries(len(few)):
        numbers(client)


@pytest.mark.parametrize("language", [code for code, _name in configured.LANGUAGES])
def test_the_page_is_there_in_every_language(client, language):
    make_offering("listed", make_provider("lister"))
    offering = make_listed(make_market_provider(), slug="edited")
    hand_in(propose(offering, version="2"))

    assert client.get(f"/{language}/transparency/").status_code == 200
    assert client.get(f"/{language}/legal/listings/").status_code == 200
