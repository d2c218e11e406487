"""People in the admin: roles, standing, history of consent, the end of an account, the list as a file."""

from __future__ import annotations

import csv
import io

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse

from accounts.models import ApiToken, ConsentRecord, Erasure, Source, User
from accounts.roles import REVIEWER, has_role
from audit.models import AuditEntry
from tests.factories import make_member, make_token, signed_in

pytestmark = pytest.mark.django_db
LIST = "admin:accounts_user_changelist"


def page_of(person):
    return reverse("admin:accounts_user_change", args=[person.pk])


def step(person, verb):
    return reverse("admin:accounts_user_step", args=[person.pk, verb])


def form_of(staff, person, **changes):
    """What the page's form sends when nothing or these fields are changed."""
    page = staff.get(page_of(person))
    forms = [
        page.context["adminform"].form,
        *(one.formset.management_form for one in page.context["inline_admin_formsets"]),
    ]
    sent = {field.html_name: field.value() for form in forms for field in form}
    return {name: value for name, value in (sent | changes).items() if value is not None and value is not False}


def test_an_administrator_gives_a_role(staff, administrator, member):
    group = Group.objects.get(name=REVIEWER)

    answer = staff.post(page_of(member), form_of(staff, member, groups=[group.pk]))

    entry = AuditEntry.objects.filter(table="accounts_user_groups").latest("pk")
    assert answer.status_code == 302
    assert has_role(member, REVIEWER)
    assert (entry.actor, entry.person, entry.place) == (administrator.pk, member.pk, "admin:accounts_user_change")


def test_who_is_deactivated_is_out_at_once(staff, member, member_client):
    token = make_token(member)

    asked = staff.get(step(member, "deactivate"))
    staff.post(step(member, "deactivate"))

    member.refresh_from_db()
    api = Client().get("/api/v1/runs/", headers={"Authorization": f"Bearer {token}"})
    assert "signed out everywhere" in asked.content.decode()
    assert not member.is_active
    assert member_client.get(reverse("accounts:profile")).status_code == 302
    assert api.status_code == 401
    assert not ApiToken.objects.filter(user=member).exists()


def test_an_account_is_opened_again(staff, member):
    staff.post(step(member, "deactivate"))

    staff.post(step(member, "activate"))

    member.refresh_from_db()
    assert member.is_active


def test_nobody_deactivates_or_erases_themselves_here(staff, administrator):
    make_member(is_staff=True, is_superuser=True)

    for verb, sent in (("deactivate", {}), ("erase", {"address": administrator.email})):
        body = staff.post(step(administrator, verb), sent, follow=True).content.decode()
        assert "own account" in body

    administrator.refresh_from_db()
    assert administrator.is_active


def test_the_last_administrator_stays(administrator):
    clerk = make_member(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="change_user"))

    assert signed_in(clerk).post(step(administrator, "deactivate")).status_code == 404
    assert User.objects.get(pk=administrator.pk).is_active


def test_an_account_is_erased_after_its_address_was_typed(staff, member):
    refused = staff.post(step(member, "erase"), {"address": "another@bank.example"})
    assert refused.status_code == 422
    assert not Erasure.objects.exists()

    staff.post(step(member, "erase"), {"address": member.email.upper()})

    assert Erasure.objects.get().person == member
    assert not User.objects.get(pk=member.pk).is_active
    assert staff.get(step(member, "activate")).status_code == 404


def test_nothing_else_deletes_an_account(staff, member):
    actions = dict(staff.get(reverse(LIST)).context["action_form"].fields["action"].choices)

    assert "delete_selected" not in actions
    assert staff.post(reverse("admin:accounts_user_delete", args=[member.pk]), {"post": "yes"}).status_code == 403
    assert User.objects.filter(pk=member.pk).exists()


def test_steps_ask_for_the_password_again(administrator, member):
    client = signed_in(administrator)
    session = client.session
    session["account_authentication_methods"] = [one | {"at": 0} for one in session["account_authentication_methods"]]
    session.save()

    answer = client.post(step(member, "erase"), {"address": member.email})

    assert answer.status_code == 302
    assert "reauthenticate" in answer["Location"]
    assert not Erasure.objects.exists()


def test_the_page_shows_the_history_of_consent_and_no_secret(staff, member):
    ConsentRecord.objects.create(
        person=member, purpose="newsletter", version="1", text="Yes.", language="en", given=True,
        source=Source.ADMINISTRATOR,
    )  # fmt: skip
    make_token(member)

    body = staff.get(page_of(member)).content.decode()

    token = ApiToken.objects.get()
    assert "History of consent" in body
    assert "administrator" in body
    assert "a program" in body
    assert token.digest not in body
    assert token.token_key not in body


def test_chosen_people_are_taken_along_without_formulas_and_that_is_on_record(staff, administrator):
    chosen = make_member("chosen@bank.example", first_name='=HYPERLINK("http://evil.example")')
    make_member("other@bank.example")

    answer = staff.post(reverse(LIST), {"action": "export_people", "_selected_action": [chosen.pk]})

    [row] = csv.DictReader(io.StringIO(answer.content.decode().removeprefix("\ufeff")))
    kept = AuditEntry.objects.latest("pk")
    assert (row["email"], row["first_name"]) == (chosen.email, '\'=HYPERLINK("http://evil.example")')
    assert "password" not in row
    assert (kept.operation, kept.actor, kept.after) == ("note", administrator.pk, {"exported": [chosen.pk]})


def test_who_is_no_administrator_gives_no_rights_and_leaves_administrators_alone(administrator, member):
    clerk = make_member(is_staff=True)
    clerk.user_permissions.set(Permission.objects.filter(codename__in=["change_user", "view_user"]))
    client = signed_in(clerk)

    client.post(page_of(member), form_of(client, member) | {"is_superuser": "on", "is_staff": "on"})
    stolen = client.post(
        reverse("admin:auth_user_password_change", args=[administrator.pk]),
        {"password1": "a stolen password", "password2": "a stolen password"},
    )

    member.refresh_from_db()
    assert (member.is_superuser, member.is_staff) == (False, False)
    assert stolen.status_code == 403


def test_people_are_found_by_any_of_their_addresses_and_by_role(staff, member):
    member.emailaddress_set.create(email="second@home.example")
    member.groups.add(Group.objects.get(name=REVIEWER))
    group = Group.objects.get(name=REVIEWER)

    by_address = staff.get(reverse(LIST), {"q": "second@home"}).context["cl"].result_list
    by_role = staff.get(reverse(LIST), {"groups__id__exact": group.pk}).context["cl"].result_list

    assert list(by_address) == list(by_role) == [member]
