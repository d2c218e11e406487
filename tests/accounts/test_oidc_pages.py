"""Buttons, connected accounts, and where forms may lead."""

import re
from urllib.parse import urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.accounts.oidc_provider import ADA, CLIENT_ID, SECRET, running_provider, sign_in
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough password"
CONNECTIONS = "/en/account/connections/"


@pytest.fixture
def provider(settings):
    with running_provider(settings) as running:
        yield running


@pytest.fixture
def fresh_client(member):
    """A member who has just entered the password."""
    client = Client()
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def form_action(answer):
    return re.search(r"form-action ([^;]+)", answer["Content-Security-Policy"]).group(1).split()


def connect(client, provider, member):
    sign_in(client, process="connect")
    return SocialAccount.objects.get(user=member)


def only_elsewhere(client, provider):
    """A person who came by the provider and has no password."""
    sign_in(client)
    client.post(reverse("socialaccount_signup"), {"job_function": "Risk", "affiliation": "A bank", "terms": "on"})
    return SocialAccount.objects.get()


@pytest.mark.parametrize("name", ["account_login", "account_signup"])
def test_buttons_stand_where_a_provider_is_configured(client, provider, name):
    body = client.get(reverse(name), {"next": "/en/account/tokens/"}).content.decode()

    assert "Continue with A bank" in body
    assert "/account/oidc/bank/?process=login&amp;next=%2Fen%2Faccount%2Ftokens%2F" in body


@pytest.mark.parametrize("name", ["account_login", "account_signup"])
def test_no_buttons_stand_where_none_is(client, name):
    answer = client.get(reverse(name))

    assert "Continue with" not in answer.content.decode()
    assert 'class="providers' not in answer.content.decode()
    assert form_action(answer) == ["'self'"]


@pytest.mark.parametrize(
    "path", ["/en/account/login/", "/de/account/signup/", "/en/account/oidc/bank/", "/en/account/connections/"]
)
def test_forms_lead_to_the_provider_from_the_pages_with_buttons(member_client, client, provider, path):
    visitor = member_client if path == CONNECTIONS else client

    assert form_action(visitor.get(path)) == ["'self'", provider.address]


@pytest.mark.parametrize("path", ["/en/", "/en/account/profile/", "/en/account/password/change/", "/en/demos/"])
def test_forms_of_other_pages_lead_nowhere_else(member_client, provider, path):
    answer = member_client.get(path)

    assert answer.status_code == 200
    assert form_action(answer) == ["'self'"]


def test_the_button_leads_to_the_origin_that_the_page_allows(client, provider):
    allowed = form_action(client.get(reverse("account_login")))

    target = urlsplit(client.post(reverse("openid_connect_login", args=["bank"])).url)

    assert f"{target.scheme}://{target.netloc}" in allowed


@pytest.mark.parametrize("name", ["account_login", "account_signup", "openid_connect_login", "socialaccount_signup"])
def test_a_providers_name_is_text_and_no_markup(client, settings, name):
    with running_provider(settings, name="<b>Bank</b> & Sons"):
        sign_in(client)
        arguments = ["bank"] if name == "openid_connect_login" else []
        body = client.get(reverse(name, args=arguments)).content.decode()

    assert "<b>Bank" not in body
    assert "&lt;b&gt;Bank&lt;/b&gt; &amp; Sons" in body


def test_a_providers_name_is_no_markup_in_errors_and_messages_either(client, settings):
    make_member(ADA["email"])
    with running_provider(settings, name="<b>Bank</b>") as running:
        message = client.get(sign_in(client).url).content.decode()
        running.claims = {"iss": "https://accounts.example"}
        error = sign_in(client).content.decode()

    assert "&lt;b&gt;Bank" in message
    assert "&lt;b&gt;Bank" in error
    assert "<b>Bank" not in message + error


def test_a_member_connects_after_confirming_the_password(member, provider):
    client = Client()
    client.force_login(member)

    asked = sign_in(client, process="connect")
    before = SocialAccount.objects.count()
    wrong = client.post(reverse("account_reauthenticate"), {"password": "not this one"})
    done = client.post(reverse("account_reauthenticate"), {"password": PASSWORD}, follow=True)

    assert asked.url == reverse("account_reauthenticate")
    assert before == 0
    assert wrong.status_code == 200
    assert SocialAccount.objects.get().user == member
    assert "The account is connected." in done.content.decode()
    assert "A bank" in done.content.decode()


