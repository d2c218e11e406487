"""Deciding on organisations in the admin."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.urls import reverse

from accounts.admin import organisations as pages
from accounts.models import Organisation
from accounts.services import organisations
from tests.accounts.organisations import (
    PDF,
    client_of,
    join,
    make_administrator,
    make_applied,
    make_organisation,
    owner_of,
)
from tests.factories import make_member

pytestmark = pytest.mark.django_db
CHANGELIST = "admin:accounts_organisation_changelist"


@pytest.fixture
def administrator(db):
    return make_administrator()


@pytest.fixture
def staff(administrator):
    return client_of(administrator)


def page_of(organisation):
    return reverse("admin:accounts_organisation_change", args=[organisation.pk])


def step(verb, *chosen):
    query = "&".join(f"organisation={organisation.pk}" for organisation in chosen)
    return f"{reverse('admin:accounts_organisation_decide', args=[verb])}?{query}"


def state_of(organisation):
    return Organisation.objects.get(pk=organisation.pk).state


def make_in(state):
    organisation = make_applied() if state in ("applied", "refused") else make_organisation()
    if state == "refused":
        organisations.refuse(organisation=organisation, actor=make_administrator(), reason="No extract")
    if state == "suspended":
        organisations.suspend(organisation=organisation, actor=make_administrator(), reason="A complaint")
    return organisation


@pytest.mark.parametrize(
    ("state", "offered"),
    [
        ("applied", {"authorise", "refuse"}),
        ("authorised", {"suspend", "mark"}),
        ("suspended", {"restore", "mark"}),
        ("refused", set()),
    ],
)
def test_the_page_offers_the_steps_that_are_possible(staff, state, offered):
    body = staff.get(page_of(make_in(state))).content.decode()

    assert set(re.findall(r"/decide/(\w+)/\?organisation", body)) == offered


@pytest.mark.parametrize(
    ("verb", "before", "after"),
    [
        ("authorise", "applied", "authorised"),
        ("refuse", "applied", "refused"),
        ("suspend", "authorised", "suspended"),
        ("restore", "suspended", "authorised"),
    ],
)
def test_a_step_is_taken_with_its_reason(staff, administrator, verb, before, after):
    organisation = make_in(before)

    asked = staff.get(step(verb, organisation))
    done = staff.post(step(verb, organisation), {"reason": "Looked at it."}, follow=True)

    stored = Organisation.objects.get(pk=organisation.pk)
    assert organisation.name in asked.content.decode()
    assert (stored.state, stored.reason, stored.decided_by) == (after, "Looked at it.", administrator)
    assert done.redirect_chain[-1][0] == page_of(organisation)


def test_a_decision_is_mailed_to_the_owner(staff, django_capture_on_commit_callbacks):
    organisation = make_applied()

    with django_capture_on_commit_callbacks(execute=True):
        staff.post(step("authorise", organisation), {"reason": ""})

    assert mail.outbox[-1].to == [owner_of(organisation).email]


@pytest.mark.parametrize(("verb", "state"), [("refuse", "applied"), ("suspend", "authorised")])
@pytest.mark.parametrize("sent", [{}, {"reason": "  "}])
def test_a_no_without_a_reason_is_asked_again(staff, verb, state, sent):
    organisation = make_in(state)

    answer = staff.post(step(verb, organisation), sent)

    assert answer.status_code == 422
    assert state_of(organisation) == state


def test_the_consortium_mark_is_given_and_taken(staff):
    organisation = make_organisation()

    staff.post(step("mark", organisation))
    marked = Organisation.objects.get(pk=organisation.pk).is_consortium
    offered = staff.get(page_of(organisation)).content.decode()
    staff.post(step("unmark", organisation))

    assert marked
    assert "/decide/unmark/" in offered
    assert not Organisation.objects.get(pk=organisation.pk).is_consortium


@pytest.mark.parametrize("verb", ["authorise", "refuse", "suspend", "restore", "mark", "unmark"])
def test_the_list_leads_to_the_same_page_for_many(staff, verb):
    first, second = make_applied(), make_applied()

    answer = staff.post(
        reverse(CHANGELIST), {"action": f"choose_{verb}", "_selected_action": [first.pk, second.pk]}, follow=True
    )

    body = answer.content.decode()
    assert first.name in body
    assert second.name in body
    assert answer.redirect_chain[-1][0].startswith(reverse("admin:accounts_organisation_decide", args=[verb]))


def test_of_many_each_is_decided_by_itself(staff, administrator):
    free, own, refused = make_applied(), make_applied(), make_in("refused")
    join(own, "viewer", administrator)

    body = staff.post(step("authorise", free, own, refused), {"reason": ""}, follow=True).content.decode()

    assert [state_of(one) for one in (free, own, refused)] == ["authorised", "applied", "refused"]
    assert "another administrator must decide" in body
    assert "This step is not possible" in body
    assert "The organisation is authorised." in body


def test_nobody_is_offered_a_decision_on_their_own_organisation(staff, administrator):
    organisation = make_applied(administrator)

    assert "/decide/" not in staff.get(page_of(organisation)).content.decode()
    staff.post(step("authorise", organisation), {"reason": ""})
    assert state_of(organisation) == "applied"


def test_nothing_is_edited_added_or_deleted_past_the_services(staff):
    organisation = make_applied()

    saved = staff.post(page_of(organisation), {"state": "authorised", "name": "Other", "is_consortium": "on"})

    stored = Organisation.objects.get(pk=organisation.pk)
    assert saved.status_code in (302, 200)
    assert (stored.state, stored.name, stored.is_consortium) == ("applied", organisation.name, False)
    assert staff.get(reverse("admin:accounts_organisation_add")).status_code == 403
    assert staff.post(reverse("admin:accounts_organisation_delete", args=[organisation.pk])).status_code == 403


def test_the_page_shows_checks_documents_and_members_as_text(staff):
    organisation = make_applied(name="<b>Bold</b>", email_domain="other.example")

    body = staff.get(page_of(organisation)).content.decode()

    assert "No owner has a confirmed address at other.example." in body
    assert "extract.pdf" in body
    assert str(owner_of(organisation)) in body
    assert "<b>Bold" not in body


def document_link(staff, organisation):
    found = re.search(r'href="([^"]*/document/[^"]+)"', staff.get(page_of(organisation)).content.decode())
    assert found is not None
    return found[1]


def test_a_document_comes_as_a_download_by_its_link(staff):
    answer = staff.get(document_link(staff, make_applied()))

    assert answer.content == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="extract.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_a_documents_link_is_for_a_while_and_for_administrators(staff, monkeypatch):
    organisation = make_applied()
    link = document_link(staff, organisation)

    assert client_of(owner_of(organisation)).get(link).status_code == 302
    assert client_of(make_member(is_staff=True)).get(link).status_code == 404
    assert staff.get(link[:-3] + "xx/").status_code == 404
    monkeypatch.setattr(pages, "LINK_SECONDS", -1)
    assert staff.get(link).status_code == 404


def test_others_decide_nothing(client):
    organisation = make_applied()
    where = step("authorise", organisation)

    assert client.post(where, {"reason": ""}).status_code == 302
    assert client_of(owner_of(organisation)).post(where, {"reason": ""}).status_code == 302
    assert client_of(make_member(is_staff=True)).post(where, {"reason": ""}).status_code == 404
    assert state_of(organisation) == "applied"


@pytest.mark.parametrize(
    "where",
    [
        "decide/authorise/",
        "decide/authorise/?organisation=0",
        "decide/authorise/?organisation=x&organisation=99999999999999999999",
        "decide/crown/?organisation={pk}",
    ],
)
def test_a_step_that_is_none_is_not_found(staff, where):
    pk = make_applied().pk

    assert staff.get(reverse(CHANGELIST) + where.format(pk=pk)).status_code == 404


def test_the_list_costs_the_same_for_many(staff, django_assert_max_num_queries):
    make_applied()
    with django_assert_max_num_queries(20) as few:
        staff.get(reverse(CHANGELIST))
    for _ in range(5):
        make_applied()

    with django_assert_max_num_queries(len(few)):
        staff.get(reverse(CHANGELIST))
