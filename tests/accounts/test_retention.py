"""What is kept for how long, with time moved; and the page on which administrators read it."""

import csv
import io
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.urls import reverse
from django.utils import timezone

from accounts import retention
from accounts.models import ApiToken, DataExport, Erasure, User
from accounts.tasks import build_export, enforce_retention, enforce_rule
from common.objects import store
from demos.models import ShareLink
from tests.accounts.people import marked_member
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def ago(days):
    return timezone.now() - days * DAY


def keys(prefix):
    return list(store.keys(prefix, older_than=timezone.now() + DAY))


def test_expired_sessions_go_and_others_stay(member_client):
    mine = member_client.session.session_key
    Session.objects.create(session_key="old", session_data="", expire_date=ago(0.001))

    enforce_rule("sessions")

    assert [one.pk for one in Session.objects.all()] == [mine]


@pytest.mark.parametrize(("days", "stays"), [(0.001, False), (-1, True)])
def test_expired_copies_go_with_their_bytes(member, days, stays):
    export = DataExport.objects.create(person=member)
    build_export(str(export.pk))
    DataExport.objects.update(expires_at=ago(days))

    enforce_rule("data-exports")

    assert DataExport.objects.exists() == stays
    assert bool(keys(export.key)) == stays


@pytest.mark.parametrize(("days", "stays"), [(8, False), (6, True)])
def test_failed_copies_go_after_a_week(member, days, stays):
    DataExport.objects.create(person=member, status="failed", finished_at=ago(days))

    enforce_rule("data-exports")

    assert DataExport.objects.exists() == stays


@pytest.mark.parametrize(("days", "stays"), [(15, False), (13, True)])
def test_unconfirmed_registrations_go_after_two_weeks(client, days, stays):
    names = {"first_name": "New", "last_name": "Person", "job_function": "Analyst", "affiliation": "A bank"}
    client.post(
        reverse("account_signup"),
        names | {"email": "new@bank.example", "password1": "correct horse battery", "terms": "on"},
    )
    User.objects.update(date_joined=ago(days))

    enforce_rule("unconfirmed")

    assert User.objects.exists() == stays


@pytest.mark.parametrize("changes", [{"is_staff": True}, {"last_login": timezone.now()}, {}])
def test_confirmed_used_and_staff_accounts_stay(changes):
    person = make_member(date_joined=ago(1000), **changes)
    if changes:
        person.emailaddress_set.update(verified=False)

    enforce_rule("unconfirmed")

    assert User.objects.exists()


@pytest.mark.parametrize(("days", "stays"), [(91, False), (89, True), (-1, True)])
def test_expired_tokens_go_after_ninety_days(member, days, stays):
    ApiToken.objects.create(member, name="a program")
    ApiToken.objects.update(expiry=ago(days))

    enforce_rule("tokens")

    assert ApiToken.objects.exists() == stays


@pytest.mark.parametrize(("days", "stays"), [(3 * 365 + 1, False), (3 * 365 - 1, True)])
def test_records_of_erasures_go_after_three_years(days, stays):
    Erasure.objects.create(status="done", finished_at=ago(days))

    enforce_rule("erasures")

    assert Erasure.objects.exists() == stays


@pytest.mark.parametrize(("days", "stays"), [(31, False), (29, True), (-1, True)])
def test_ended_share_links_go_after_thirty_days(days, stays):
    marked_member()
    ShareLink.objects.update(expires_at=ago(days))

    enforce_rule("share links")

    assert ShareLink.objects.exists() == stays


def test_unused_accounts_are_flagged_and_stay():
    make_member(last_login=ago(2 * 365 + 1))
    make_member(last_login=ago(2 * 365 - 1))

    enforce_rule("inactive")

    [rule] = [one for one in retention.rules() if one.key == "inactive"]
    assert rule.waiting == 1
    assert User.objects.count() == 2


def test_every_rule_is_enforced_by_something_that_is_scheduled(monkeypatch):
    rung = []
    monkeypatch.setattr(enforce_rule, "delay", rung.append)

    enforce_retention()

    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert {one.task for one in retention.rules()} <= scheduled
    assert set(rung) == {one.key for one in retention.rules() if one.delete}
    assert all(one.delete or one.flagged or one.task != retention.DAILY for one in retention.rules())


def test_administrators_read_the_records_and_others_do_not(client, member_client):
    client = signed_in(make_member(is_staff=True))

    page = client.get(reverse("accounts:records")).content.decode()

    assert "Analyses of files" in page
    assert "Performance of a contract, Article 6(1)(b) GDPR" in page
    assert "Uploads: Id, Name, Size in bytes" in page
    assert "Files that members upload" in page
    assert member_client.get(reverse("accounts:records")).status_code == 403


def test_the_records_are_a_table_too(client):
    client = signed_in(make_member(is_staff=True))

    answer = client.get(reverse("accounts:records"), {"format": "csv"})

    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert {len(row) for row in rows} == {7}
    assert {"Accounts", "Safety of the service", "Analyses of files"} <= {row[0] for row in rows}
    [account] = [row for row in rows if row[0] == "Accounts"]
    assert "Job function" in account[4]


def test_the_administration_leads_to_the_records(client):
    client = signed_in(make_member(is_staff=True, is_superuser=True))

    assert reverse("accounts:records") in client.get(reverse("admin:index")).content.decode()


def test_the_profile_leads_to_the_data(member_client):
    assert reverse("accounts:data") in member_client.get(reverse("accounts:profile")).content.decode()


def test_devices_go_with_their_sessions(member_client):
    mine = member_client.session.session_key
    for key, expires in [("old", ago(0.001)), ("new", ago(-1))]:
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
        device = {"user_agent": "Firefox", "ip": "203.0.113.7", "session_key": key}
        UserSession.objects.create(user=User.objects.get(), **device)

    enforce_rule("devices")

    assert "old" not in UserSession.objects.values_list("session_key", flat=True)
    assert Session.objects.filter(pk=mine).exists()
    assert UserSession.objects.filter(session_key="new").exists()