def test_connecting_adds_no_address_and_changes_no_name(member, fresh_client, provider):
    connect(fresh_client, provider, member)

    member.refresh_from_db()
    assert member.first_name == ""
    assert [address.email for address in member.emailaddress_set.all()] == [member.email]


def test_connecting_twice_is_harmless(member, fresh_client, provider):
    connect(fresh_client, provider, member)
    connect(fresh_client, provider, member)

    assert SocialAccount.objects.count() == 1


def test_an_account_elsewhere_belongs_to_one_member(fresh_client, member, provider):
    owner = SocialAccount.objects.create(user=make_member(), provider="bank", uid=ADA["sub"]).user

    answer = fresh_client.get(sign_in(fresh_client, process="connect").url)

    assert "This account belongs to another account of the market" in answer.content.decode()
    assert SocialAccount.objects.get().user == owner


def test_a_visitor_connects_nothing(client, provider):
    answer = sign_in(client, process="connect")

    assert answer.url == CONNECTIONS
    assert client.get(CONNECTIONS).status_code == 302
    assert not SocialAccount.objects.exists()


def test_a_member_disconnects(member, fresh_client, provider):
    account = connect(fresh_client, provider, member)

    page = fresh_client.post(CONNECTIONS, {"account": account.pk}, follow=True)

    assert "The account is disconnected" in page.content.decode()
    assert not SocialAccount.objects.exists()
    assert sign_in(Client()).url == reverse("socialaccount_signup")


def test_disconnecting_needs_the_password_again(member_client, member, provider):
    account = SocialAccount.objects.create(user=member, provider="bank", uid="person-1")

    asked = member_client.post(CONNECTIONS, {"account": account.pk})
    before = SocialAccount.objects.count()
    member_client.post(asked.url, {"password": PASSWORD})

    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert before == 1
    assert not SocialAccount.objects.exists()


def test_the_last_way_in_stays(client, provider):
    account = only_elsewhere(client, provider)

    answer = client.post(CONNECTIONS, {"account": account.pk})

    assert answer.status_code == 422
    assert "This is the only way to sign in to your account. Set a password first." in answer.content.decode()
    assert reverse("account_set_password") in answer.content.decode()
    assert SocialAccount.objects.exists()


def test_with_a_password_the_account_elsewhere_may_go(client, provider):
    account = only_elsewhere(client, provider)
    phrase = "correct horse battery"
    client.post(reverse("account_set_password"), {"password1": phrase, "password2": phrase})
    client.post(reverse("account_login"), {"login": ADA["email"], "password": phrase})
    client.post(reverse("account_reauthenticate"), {"password": phrase})

    client.post(CONNECTIONS, {"account": account.pk})

    assert not SocialAccount.objects.exists()
    assert User.objects.get().check_password(phrase)


def test_an_account_at_a_provider_that_is_gone_is_shown_disconnected_and_no_way_in(client, provider, settings):
    account = only_elsewhere(client, provider)
    gone = SocialAccount.objects.create(user=account.user, provider="gone", uid="1")

    page = client.get(CONNECTIONS)
    refused = client.post(CONNECTIONS, {"account": account.pk})
    client.post(CONNECTIONS, {"account": gone.pk})

    assert "gone" in page.content.decode()
    assert refused.status_code == 422
    assert SocialAccount.objects.get() == account


def test_nobody_disconnects_a_strangers_account(fresh_client, provider):
    foreign = SocialAccount.objects.create(user=make_member(), provider="bank", uid="person-1")

    answer = fresh_client.post(CONNECTIONS, {"account": foreign.pk})

    assert answer.status_code == 422
    assert SocialAccount.objects.exists()


def test_the_admin_shows_accounts_elsewhere_and_gives_none(member, provider):
    administrator = make_member(is_staff=True, is_superuser=True)
    client = signed_in(administrator)
    account = SocialAccount.objects.create(user=member, provider="bank", uid="person-1")

    page = client.get("/en/admin/socialaccount/socialaccount/")

    assert member.email in page.content.decode()
    assert client.get("/en/admin/socialaccount/socialaccount/add/").status_code == 403
    assert client.post(f"/en/admin/socialaccount/socialaccount/{account.pk}/change/", {}).status_code == 403
    assert client.get("/en/admin/socialaccount/socialapp/").status_code == 404
    assert client.get("/en/admin/socialaccount/socialtoken/").status_code == 404


def test_pages_do_not_carry_the_secret(client, provider):
    body = client.get(reverse("account_login")).content.decode() + str(client.session.items())

    assert SECRET not in body
    assert CLIENT_ID not in body
