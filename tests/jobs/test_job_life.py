"""The table is the queue: claims, closes and recovery under loss and repetition."""

from datetime import timedelta

import pytest
from django.utils import timezone

from jobs import registry
from jobs.models import LEASE, MAX_ATTEMPTS, Job
from jobs.services import cancel_job, enqueue_job
from jobs.tasks import execute_job, recover_jobs
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def worked():
    """Register a kind of work that notes each time it is done."""
    done = []

    def work(job, reporter):
        done.append((job.pk, job.attempt))
        return lambda: None

    registry.register("test.work", work)
    return done


def make_job(**fields):
    return Job.objects.create(kind="test.work", **fields)


def age(job, by):
    Job.objects.filter(pk=job.pk).update(touched_at=timezone.now() - by)


def test_a_job_delivered_twice_is_worked_once(worked):
    job = make_job()

    execute_job(str(job.pk))
    execute_job(str(job.pk))

    job.refresh_from_db()
    assert worked == [(job.pk, 1)]
    assert job.status == Job.Status.DONE


def test_a_job_of_a_dead_worker_is_done_by_another_one_once(worked):
    job = make_job()
    abandoned = Job.objects.claim(job.pk)
    age(job, LEASE * 2)

    recover_jobs()
    execute_job(str(job.pk))

    job.refresh_from_db()
    assert (job.status, job.attempt) == (Job.Status.DONE, 2)
    assert not abandoned.close(Job.Status.FAILED)


def test_a_job_whose_bell_was_lost_is_rung_again(worked, monkeypatch):
    rung = []
    monkeypatch.setattr(execute_job, "delay", rung.append)
    job = make_job()
    age(job, timedelta(minutes=1))

    recover_jobs()

    assert rung == [str(job.pk)]


def test_a_fresh_job_is_left_alone(monkeypatch):
    rung = []
    monkeypatch.setattr(execute_job, "delay", rung.append)
    make_job()

    recover_jobs()

    assert rung == []


def test_a_job_that_kills_its_workers_is_given_up_with_a_sentence():
    job = make_job(status=Job.Status.RUNNING, attempt=MAX_ATTEMPTS)
    age(job, LEASE * 2)

    recover_jobs()

    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert "stopped unexpectedly" in job.problem["message"]


def test_a_cancelled_job_is_not_started(worked):
    job = make_job()

    assert cancel_job(job=job)
    execute_job(str(job.pk))

    assert worked == []


def test_a_job_cancelled_while_it_runs_stores_nothing(worked):
    job = make_job()
    claimed = Job.objects.claim(job.pk)
    stored = []

    cancel_job(job=job)

    assert not claimed.close(Job.Status.DONE, store=lambda: stored.append(1))
    assert stored == []


def test_an_ended_job_cannot_be_cancelled(worked):
    job = make_job()
    execute_job(str(job.pk))

    assert not cancel_job(job=job)


def test_a_defect_fails_the_job_and_reaches_whoever_watches():
    def broken(job, reporter):
        raise ZeroDivisionError

    registry.register("test.work", broken)
    job = make_job()

    with pytest.raises(ZeroDivisionError):
        execute_job(str(job.pk))

    job.refresh_from_db()
    assert job.status == Job.Status.FAILED
    assert "on our side" in job.problem["message"]


def test_the_same_work_of_one_owner_is_queued_once():
    owner = make_member()

    first, created = enqueue_job(kind="test.work", owner=owner, recipe="a" * 64)
    second, again = enqueue_job(kind="test.work", owner=owner, recipe="a" * 64)

    assert (created, again) == (True, False)
    assert first == second


def test_the_same_work_of_two_owners_is_two_jobs():
    first, _created = enqueue_job(kind="test.work", owner=make_member(), recipe="a" * 64)
    second, created = enqueue_job(kind="test.work", owner=make_member(), recipe="a" * 64)

    assert created
    assert first != second


def test_failed_work_can_be_asked_for_again():
    owner = make_member()
    first, _created = enqueue_job(kind="test.work", owner=owner, recipe="a" * 64)
    cancel_job(job=first)

    _second, created = enqueue_job(kind="test.work", owner=owner, recipe="a" * 64)

    assert created


def test_enqueueing_while_the_queue_is_away_loses_nothing_and_holds_nobody(
    settings, django_capture_on_commit_callbacks, monkeypatch, caplog
):
    from kombu.exceptions import OperationalError

    def away(job_id):
        raise OperationalError

    monkeypatch.setattr(execute_job, "delay", away)

    with django_capture_on_commit_callbacks(execute=True):
        job, _created = enqueue_job(kind="test.work", owner=make_member())

    assert Job.objects.get(pk=job.pk).status == Job.Status.QUEUED
