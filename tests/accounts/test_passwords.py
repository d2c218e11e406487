"""What is a password here, and what is done with one."""

import re
import time
from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.passwords import CONTEXT_WORDS
from tests.accounts.test_accounts import code_in_the_mail, register
from tests.factories import PASSWORD, add_app, sign_in

pytestmark = pytest.mark.django_db

PROFILE = reverse("accounts:profile")
FORMS = ["account_login", "account_signup"]
MEMBERS_FORMS = ["account_change_password", "account_reauthenticate"]
PASSWORD_FIELD = re.compile(r"<input[^>]*name=\"(?:old)?password\d?\"[^>]*>")


def changed(client, new, old=PASSWORD):
    return client.post(reverse("account_change_password"), {"oldpassword": old, "password1": new, "password2": new})


@pytest.mark.parametrize("length", [12, 64, 128])
def test_a_password_may_be_long(member, length):
    new = ("a long phrase of many words " * 5)[:length]
    changed(sign_in(member), new)

    member.refresh_from_db()
    assert member.check_password(new)


@pytest.mark.parametrize(
    "new", ["onlylowercaseletters", "Ωραία Ελλάδα όμορφη", "   spaces around    ", "🔑🔒🔑🔒🔑🔒🔑🔒🔑🔒🔑🔒"]
)
def test_no_kind_of_letter_is_demanded_or_forbidden(member, new):
    changed(sign_in(member), new)

    member.refresh_from_db()
    assert member.check_password(new)


@pytest.mark.parametrize("given", [PASSWORD.upper(), f" {PASSWORD}", f"{PASSWORD} ", PASSWORD[:-1], f"{PASSWORD}x"])
def test_a_password_counts_letter_by_letter(member, given):
    client = Client()
    client.post(reverse("account_login"), {"login": member.email, "password": given})

    assert client.get(PROFILE).status_code == 302


@pytest.mark.parametrize("given", ["finsecmarket", "FINSEC-market-1", "SecurityMarket26", "paymentfraud!!!"])
def test_a_password_of_words_that_are_usual_here_is_refused(client, given):
    answer = register(client, password1=given)

    assert "usual here" in answer.content.decode()
    assert not get_user_model().objects.exists()


def test_a_word_that_is_usual_here_may_be_part_of_a_longer_password(member):
    changed(sign_in(member), "market day in a village")

    member.refresh_from_db()
    assert member.check_password("market day in a village")
    assert tuple(sorted(CONTEXT_WORDS)) == CONTEXT_WORDS


def test_a_common_password_is_refused_at_a_change_too(member):
    answer = changed(sign_in(member), "password1234")

    assert answer.status_code in {200, 422}
    member.refresh_from_db()
    assert member.check_password(PASSWORD)


def test_passwords_are_hidden_while_typed_and_filled_in_by_password_managers(client, member):
    pages = [client.get(reverse(name)).content.decode() for name in FORMS]
    pages += [sign_in(member).get(reverse(name)).content.decode() for name in MEMBERS_FORMS]

    for page in pages:
        fields = PASSWORD_FIELD.findall(page)
        assert fields
        assert all('type="password"' in one and "autocomplete=" in one for one in fields)
        assert not any('autocomplete="off"' in one or "onpaste" in one for one in fields)


def test_an_old_password_stays_valid(member):
    long_ago = timezone.now() - timedelta(days=3650)
    type(member).objects.filter(pk=member.pk).update(date_joined=long_ago, last_login=long_ago)

    assert sign_in(member).get(PROFILE).status_code == 200


def test_nothing_is_asked_that_others_may_know():
    asked = {name for form in (*FORMS, "account_reset_password") for name in fields_of(form)}

    assert not {name for name in asked if "question" in name or "hint" in name or "birth" in name}
    assert fields_of("account_reset_password") == ["email"]


def fields_of(name):
    return list(Client().get(reverse(name)).context["form"].fields)


def reset(member, new):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": member.email})
    form = client.get(re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1], follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})
    return client


def test_a_new_password_by_mail_opens_nothing_without_the_app(member):
    add_app(member)
    elsewhere = sign_in(member)
    client = reset(member, "another long phrase")
    after_reset = client.get(PROFILE).status_code
    answer = client.post(reverse("account_login"), {"login": member.email, "password": "another long phrase"})

    assert after_reset == 302
    assert answer["Location"] == reverse("mfa_authenticate")
    assert client.get(PROFILE).status_code == 302
    assert elsewhere.get(PROFILE).status_code == 302


def reset_link(member):
    Client().post(reverse("account_reset_password"), {"email": member.email})
    return re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1]


def is_open(link):
    return "no longer valid" not in Client().get(link, follow=True).content.decode()


def test_a_link_to_a_new_password_works_once(member):
    link = reset_link(member)
    client = Client()
    form = client.get(link, follow=True)
    new = "another long phrase"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert not is_open(link)


@pytest.mark.parametrize(("minutes", "expected"), [(59, True), (61, False)])
def test_a_link_to_a_new_password_works_for_an_hour(member, monkeypatch, minutes, expected):
    link = reset_link(member)
    later = datetime.now() + timedelta(minutes=minutes)  # noqa: DTZ005 - as the generator of the links counts
    monkeypatch.setattr(PasswordResetTokenGenerator, "_now", lambda self: later)

    assert is_open(link) is expected


@pytest.mark.parametrize(("minutes", "status"), [(9, 200), (11, 302)])
def test_a_code_for_an_address_works_for_ten_minutes(client, monkeypatch, minutes, status):
    register(client)
    code = code_in_the_mail()
    later = time.time() + minutes * 60
    monkeypatch.setattr(time, "time", lambda: later)
    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert client.get(PROFILE).status_code == status


def test_a_code_for_an_address_cannot_be_guessed(client):
    register(client)
    code = code_in_the_mail()
    for _ in range(3):
        client.post(reverse("account_email_verification_sent"), {"code": "BCDF-GHJK"})
    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert re.fullmatch("[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}", code)
    assert client.get(PROFILE).status_code == 302


def test_a_code_for_an_address_is_for_the_browser_that_asked(client):
    register(client)
    code = code_in_the_mail()
    other = Client()
    register(other, email="other@bank.example")
    other.post(reverse("account_email_verification_sent"), {"code": code})
    client.post(reverse("account_email_verification_sent"), {"code": code})

    assert other.get(PROFILE).status_code == 302
    assert client.get(PROFILE).status_code == 200
