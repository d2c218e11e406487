"""To be forgotten: no trace in tables, Redis or store, and what must stay names nobody."""

import uuid
from datetime import timedelta

import pytest
import redis
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ApiToken, DataExport, Erasure, User
from accounts.personal.erasing import erase_traces
from accounts.services.erasure import erase_person as ask_erasure
from accounts.services.exports import request_export
from accounts.tasks import build_export, erase_person, recover_requests
from common.errors import DomainError
from common.objects import store
from demos.models import Finding, Plot, Run, ShareLink
from demos.services import start_sample_run
from jobs.models import Job, Upload
from jobs.reporting import publish
from tests.accounts.organisations import join, make_organisation
from tests.accounts.people import ADDRESS, MARKERS, PASSWORD, log_about, log_by, marked_member, sign_in, store_away
from tests.accounts.traces import leave_traces
from tests.factories import let_time_pass, make_member, make_token, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_once")]


@pytest.fixture
def marked():
    return marked_member()


def ask(client, **changes):
    return client.post(reverse("accounts:erase"), {"email": ADDRESS} | changes)


def work():
    for erasure in Erasure.objects.filter(status=Erasure.Status.QUEUED):
        erase_person(str(erasure.pk))


def in_tables(markers):
    """Every row of every table as text, like a dump."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT "{table}"::text FROM "{table}"')
            found += [
                (table, row) for (row,) in cursor.fetchall() if any(one.lower() in row.lower() for one in markers)
            ]
    return found


READERS = {
    b"string": lambda redis_, key: redis_.get(key),
    b"list": lambda redis_, key: redis_.lrange(key, 0, -1),
    b"set": lambda redis_, key: redis_.smembers(key),
    b"zset": lambda redis_, key: redis_.zrange(key, 0, -1, withscores=True),
    b"hash": lambda redis_, key: redis_.hgetall(key),
    b"stream": lambda redis_, key: redis_.xrange(key),
}


def _keys(connected):
    """All keys with their types, but those that end their life just now."""
    return [(key, kind) for key in connected.scan_iter() if (kind := connected.type(key)) != b"none"]


def in_redis(markers):
    """Every key of every type, names and contents."""
    with redis.Redis.from_url(settings.REDIS_URL) as connected:
        said = [(key, repr(READERS[kind](connected, key))) for key, kind in _keys(connected)]
    return [key for key, text in said if any(one.lower() in (repr(key) + text).lower() for one in markers)]


def all_keys():
    return set(store.keys("", older_than=timezone.now() + timedelta(days=1)))


def in_store(markers, *, but):
    """Every object beside those that other tests have left, names and contents."""
    return [
        key
        for key in all_keys() - but
        if any(one.lower().encode() in (key.encode() + store.get(key)).lower() for one in markers)
    ]


def in_sessions(person_id):
    return [one.pk for one in Session.objects.all() if str(person_id) in one.get_decoded().values()]


def test_no_trace_is_left_in_tables_redis_or_store():
    in_file = f"FILEMARKER{uuid.uuid4().hex}"  # the store remembers other tests
    others = all_keys()
    marked = marked_member(in_file=in_file)
    ids = [str(one) for one in (marked.run.pk, marked.run.job_id, marked.upload.pk)]
    leave_traces(marked.person, "tracemarker")
    log_about(marked.person, make_member(is_staff=True))
    cache.set(f"samples:{marked.person.pk}", 3)
    publish(marked.run.job_id, {"status": "running", "step": in_file})
    build_export(str(request_export(person=marked.person).pk))
    ids.append(str(DataExport.objects.get().pk))
    counters = [f"user:{marked.person.pk}", f"samples:{marked.person.pk}"]
    marks = [*MARKERS, in_file, "tracemarker"]
    assert in_tables(marks)
    assert all(in_redis([one]) for one in (in_file, *counters))
    assert len(in_store([in_file, *ids], but=others)) == 4
    assert in_sessions(marked.person.pk)

    ask(signed_in(marked.person))  # with a second factor: they own an organisation now
    work()

    assert not in_tables([*marks, *ids])
    assert not in_redis([in_file, *ids, *counters])
    assert not in_store([in_file, *ids], but=others)
    assert not in_sessions(marked.person.pk)
    # A decision of theirs stays, so an empty account does.
    assert User.objects.get(pk=marked.person.pk).email.endswith("@erased.invalid")
    assert Erasure.objects.get().status == Erasure.Status.DONE


def test_nothing_of_others_is_touched(marked):
    marked_id = marked.person.pk
    other = make_member("other@bank.example", first_name="Other")
    make_token(other)
    sign_in("other@bank.example")
    run = start_sample_run(algorithm="payment-flows", owner=other, visitor="")
    store.put(run.result_key, b"{}")

    ask(marked.client)
    work()

    assert in_sessions(other.pk)
    assert [token.user for token in ApiToken.objects.all()] == [other]
    assert [one.job.owner for one in Run.objects.all()] == [other]
    assert Job.objects.get().status == Job.Status.QUEUED
    assert store.get(run.result_key) == b"{}"
    assert not User.objects.filter(pk=marked_id).exists()


def test_the_account_is_closed_at_once_everywhere(marked):
    elsewhere = sign_in()
    token = make_token(marked.person)
    open_run = start_sample_run(algorithm="payment-flows", owner=marked.person, visitor="")

    answer = ask(marked.client)

    assert answer.status_code == 302
    assert "is closed" in marked.client.get(answer.url).content.decode()
    for client in (marked.client, elsewhere):
        assert reverse("account_login") in client.get(reverse("accounts:profile")).url
    assert Client().get("/api/v1/runs/", HTTP_AUTHORIZATION=f"Bearer {token}").status_code == 401
    again = Client()
    again.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    assert "_auth_user_id" not in again.session
    assert Job.objects.get(pk=open_run.job_id).status == Job.Status.CANCELLED


def test_a_mail_goes_out_while_there_is_an_address(marked):
    ask(marked.client)
    mail.outbox.clear()

    work()

    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert message.subject == "Your account is being erased"


def test_where_mail_is_away_it_is_tried_again_and_then_done_without(marked, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    ask(marked.client)

    work()
    waiting = User.objects.filter(pk=marked.person.pk).exists()
    work()
    work()

    assert waiting
    assert not in_tables(MARKERS)
    assert Erasure.objects.get().mailed_at is None


@pytest.mark.parametrize("typed", ["", "somebody@else.example"])
def test_another_address_is_no_confirmation(marked, typed):
    answer = ask(marked.client, email=typed)

    assert answer.status_code == 422
    assert not Erasure.objects.exists()
    assert User.objects.get(pk=marked.person.pk).is_active


def test_the_address_may_be_typed_in_capitals(marked):
    ask(marked.client, email=f" {ADDRESS.upper()} ")

    assert Erasure.objects.get().person == marked.person


def test_the_password_is_asked_for_before(marked):
    client = Client()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    let_time_pass(client)

    answer = ask(client)

    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not Erasure.objects.exists()


def test_the_page_says_what_goes_and_what_stays(marked):
    log_about(marked.person, make_member(is_staff=True))

    page = marked.client.get(reverse("accounts:erase"))

    gone = dict(page.context["deleted"])
    assert (gone["Uploads"], gone["Runs"], gone["People"]) == (1, 1, 1)
    assert {name for name, _why in page.context["staying"]} == {"Log entries", "Audit trail"}
    assert "Names and addresses in it are removed" in page.content.decode()


def test_asking_twice_is_one_erasure(marked):
    first = ask_erasure(person=marked.person)

    assert ask_erasure(person=marked.person) == first
    assert Erasure.objects.count() == 1


def test_the_only_administrator_stays_and_is_told_why():
    marked = marked_member(is_staff=True)

    page = marked.client.get(reverse("accounts:erase")).content.decode()
    answer = ask(marked.client)

    assert "You are the only administrator" in page
    assert answer.status_code == 409
    assert User.objects.get(pk=marked.person.pk).is_active
    assert not Erasure.objects.exists()


def test_another_administrator_may_go_and_leaves_an_empty_name_in_the_log():
    marked = marked_member(is_staff=True)
    make_member(is_staff=True, is_superuser=True)
    log_by(marked.person)
    log_about(marked.person, marked.person)

    ask(marked.client)
    work()

    assert not in_tables(MARKERS)
    by, about = LogEntry.objects.order_by("object_repr")[::-1]
    assert (by.object_repr, about.object_repr, about.change_message) == ("reviewers", "", "")
    assert by.user.email.endswith("@erased.invalid")
    assert not by.user.is_active
    assert not by.user.is_staff
    assert not by.user.groups.exists()
    assert Erasure.objects.get().person is None


def test_the_last_two_administrators_cannot_both_go():
    first, second = (make_member(is_staff=True, is_superuser=True) for _ in range(2))

    ask_erasure(person=first)

    with pytest.raises(DomainError, match="only administrator"):
        ask_erasure(person=second)


def test_an_erasure_survives_a_worker_that_dies_half_way(marked, monkeypatch):
    rung = []
    monkeypatch.setattr(erase_person, "delay", rung.append)
    ask(marked.client)
    erasure = Erasure.objects.get()
    dead = Erasure.objects.claim(erasure.pk)
    assert len(marked.objects()) == 3
    store.delete(marked.run.result_key)
    Finding.objects.all().delete()
    Erasure.objects.update(touched_at=timezone.now() - timedelta(hours=1))

    recover_requests()
    erase_person(rung[0])
    erase_person(rung[0])

    assert rung == [str(erasure.pk)]
    assert not in_tables(MARKERS)
    assert not marked.objects()
    assert not dead.close(Erasure.Status.DONE)
    assert len([one for one in mail.outbox if one.subject == "Your account is being erased"]) == 1


def test_everything_may_be_repeated(marked):
    erase_traces(marked.person)
    erase_traces(marked.person)

    models = (Upload, Job, Run, Finding, Plot, ShareLink, ApiToken, DataExport)
    assert not any(model.objects.exists() for model in models)


def test_an_erasure_waits_while_the_store_is_away(marked):
    ask(marked.client)
    assert marked.objects()

    with store_away():
        work()
    waiting = Erasure.objects.select_related("person").get()
    work()

    assert (waiting.status, waiting.person) == (Erasure.Status.QUEUED, marked.person)
    assert not marked.objects()
    assert Erasure.objects.get().status == Erasure.Status.DONE


def test_a_forgotten_address_can_register_again(marked):
    ask(marked.client)
    work()

    answer = Client().post(
        reverse("account_signup"),
        {
            "first_name": "New",
            "last_name": "Person",
            "job_function": "Analyst",
            "affiliation": "A bank",
            "email": ADDRESS,
            "password1": "correct horse battery",
            "terms": "on",
        },
    )

    assert answer.status_code == 302
    assert User.objects.get(email=ADDRESS).pk != marked.person.pk


def test_visitors_are_sent_to_sign_in(client):
    assert reverse("account_login") in client.get(reverse("accounts:erase")).url


def test_an_unknown_erasure_is_ignored():
    erase_person(str(uuid.uuid4()))

    assert not Erasure.objects.exists()


def test_the_last_owner_hands_over_first(marked):
    organisation = make_organisation(marked.person)
    client = signed_in(marked.person)

    answer = ask(client)

    assert answer.status_code == 409
    assert f"You are the last owner of {organisation.name}. Hand it over first." in answer.content.decode()
    assert User.objects.get(pk=marked.person.pk).is_active
    assert not Erasure.objects.exists()


def test_the_contact_of_an_organisation_passes_to_another_owner(marked):
    organisation = make_organisation(marked.person, contact_email=ADDRESS)
    successor = join(organisation, "owner").person

    ask(signed_in(marked.person))
    work()

    organisation.refresh_from_db()
    assert organisation.contact_email == successor.email
