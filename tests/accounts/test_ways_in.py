"""Which ways lead into an account, how strong each is, and what stays in the browser."""

import re

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings as market
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from accounts.models import User
from accounts.session_limits import BEGAN
from tests.accounts.oidc_provider import running_provider
from tests.accounts.oidc_provider import sign_in as sign_in_elsewhere
from tests.accounts.test_oidc_people import complete
from tests.accounts.test_passwords import reset_link
from tests.factories import PASSWORD, add_app, app_code, make_member, sign_in, signed_in

pytestmark = pytest.mark.django_db

PROFILE = reverse("accounts:profile")
# docs/security/policy.md describes each of them.
OPEN_TO_VISITORS = {
    "account_login", "account_signup", "account_signup_by_passkey", "mfa_login_webauthn", "mfa_signup_webauthn",
    "mfa_authenticate", "account_email_verification_sent", "account_confirm_email", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key", "account_reset_password_from_key_done",
    "openid_connect_login", "openid_connect_callback", "socialaccount_signup", "socialaccount_login_cancelled",
    "socialaccount_login_error", "account_inactive", "account_logout", "account_confirm_login_code",
}  # fmt: skip


def names_of_libraries():
    found = set()

    def walk(patterns):
        for pattern in patterns:
            if hasattr(pattern, "url_patterns"):
                walk(pattern.url_patterns)
            elif pattern.name and re.match("account_|mfa_|socialaccount_|openid_|usersessions_", pattern.name):
                found.add((pattern.name, getattr(pattern.callback, "login_required", True)))

    walk(get_resolver().url_patterns)
    return found


def test_the_ways_in_are_those_of_the_policy():
    without_sign_in = {name for name, needs_sign_in in names_of_libraries() if not needs_sign_in}

    assert without_sign_in <= OPEN_TO_VISITORS
    assert market.AUTHENTICATION_BACKENDS == ["allauth.account.auth_backends.AuthenticationBackend"]


def test_a_code_by_mail_signs_nobody_in(client):
    with pytest.raises(NoReverseMatch):
        reverse("account_request_login_code")

    assert client.post(reverse("account_confirm_login_code"), {"code": "BCDF-GHJK"}).url == reverse("account_login")


def test_a_new_market_has_no_accounts():
    assert not User.objects.exists()


def test_a_session_is_no_way_into_the_api(member):
    assert sign_in(member).get("/api/v1/runs/").status_code == 401


def test_a_provider_alone_is_no_second_factor_of_staff():
    person = make_member(is_staff=True)
    client = signed_in(person)
    session = client.session
    session["account_authentication_methods"] = [
        record | {"method": "socialaccount"} for record in session["account_authentication_methods"]
    ]
    session.save()

    assert client.get(reverse("admin:index"))["Location"].startswith(reverse("mfa_reauthenticate"))


def test_a_session_that_a_provider_opened_has_the_same_limits(client, settings):
    with running_provider(settings):
        sign_in_elsewhere(client)
        complete(client)

    assert client.get(PROFILE).status_code == 200
    assert client.session[BEGAN]


@pytest.mark.parametrize(("windows", "expected"), [(-2, 302), (-1, 200), (0, 200), (1, 200), (2, 302)])
def test_a_code_of_the_app_is_good_for_its_half_minute_and_its_neighbours(member, windows, expected):
    add_app(member)
    client = Client()
    client.post(reverse("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(reverse("mfa_authenticate"), {"code": app_code(windows_away=windows)})

    assert client.get(PROFILE).status_code == expected


def test_recovery_codes_are_eight_random_digits(member):
    codes = RecoveryCodes.activate(member).generate_codes()
    others = RecoveryCodes.activate(make_member()).generate_codes()

    assert len(set(codes) | set(others)) == 20
    assert all(re.fullmatch(r"\d{8}", code) for code in codes)


def test_the_key_of_a_mails_link_leaves_the_address_bar(member):
    link = reset_link(member)
    shown = Client().get(link)

    key = link.rstrip("/").rpartition("-")[2]
    assert key not in shown["Location"]


def test_cookies_say_nothing_about_the_person(member):
    client = sign_in(member)
    client.post(PROFILE, {"first_name": "Ada", "last_name": "Member", "job_function": "x", "affiliation": "y",
                          "language": "en"})  # fmt: skip

    cookies = client.cookies
    assert set(cookies) <= {market.SESSION_COOKIE_NAME, market.CSRF_COOKIE_NAME, market.LANGUAGE_COOKIE_NAME}
    assert cookies[market.SESSION_COOKIE_NAME]["httponly"]
    assert not any(member.email in cookie.value for cookie in cookies.values())
    assert "Your profile is saved." in client.get(PROFILE).content.decode()


def test_a_form_gives_nobody_a_right(member):
    signed_in(member).post(
        PROFILE,
        {"first_name": "Ada", "last_name": "M", "job_function": "x", "affiliation": "y", "language": "en",
         "is_staff": "on", "is_superuser": "on", "is_active": "", "email": "other@bank.example", "groups": "1"},
    )  # fmt: skip

    changed = User.objects.get(pk=member.pk)
    assert changed.first_name == "Ada"
    assert (changed.is_staff, changed.is_superuser, changed.is_active) == (False, False, True)
    assert changed.email == member.email
    assert not changed.groups.exists()


KEPT = {"theme.js": "local storage", "theme_switch.js": "local storage", "compare_tray.js": "<code>compare</code>",
        "language_offer.js": "as long as its window is open"}  # fmt: skip


def test_no_script_keeps_anything_that_the_page_on_cookies_does_not_name(client):
    keeping = {
        path.name
        for path in (market.BASE_DIR / "static" / "js").glob("*.js")
        if re.search("localStorage|sessionStorage|indexedDB|document\\.cookie", path.read_text())
    }
    templates = "".join(path.read_text() for path in (market.BASE_DIR / "templates").rglob("*.html"))

    told = client.get(reverse("portal:cookies")).content.decode()
    assert keeping == KEPT.keys()
    assert all(words in told for words in KEPT.values())
    assert templates.count('name="htmx-config"') == templates.count('"historyCacheSize": 0')
