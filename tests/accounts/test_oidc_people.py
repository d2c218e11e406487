"""Registering and signing in with an account elsewhere."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from tests.accounts.oidc_provider import LEAVE_OUT, agree, leave, running_provider, sign_in
from tests.factories import make_member

pytestmark = pytest.mark.django_db

CONSENTS = {"terms", "newsletter", "product_news"}
WORK = {"job_function": "Head of security", "affiliation": "A bank", "terms": "on"}


@pytest.fixture
def provider(settings):
    with running_provider(settings) as running:
        yield running


def complete(client, **more):
    return client.post(reverse("socialaccount_signup"), WORK | more)


def is_signed_in(client):
    return client.get(reverse("accounts:profile")).status_code == 200


def registered(client):
    sign_in(client)
    complete(client)
    return User.objects.get()


def code_in_the_mail():
    return re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE).group(1)


def test_one_click_registers_and_asks_only_for_what_is_missing(client, provider):
    page = client.get(sign_in(client).url)
    asked = set(page.context["form"].fields)

    complete(client)

    person = User.objects.get()
    assert asked == {"job_function", "affiliation"} | CONSENTS
    assert (person.first_name, person.last_name, person.email) == ("Ada", "Member", "ada@bank.example")
    assert (person.job_function, person.affiliation, person.language) == ("Head of security", "A bank", "en")
    assert EmailAddress.objects.get(user=person).verified
    assert not person.has_usable_password()
    assert is_signed_in(client)


def test_nobody_is_registered_before_the_form_is_sent_and_filled(client, provider):
    sign_in(client)

    refused = complete(client, affiliation="")

    assert refused.status_code == 422
    assert 'id="id_affiliation_error"' in refused.content.decode()
    assert not User.objects.exists()


def test_the_next_time_one_click_is_all(client, provider):
    person = registered(client)
    elsewhere = Client()

    answer = sign_in(elsewhere, next=reverse("accounts:token-list"))

    assert answer.url == reverse("accounts:token-list")
    assert is_signed_in(elsewhere)
    assert SocialAccount.objects.get().user == person


def test_the_subject_counts_and_not_the_address(client, provider):
    registered(client)
    provider.person |= {"sub": "person-2", "email": "other@bank.example"}
    elsewhere = Client()

    assert sign_in(elsewhere).url == reverse("socialaccount_signup")
    assert not is_signed_in(elsewhere)


@pytest.mark.parametrize(
    "claims", [{"email_verified": False}, {"email_verified": "true"}, {"email_verified": LEAVE_OUT}]
)
def test_an_address_that_the_provider_has_not_confirmed_is_confirmed_by_code(client, provider, claims):
    provider.person |= claims
    sign_in(client)
    complete(client)
    assert not is_signed_in(client)
    assert not EmailAddress.objects.get().verified

    client.post(reverse("account_email_verification_sent"), {"code": code_in_the_mail()})

    assert EmailAddress.objects.get().verified
    assert is_signed_in(client)


def test_what_the_provider_does_not_tell_is_asked(client, provider):
    provider.person = {"sub": "person-1"}
    page = client.get(sign_in(client).url)

    complete(client, first_name="Ada", last_name="Member", email="ada@bank.example")

    names = {"first_name", "last_name", "job_function", "affiliation", "email"}
    assert set(page.context["form"].fields) == names | CONSENTS
    assert not is_signed_in(client)
    assert mail.outbox[-1].to == ["ada@bank.example"]


def test_an_unconfirmed_address_of_a_member_opens_nothing_and_tells_nothing(client, provider):
    owner = make_member("ada@bank.example")
    provider.person["email_verified"] = False

    page = client.get(sign_in(client).url)
    answer = complete(client)

    assert page.status_code == 200
    assert "already" not in page.content.decode()
    assert answer.url == reverse("account_email_verification_sent")
    assert not is_signed_in(client)
    assert User.objects.get() == owner
    assert not SocialAccount.objects.exists()
    assert mail.outbox[-1].subject == "You already have an account"


def test_a_confirmed_address_of_a_member_is_joined_only_after_signing_in_to_that_account(client, provider):
    owner = make_member("ada@bank.example")

    refused = sign_in(client)
    page = client.get(refused.url)

    assert refused.url == f"{reverse('account_login')}?next=%2Fen%2Faccount%2Fconnections%2F"
    assert "There is already an account with the address ada@bank.example" in page.content.decode()
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()

    client.post(refused.url, {"login": owner.email, "password": "a long enough password"})
    connected = sign_in(client, process="connect")

    assert connected.url == reverse("socialaccount_connections")
    assert SocialAccount.objects.get().user == owner
    assert sign_in(Client()).url == reverse("demos:run-list")


def test_an_address_that_somebody_else_registered_without_confirming_it_gives_them_nothing(client, provider):
    squatter = User.objects.create_user("ada@bank.example", "known to the squatter")
    EmailAddress.objects.create(user=squatter, email=squatter.email, verified=False, primary=True)

    answer = sign_in(client)

    assert answer.url.startswith(reverse("account_login"))
    assert not SocialAccount.objects.exists()


def test_a_deactivated_account_stays_out(client, provider):
    User.objects.filter(pk=registered(client).pk).update(is_active=False)
    elsewhere = Client()

    answer = sign_in(elsewhere)

    assert answer.url == reverse("account_inactive")
    assert not is_signed_in(elsewhere)


def test_refused_consent_leads_back_calmly(client, provider):
    provider.refuses = True

    answer = sign_in(client)
    page = client.get(answer.url)

    assert answer.url == reverse("socialaccount_login_cancelled")
    assert "You have cancelled" in page.content.decode()
    assert f'href="{reverse("account_login")}"' in page.content.decode()


@pytest.mark.parametrize("word", ["user_cancelled_login", "user_cancelled_authorize"])
def test_linkedins_own_words_for_a_refusal_are_understood(client, provider, word):
    provider.refuses = True

    answer = client.get(agree(leave(client)).replace("access_denied", word))

    assert answer.url == reverse("socialaccount_login_cancelled")


def test_nothing_of_the_profile_and_no_token_is_stored(client, provider):
    sign_in(client)
    waiting = [session.get_decoded() for session in Session.objects.all()]
    complete(client)

    account = SocialAccount.objects.get()
    assert (account.uid, account.extra_data) == ("person-1", {})
    assert not SocialToken.objects.exists()
    assert "an access token" not in str(waiting)
    assert provider.userinfo_calls == 0


def test_the_page_after_the_provider_speaks_the_language_of_the_one_before(client, provider):
    with translation.override("fr"):
        answer = sign_in(client)

    assert answer.url.startswith("/fr/")


@pytest.mark.parametrize("value", ["x" * 400, "<script>alert(1)</script>", "A\x00da\u202e", "  ", 7, {"a": 1}, None])
def test_odd_names_break_nothing_and_mark_nothing_up(client, provider, value):
    provider.person |= {"given_name": value, "name": value, "family_name": value}
    page = client.get(sign_in(client).url)

    complete(client, first_name="Ada", last_name="Member")

    person = User.objects.get()
    assert page.status_code == 200
    assert "<script>alert" not in page.content.decode()
    assert person.first_name
    assert person.first_name.isprintable()


@pytest.mark.parametrize("value", ["no address", "x" * 300 + "@bank.example", "a\x00@bank.example", 7, ["a@b.example"]])
def test_an_odd_address_counts_as_none(client, provider, value):
    provider.person["email"] = value

    page = client.get(sign_in(client).url)

    assert "email" in page.context["form"].fields


def test_who_has_no_password_gets_one_by_mail_when_the_provider_is_gone(client, settings):
    with running_provider(settings):
        person = registered(client)
    visitor = Client()
    visitor.post(reverse("account_reset_password"), {"email": person.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[-1].body).group(1)
    form = visitor.get(link, follow=True).redirect_chain[-1][0]

    visitor.post(form, {"password1": "correct horse battery", "password2": "correct horse battery"})

    visitor.post(reverse("account_login"), {"login": person.email, "password": "correct horse battery"})
    assert is_signed_in(visitor)
