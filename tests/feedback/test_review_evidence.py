"""What a review rests on: shown with it, and kept when the traces of it are deleted."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalogue.models import Offering
from demos.models import Run
from feedback import evidence
from feedback.evidence import Evidence
from feedback.models import Review
from jobs.models import Job
from tests.feedback.reviewing import LIST, body, send

pytestmark = pytest.mark.django_db

MARK = '<span class="badge badge--good">Took the demonstration</span>'


@pytest.fixture
def watch(watch: Offering) -> Offering:
    watch.try_url_name, watch.try_url_args = "demos:analyzer-detail", {"key": "payment-flows"}
    watch.save()
    return watch


def run(person: User, status: str = "done", algorithm: str = "payment-flows") -> Run:
    job = Job.objects.create(owner=person, kind="demos.run", status=status, finished_at=timezone.now())
    return Run.objects.create(job=job, algorithm=algorithm, version="1", is_sample=True)


def test_a_finished_run_of_the_offerings_demonstration_is_a_mark(
    member: User, member_client: Client, client: Client, watch: Offering
) -> None:
    run(member)

    send(member_client, stars=4, text="Good.")

    assert MARK in body(client, LIST)


@pytest.mark.parametrize(("status", "algorithm"), [("failed", "payment-flows"), ("done", "log-anomalies")])
def test_another_run_is_none(
    member: User, member_client: Client, client: Client, watch: Offering, status: str, algorithm: str
) -> None:
    run(member, status, algorithm)

    send(member_client, stars=4, text="Good.")

    assert "Took the demonstration" not in body(client, LIST)


def test_the_run_of_somebody_else_is_none(
    administrator: User, member_client: Client, client: Client, watch: Offering
) -> None:
    run(administrator)

    send(member_client, stars=4, text="Good.")

    assert "Took the demonstration" not in body(client, LIST)


def test_the_mark_stays_when_the_run_is_deleted_and_comes_when_one_is_made_later(
    member: User, member_client: Client, client: Client, watch: Offering
) -> None:
    send(member_client, stars=4, text="Good.")
    run(member)
    send(member_client, stars=5, text="Very good.")
    assert MARK in body(client, LIST)

    Job.objects.all().delete()
    send(member_client, stars=5, text="Very good indeed.")

    assert MARK in body(client, LIST)


def test_of_several_marks_the_strongest_is_shown_and_never_exchanged_for_a_weaker_one(
    member: User, member_client: Client, client: Client, watch: Offering, monkeypatch: pytest.MonkeyPatch
) -> None:
    weaker = Evidence("weaker", "Has seen it", 1, lambda person, offering: True)
    monkeypatch.setattr(evidence, "_known", {**evidence._known, weaker.key: weaker})
    send(member_client, stars=4, text="Good.")
    assert Review.objects.get().evidence == "weaker"
    run(member)
    send(member_client, stars=4, text="Better.")
    Job.objects.all().delete()

    send(member_client, stars=4, text="Best.")

    assert Review.objects.get().evidence == "demo"


def test_evidence_that_no_app_knows_any_more_is_not_shown(
    member_client: Client, client: Client, watch: Offering
) -> None:
    send(member_client, stars=4, text="Good.")

    Review.objects.update(evidence="hearsay")

    assert "badge" not in body(client, LIST).split('class="reviews"')[1].split("</ol>")[0]
