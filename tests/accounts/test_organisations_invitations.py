"""The life of an invitation: sent, read, accepted, declined, withdrawn, over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from accounts.services import organisations
from accounts.services.organisations.invitations import MOST_A_DAY, MOST_OPEN
from tests.accounts.organisations import (
    client_of,
    join,
    link_in_the_mail,
    make_administrator,
    make_organisation,
    owner_of,
)
from tests.factories import make_member

pytestmark = pytest.mark.django_db
NEW = "new@provider.example"


@pytest.fixture
def organisation():
    return make_organisation(name="Gate Keepers")


@pytest.fixture
def invite(organisation, django_capture_on_commit_callbacks):
    """Invite through the page, as an owner does."""

    def send(email=NEW, role="editor"):
        address = reverse("accounts:organisation-invite", args=[organisation.slug])
        with django_capture_on_commit_callbacks(execute=True):
            return client_of(owner_of(organisation)).post(address, {"email": email, "role": role})

    return send


def role_of(organisation, person):
    return organisation.memberships.filter(person=person).values_list("role", flat=True).first()


def test_the_invited_follows_the_link_and_becomes_a_member(organisation, invite):
    person = make_member(NEW)
    invite()
    link = link_in_the_mail()

    page = client_of(person).get(link)
    accepted = client_of(person).post(link, {"answer": "accept"})

    assert mail.outbox[-1].to == [NEW]
    assert "Gate Keepers" in page.content.decode()
    assert accepted.url == organisation.get_absolute_url()
    assert role_of(organisation, person) == "editor"


def test_only_the_digest_of_the_token_is_stored(invite):
    invite()
    token = link_in_the_mail().rstrip("/").rpartition("/")[2]

    assert len(token) >= 43
    assert token not in str(list(Invitation.objects.values()))


def test_the_mail_is_in_the_language_of_the_invited(invite):
    make_member(NEW, language="el")
    invite()

    assert link_in_the_mail().startswith("/el/")


def test_a_visitor_is_shown_the_way_and_keeps_the_link(client, invite):
    invite()
    link = link_in_the_mail()

    body = client.get(link).content.decode()

    assert f"sign in or register with {NEW}" in body
    assert f"{reverse('account_login')}?next={link}" in body
    assert 'value="accept"' not in body


def test_a_visitor_who_accepts_signs_in_first(client, organisation, invite):
    invite()
    link = link_in_the_mail()

    answer = client.post(link, {"answer": "accept"})

    assert answer.url == f"{reverse('account_login')}?next={link}"
    assert organisation.memberships.count() == 1


def test_somebody_else_with_the_link_reads_whom_it_is_for(organisation, invite):
    invite()
    other = make_member("other@bank.example")
    link = link_in_the_mail()

    body = client_of(other).get(link).content.decode()
    answer = client_of(other).post(link, {"answer": "accept"})

    assert "You are signed in as other@bank.example." in body
    assert f"Only an account that has confirmed {NEW} can accept" in body
    assert 'value="accept"' not in body
    assert answer.status_code == 403
    assert role_of(organisation, other) is None


def test_an_address_that_is_not_confirmed_does_not_count(organisation, invite):
    person = make_member("person@bank.example")
    EmailAddress.objects.create(user=person, email=NEW, verified=False)
    invite()
    link = link_in_the_mail()

    assert client_of(person).post(link, {"answer": "accept"}).status_code == 403
    EmailAddress.objects.filter(email=NEW).update(verified=True)
    assert client_of(person).post(link, {"answer": "accept"}).status_code == 302
    assert role_of(organisation, person) == "editor"


@pytest.mark.parametrize("end", ["accepted", "declined", "revoked", "expired", "replaced", "unknown"])
def test_a_closed_invitation_gets_a_calm_page(client, organisation, invite, end):
    person = make_member(NEW)
    invite()
    link, sent = link_in_the_mail(), Invitation.objects.get()
    if end == "accepted":
        organisations.accept(invitation=sent, person=person)
    elif end == "declined":
        organisations.decline(invitation=sent)
    elif end == "revoked":
        organisations.revoke(invitation=sent, actor=owner_of(organisation))
    elif end == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif end == "replaced":
        invite()
    else:
        link = link.replace(link[-10:], "x" * 9 + "/")
    before = organisation.memberships.count()

    for answer in (client.get(link), client_of(person).get(link), client_of(person).post(link, {"answer": "accept"})):
        assert answer.status_code == 410
        assert "This invitation is not open any more." in answer.content.decode()
    assert organisation.memberships.count() == before


def test_it_lasts_two_weeks(invite):
    invite()

    left = Invitation.objects.get().expires_at - timezone.now()
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)


def test_whoever_has_the_link_may_decline_without_an_account(client, organisation, invite):
    invite()
    link = link_in_the_mail()

    assert client.post(link, {"answer": "decline"}).status_code == 302
    assert Invitation.objects.get().declined_at
    assert client.get(link).status_code == 410


@pytest.mark.parametrize(("answer", "role"), [("accept", "editor"), ("decline", None)])
def test_the_list_of_organisations_offers_both_answers(organisation, invite, answer, role):
    person = make_member(NEW)
    invite()
    address = reverse("accounts:invitation-answer", args=[Invitation.objects.get().pk])
    listed = client_of(person).get(reverse("accounts:organisation-list")).content.decode()

    client_of(person).post(address, {"answer": answer})

    assert address in listed
    assert role_of(organisation, person) == role
    assert address not in client_of(person).get(reverse("accounts:organisation-list")).content.decode()


def test_an_invitation_of_somebody_else_does_not_exist(invite):
    invite()
    address = reverse("accounts:invitation-answer", args=[Invitation.objects.get().pk])

    for answer in ("accept", "decline"):
        assert client_of(make_member()).post(address, {"answer": answer}).status_code == 404
    assert Invitation.objects.get().is_open


def test_an_answer_in_the_list_that_comes_too_late_is_refused(organisation, invite):
    person = make_member(NEW)
    invite()
    Invitation.objects.update(expires_at=timezone.now())
    address = reverse("accounts:invitation-answer", args=[Invitation.objects.get().pk])

    answer = client_of(person).post(address, {"answer": "accept"})

    assert answer.status_code == 409
    assert role_of(organisation, person) is None


@pytest.mark.parametrize("address", ["viewer@bank.example", "VIEWER@bank.example", "second@bank.example"])
def test_who_is_a_member_already_is_not_invited(organisation, invite, address):
    viewer = make_member("viewer@bank.example")
    EmailAddress.objects.create(user=viewer, email="second@bank.example", verified=True)
    join(organisation, "viewer", viewer)

    answer = invite(address)

    assert answer.status_code == 409
    assert "belongs to a member already." in answer.content.decode()
    assert not Invitation.objects.exists()


def test_who_became_a_member_by_another_invitation_reads_so(organisation, invite):
    person = make_member(NEW)
    invite()
    join(organisation, "viewer", person)

    answer = client_of(person).post(link_in_the_mail(), {"answer": "accept"})

    assert answer.status_code == 409
    assert "You are a member of this organisation already." in answer.content.decode()


@pytest.mark.parametrize(("email", "role"), [("nobody", "editor"), ("", "editor"), (NEW, "emperor"), (NEW, "")])
def test_wrong_input_is_named_on_the_page(organisation, invite, email, role):
    answer = invite(email, role)

    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert "Members" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_a_new_invitation_replaces_the_one_before(organisation, invite):
    invite(role="viewer")
    invite(NEW.upper(), role="owner")

    assert organisation.invitations.open().get().role == "owner"
    assert organisation.invitations.count() == 2


def test_an_invitation_whose_time_is_over_makes_room(organisation, invite):
    invite()
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))

    assert invite().status_code == 302
    assert organisation.invitations.open().count() == 1


def test_twenty_wait_at_most_but_the_same_address_may_be_asked_again(organisation, invite):
    for number in range(MOST_OPEN):
        invite(f"n{number}@b.example")

    refused, again = invite("one-more@b.example"), invite("n3@b.example")

    assert refused.status_code == 429
    assert "20 invitations wait for an answer." in refused.content.decode()
    assert again.status_code == 302
    assert organisation.invitations.open().count() == MOST_OPEN


def test_one_organisation_cannot_flood_an_address(organisation, invite):
    owner = owner_of(organisation)
    for _ in range(MOST_A_DAY):
        organisations.invite(organisation=organisation, actor=owner, email=NEW, role="viewer")

    assert invite().status_code == 429
    Invitation.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert invite().status_code == 302


def test_a_suspended_organisation_neither_invites_nor_takes_in(organisation, invite):
    person = make_member(NEW)
    invite()
    organisations.suspend(organisation=organisation, actor=make_administrator(), reason="A complaint")

    refused = client_of(person).post(link_in_the_mail(), {"answer": "accept"})

    assert refused.status_code == 409
    assert invite("other@b.example").status_code == 409
    assert Invitation.objects.get().is_open
    assert role_of(organisation, person) is None


def test_names_with_markup_and_line_breaks_stay_text_in_mail_and_page(client, django_capture_on_commit_callbacks):
    organisation = make_organisation(name="A <b>&\r\nBcc: all@b.example")
    with django_capture_on_commit_callbacks(execute=True):
        organisations.invite(organisation=organisation, actor=owner_of(organisation), email=NEW, role="viewer")

    assert mail.outbox[-1].subject == "Invitation to A <b>& Bcc: all@b.example"
    assert mail.outbox[-1].recipients() == [NEW]
    assert "A &lt;b&gt;&amp;" in client.get(link_in_the_mail()).content.decode()


def test_a_mail_that_cannot_be_sent_does_not_undo_the_invitation(organisation, invite, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    assert invite().status_code == 302
    assert Invitation.objects.get().is_open
