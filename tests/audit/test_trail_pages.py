"""The audit trail in the admin."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from audit.models import AuditEntry
from tests.accounts.organisations import make_organisation
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db
LIST = "admin:audit_auditentry_changelist"


def shown(staff, **query):
    return list(staff.get(reverse(LIST), query).context["cl"].result_list)


def rename(staff, group, name):
    staff.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": name})


def test_the_list_names_people_by_their_address(staff, administrator):
    rename(staff, Group.objects.create(name="readers"), "writers")

    page = staff.get(reverse(LIST), {"table": "auth_group"}).content.decode()

    assert administrator.email in page
    assert "admin:auth_group_change" in page


def test_the_list_is_filtered_by_who_what_and_when(staff, member):
    group = Group.objects.create(name="readers")
    User.objects.filter(pk=member.pk).update(first_name="Ada")
    rename(staff, group, "writers")

    by_staff = shown(staff, by="staff", table="auth_group")
    by_nobody = shown(staff, by="nobody", table="accounts_user", person=member.pk)
    by_members = shown(staff, by="member")
    tomorrow = shown(staff, at__gte="2999-01-01 00:00:00+00:00")

    assert [(one.row, one.operation) for one in by_staff] == [(str(group.pk), "update")]
    assert [one.operation for one in by_nobody] == ["update", "insert"]
    assert (by_members, tomorrow) == ([], [])


def test_a_search_finds_a_person_by_the_address(staff, member):
    assert {one.person for one in shown(staff, q=member.email)} == {member.pk}


def test_an_entry_shows_the_difference(staff, member):
    User.objects.filter(pk=member.pk).update(first_name="<b>Ada</b>")

    entry = AuditEntry.objects.about_person(member.pk).latest("pk")
    page = staff.get(reverse("admin:audit_auditentry_change", args=[entry.pk])).content.decode()

    assert "<ins>&lt;b&gt;Ada&lt;/b&gt;</ins>" in page
    assert "_save" not in page


def test_history_of_a_person_or_an_organisation_leads_to_the_trail(staff, member):
    organisation = make_organisation()

    for kind, row in (("user", member), ("organisation", organisation)):
        answer = staff.get(reverse(f"admin:accounts_{kind}_history", args=[row.pk]), follow=True)
        found = list(answer.context["cl"].result_list)
        assert found
        assert {one.person if kind == "user" else int(one.row) for one in found} == {row.pk}


def test_the_filtered_list_is_taken_along_without_formulas_and_that_is_on_record(staff, administrator, member):
    User.objects.filter(pk=member.pk).update(first_name="=1+1")

    answer = staff.get(reverse("admin:audit_auditentry_export"), {"person": member.pk, "operation__exact": "update"})

    rows = list(csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff"))))
    [row] = rows
    kept = AuditEntry.objects.latest("pk")
    assert row["after"] == '{"first_name": "=1+1"}'
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-trail-')
    assert (kept.operation, kept.actor, kept.after["rows"]) == ("note", administrator.pk, 1)


def test_the_list_asks_the_database_as_often_for_many_entries_as_for_few(staff, django_assert_max_num_queries):
    for _number in range(3):
        make_member()
    with django_assert_max_num_queries(60) as few:
        staff.get(reverse(LIST))
    for _number in range(20):
        make_member()

    with django_assert_max_num_queries(len(few)):
        staff.get(reverse(LIST))


def test_staff_without_the_right_see_nothing(member):
    clerk = make_member(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_user"))

    assert signed_in(clerk).get(reverse(LIST)).status_code == 403
    assert signed_in(clerk).get(reverse("admin:audit_auditentry_export")).status_code == 403
