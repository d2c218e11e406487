"""django-allauth's pages in the look and the words of the market."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from accounts.models import User

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"
NEWCOMER = {
    "first_name": "Ada",
    "last_name": "Example",
    "job_function": "Head of security",
    "affiliation": "Example Trust",
    "email": "ada@example.org",
    "password1": PASSWORD,
    "terms": "on",
}


def assert_in_our_frame(body: str) -> None:
    assert body.count("<h1") == 1
    assert '<main id="main"' in body
    assert 'class="foot"' in body
    assert '<meta name="robots" content="noindex">' in body
    assert " style=" not in body
    assert not re.search(r"<script(?![^>]*\bsrc=)", body)


@pytest.mark.parametrize(
    "name", ["account_login", "account_signup", "account_reset_password", "account_reset_password_done"]
)
def test_a_visitor_meets_the_frame_of_the_market(client: Client, name: str) -> None:
    response = client.get(reverse(name))

    assert response.status_code == 200
    assert_in_our_frame(response.content.decode())


@pytest.mark.parametrize(
    "name", ["account_email", "account_change_password", "account_logout", "account_reauthenticate"]
)
def test_a_member_meets_the_frame_of_the_market(member_client: Client, name: str) -> None:
    response = member_client.get(reverse(name), follow=True)

    assert response.status_code == 200
    assert_in_our_frame(response.content.decode())


def test_a_newcomer_confirms_the_address_with_the_code_from_the_mail(client: Client) -> None:
    page = client.post(reverse("account_signup"), NEWCOMER, follow=True)
    [message] = mail.outbox
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", message.body, re.MULTILINE)
    assert code is not None

    done = client.post(reverse("account_email_verification_sent"), {"code": code[1]})

    assert_in_our_frame(page.content.decode())
    assert "ada@example.org" in page.content.decode()
    assert message.subject == "Confirm your e-mail address"
    assert done.status_code == 302
    assert User.objects.get(email="ada@example.org").emailaddress_set.get().verified


def test_a_wrong_code_is_said_beside_the_field(client: Client) -> None:
    client.post(reverse("account_signup"), NEWCOMER)

    body = client.post(reverse("account_email_verification_sent"), {"code": "ABC123"}).content.decode()

    assert 'id="id_code_error"' in body
    assert 'aria-invalid="true"' in body


def test_a_refused_registration_keeps_what_was_typed_and_names_the_field(client: Client) -> None:
    body = client.post(reverse("account_signup"), NEWCOMER | {"password1": "short"}).content.decode()

    assert 'value="Example Trust"' in body
    assert 'href="#id_password1"' in body


def test_a_forgotten_password_is_replaced_by_way_of_the_mail(client: Client, member: User) -> None:
    client.post(reverse("account_reset_password"), {"email": member.email})
    [message] = mail.outbox
    link = re.search(r"http://testserver(\S+)", message.body)
    assert link is not None

    form = client.get(link[1], follow=True)
    target = form.redirect_chain[-1][0]
    done = client.post(target, {"password1": PASSWORD, "password2": PASSWORD}, follow=True)

    assert_in_our_frame(form.content.decode())
    assert message.subject == "Choose a new password"
    assert_in_our_frame(done.content.decode())
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_a_used_link_says_that_it_is_no_longer_valid(client: Client) -> None:
    body = client.get(reverse("account_reset_password_from_key", args=["1", "abc-def"])).content.decode()

    assert "This link is no longer valid" in body
    assert_in_our_frame(body)
