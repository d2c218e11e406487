"""Every write to what the administration can change leaves an entry, in the same transaction."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import connection, transaction
from django.urls import reverse

from accounts.models import ApiToken, Membership, User
from audit.models import HIDDEN, AuditEntry
from audit.recording import begin_task, end_task
from tests.accounts.organisations import join, make_organisation
from tests.factories import PASSWORD, make_member, make_token, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(db):
    return make_member(is_staff=True, is_superuser=True)


def last(table="accounts_user", **wanted):
    return AuditEntry.objects.filter(table=table, **wanted).latest("pk")


def test_an_entry_says_what_was_before_and_after(member):
    User.objects.filter(pk=member.pk).update(first_name="Ada")

    entry = last()
    assert (entry.operation, entry.row, entry.person) == ("update", str(member.pk), member.pk)
    assert (entry.before, entry.after) == ({"first_name": ""}, {"first_name": "Ada"})
    assert (entry.actor, entry.place) == (None, "")


def test_what_is_added_and_deleted_is_recorded_whole():
    group = Group.objects.create(name="readers")
    Group.objects.filter(pk=group.pk).delete()

    added, deleted = AuditEntry.objects.filter(table="auth_group", row=str(group.pk)).order_by("pk")
    assert (added.operation, added.before, added.after) == ("insert", {}, {"id": group.pk, "name": "readers"})
    assert (deleted.operation, deleted.before, deleted.after) == ("delete", {"id": group.pk, "name": "readers"}, {})


def test_many_at_once_leave_one_entry_each():
    people = [make_member() for _number in range(3)]

    User.objects.filter(pk__in=[one.pk for one in people]).update(affiliation="A bank")
    Group.objects.bulk_create([Group(name="one"), Group(name="two")])

    assert AuditEntry.objects.filter(after={"affiliation": "A bank"}).count() == 3
    assert AuditEntry.objects.filter(table="auth_group", after__name__in=["one", "two"]).count() == 2


def test_raw_statements_are_recorded(member):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_user SET is_superuser = true WHERE id = %s", [member.pk])

    assert last().after == {"is_superuser": True}


def test_what_is_rolled_back_leaves_nothing(member):
    before = AuditEntry.objects.count()

    with transaction.atomic():
        User.objects.filter(pk=member.pk).update(first_name="Ada")
        transaction.set_rollback(True)

    assert AuditEntry.objects.count() == before


def test_a_write_that_changes_nothing_leaves_nothing(member):
    before = AuditEntry.objects.count()

    User.objects.filter(pk=member.pk).update(first_name=member.first_name)

    assert AuditEntry.objects.count() == before


def test_signing_in_leaves_no_entry(member, client):
    before = AuditEntry.objects.count()

    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})

    member.refresh_from_db()
    assert member.last_login
    assert AuditEntry.objects.count() == before


def test_no_secret_is_in_an_entry(member):
    text = make_token(member)
    member.set_password("another long password")
    member.save()

    token = ApiToken.objects.get()
    told = str(list(AuditEntry.objects.values()))
    assert last("accounts_apitoken").after["digest"] == HIDDEN
    assert last().after["password"] == HIDDEN
    assert not [secret for secret in (token.digest, token.token_key, text, member.password) if secret in told]


def test_the_key_of_an_app_is_in_no_entry(administrator):
    signed_in(administrator)

    assert last("mfa_authenticator").after["data"] == HIDDEN


def test_the_administrator_is_named_with_the_page(administrator):
    group = Group.objects.create(name="readers")

    signed_in(administrator).post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "writers"})

    entry = last("auth_group")
    assert (entry.actor, entry.place) == (administrator.pk, "admin:auth_group_change")
    assert (entry.before, entry.after) == ({"name": "readers"}, {"name": "writers"})


def test_a_members_own_change_names_the_member(member, member_client):
    member_client.post(reverse("accounts:profile"), {"first_name": "Ada", "last_name": "", "language": "en"})

    assert (last().actor, last().place) == (member.pk, "accounts:profile")


def test_nobody_is_named_for_a_visitor(client):
    names = {"first_name": "Ada", "last_name": "Member", "job_function": "Head", "affiliation": "A bank"}
    client.post(reverse("account_signup"), {"email": "n@bank.example", "password1": PASSWORD, "terms": "on"} | names)

    assert (last().actor, last().place) == (None, "account_signup")


def test_an_owners_change_names_the_owner():
    organisation = make_organisation()
    membership = join(organisation, "viewer")
    owner = organisation.memberships.get(role="owner").person

    signed_in(owner).post(
        reverse("accounts:membership-change", args=[organisation.slug, membership.pk]), {"role": "editor"}
    )

    entry = last("accounts_membership")
    assert (entry.actor, entry.person) == (owner.pk, membership.person_id)
    assert (entry.before, entry.after) == ({"role": "viewer"}, {"role": "editor"})


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_named_by_its_task(member):
    class Task:
        name = "accounts.tasks.some_task"

    begin_task(task=Task())
    try:
        User.objects.filter(pk=member.pk).update(is_active=False)
    finally:
        end_task()
    User.objects.filter(pk=member.pk).update(is_active=True)

    worker, nobody = AuditEntry.objects.filter(table="accounts_user", operation="update").order_by("pk")
    assert (worker.actor, worker.place) == (None, "task accounts.tasks.some_task")
    assert (nobody.actor, nobody.place) == (None, "")


@pytest.mark.django_db(transaction=True)
def test_a_statement_of_its_own_names_the_actor_and_leaves_no_name_behind(administrator, member):
    staff = signed_in(administrator)

    staff.post(reverse("accounts:profile"), {"first_name": "Root", "last_name": "", "language": "en"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('finsec.actor', true)")
        left = cursor.fetchone()[0]
    User.objects.filter(pk=member.pk).update(first_name="Ada")

    assert last(after__first_name="Root").actor == administrator.pk
    assert not left
    assert last().actor is None


# Their history is theirs: consent cannot be changed at all, and sessions, runs and the log of pages are no rights.
# Rates and how they were fetched are written by machines only. Submissions, their steps and
# appeals are a record of their own, kept by triggers.
NOT_WATCHED = {
    "accounts_consentrecord", "usersessions_usersession", "audit_auditentry", "catalogue_rate", "catalogue_raterefresh",
    "publishing_appeal", "publishing_statechange", "publishing_submission",
}  # fmt: skip


def test_whatever_the_administration_can_change_is_watched():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'audit_watch'")
        watched = {table for (table,) in cursor.fetchall()}

    models = [*admin.site._registry, User.groups.through, User.user_permissions.through, Membership, ApiToken]
    missing = {model._meta.db_table for model in models} - watched - NOT_WATCHED
    assert not missing, f"Add watch(…) to a migration for {missing}, or say above why not."
