"""The second factor: adding one, signing in with it, and nobody around it whose role demands it."""

import re

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.roles import REVIEWER
from accounts.services import factor
from accounts.services.factor import demand_second_factor, needs_second_factor
from tests.factories import PASSWORD, add_app, app_code, make_member, make_token, sign_in

pytestmark = pytest.mark.django_db

SETUP, CONFIRM = "mfa_index", "mfa_reauthenticate"


def at(name, **kwargs):
    return reverse(name, kwargs=kwargs or None)


@pytest.fixture(autouse=True)
def commits(monkeypatch):
    """What the library does after a commit is done at once, as within a test nothing is committed."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda function, using=None, robust=False: function())


@pytest.fixture
def worker():
    return make_member("worker@bank.example", is_staff=True, is_superuser=True)


@pytest.fixture
def signed_in(member):
    return sign_in(member)


def set_up_app(client):
    """Go through the page as a person does; return the answer to the code and the key that the page showed."""
    page = client.get(at("mfa_activate_totp")).content.decode()
    secret = re.search(r'id="totp-secret">([A-Z2-7]+)<', page)[1]
    return client.post(at("mfa_activate_totp"), {"code": app_code(secret)}), secret


def recovery_codes(client):
    page = client.get(at("mfa_view_recovery_codes")).content.decode()
    return re.findall(r"^(?:.*>)?(\d{8})$", page, re.MULTILINE)


# Adding one


def test_an_app_is_set_up_with_its_code_and_then_asked_for(signed_in, member):
    answer, secret = set_up_app(signed_in)

    stranger = Client()
    asked = stranger.post(at("account_login"), {"login": member.email, "password": PASSWORD})
    assert answer.url == at("mfa_view_recovery_codes")
    assert asked.url == at("mfa_authenticate")
    assert stranger.get(at("accounts:profile")).status_code == 302
    stranger.post(at("mfa_authenticate"), {"code": app_code(secret, 1)})
    assert stranger.get(at("accounts:profile")).status_code == 200


def test_the_code_picture_fits_the_policy_and_names_the_market(signed_in):
    page = signed_in.get(at("mfa_activate_totp"))

    assert 'src="data:image/svg+xml;base64,' in page.content.decode()
    assert "data:" in page["Content-Security-Policy"].split("img-src")[1].split(";")[0]
    assert "issuer=FINSEC%20Market" in page.context["totp_url"]


def test_a_wrong_code_sets_up_nothing(signed_in, member):
    signed_in.get(at("mfa_activate_totp"))
    page = signed_in.post(at("mfa_activate_totp"), {"code": "000000x"})

    assert "This is not the right code" in page.content.decode()
    assert not Authenticator.objects.exists()


def test_the_key_of_an_app_is_stored_encrypted(signed_in):
    _answer, secret = set_up_app(signed_in)

    assert secret not in str(list(Authenticator.objects.values_list("data", flat=True)))


def test_a_change_of_the_projects_secret_keeps_the_apps_working(signed_in, member, settings):
    _answer, secret = set_up_app(signed_in)
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "another secret"

    client = Client()
    client.post(at("account_login"), {"login": member.email, "password": PASSWORD})
    assert client.post(at("mfa_authenticate"), {"code": app_code(secret, 1)}).url != at("account_login")
    assert client.get(at("accounts:profile")).status_code == 200


def test_recovery_codes_are_shown_once_and_open_the_account_once(signed_in, member):
    set_up_app(signed_in)
    codes = recovery_codes(signed_in)

    assert len(codes) == 10
    assert recovery_codes(signed_in) == []
    for opens in (True, False):
        client = Client()
        client.post(at("account_login"), {"login": member.email, "password": PASSWORD})
        client.post(at("mfa_authenticate"), {"code": codes[0]})
        assert (client.get(at("accounts:profile")).status_code == 200) is opens


def test_new_recovery_codes_make_the_former_ones_worthless(signed_in, member):
    set_up_app(signed_in)
    former = recovery_codes(signed_in)

    signed_in.post(at("mfa_generate_recovery_codes"))
    assert not set(former) & set(recovery_codes(signed_in))


def sign_in_with(member, code):
    client = Client()
    client.post(at("account_login"), {"login": member.email, "password": PASSWORD})
    client.post(at("mfa_authenticate"), {"code": code})
    return client


@pytest.mark.parametrize("spelling", ["{}{}", " {}{} ", "{} {}", "{}-{}"])
def test_a_code_is_taken_once_however_it_is_spelled(member, spelling):
    add_app(member)
    # The coming window's code is taken now and, should the clock move on meanwhile, a moment later.
    code = app_code(windows_away=1)
    first = sign_in_with(member, code)
    # The library's own note ends after half a minute, the code is good for longer.
    cache.delete(f"allauth.mfa.totp.used?user={member.pk}&code={code}")

    again = sign_in_with(member, spelling.format(code[:3], code[3:]))

    assert first.get(at("accounts:profile")).status_code == 200
    assert again.get(at("accounts:profile")).status_code == 302


def test_a_removed_app_is_told_by_mail(signed_in, member):
    set_up_app(signed_in)
    mail.outbox.clear()

    signed_in.post(at("mfa_deactivate_totp"))

    assert not Authenticator.objects.exists()
    assert [message.subject for message in mail.outbox] == ["The authenticator app was removed"]


@pytest.mark.parametrize(
    "name",
    ["mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes",
     "mfa_deactivate_totp", "mfa_view_recovery_codes", "accounts:device-list"],
)  # fmt: skip
def test_the_pages_of_the_factor_are_in_the_frame_of_the_market(signed_in, name):
    if name != "mfa_activate_totp":
        set_up_app(signed_in)

    page = signed_in.get(at(name))

    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1
    assert 'class="foot"' in page.content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page.content.decode())


@pytest.mark.parametrize("name", ["mfa_add_webauthn", "account_login"])
def test_without_script_the_page_says_that_passkeys_need_it(signed_in, client, name):
    page = (client if name == "account_login" else signed_in).get(at(name)).content.decode()

    assert "<noscript><p" in page
    assert re.search(r"<button[^>]*data-passkey=[^>]*hidden>", page)


@pytest.mark.parametrize("name", ["mfa_login_webauthn", "mfa_authenticate", "mfa_add_webauthn"])
@pytest.mark.parametrize("credential", ["", "{}", "[]", "7", '{"id": 1}', "no json"])
def test_a_credential_that_is_none_is_refused_in_words(signed_in, member, client, name, credential):
    if name == "mfa_authenticate":
        add_app(member)
        client.post(at("account_login"), {"login": member.email, "password": PASSWORD})
    visitor = signed_in if name == "mfa_add_webauthn" else client
    visitor.get(at(name), HTTP_ACCEPT="application/json" if name == "mfa_login_webauthn" else "text/html")

    answer = visitor.post(at(name), {"credential": credential, "name": "Mine"})

    assert answer.status_code in {200, 302, 422}
    assert not Authenticator.objects.filter(type="webauthn").exists()


# Whose role demands one


def test_staff_are_led_to_set_one_up_before_anything_else(worker):
    client = sign_in(worker)

    for name in ("accounts:profile", "admin:index", "portal:home", "accounts:token-list", "account_email"):
        assert client.get(at(name)).url == at(SETUP), name
    assert "Your role demands a second factor" in client.get(at(SETUP)).content.decode()


def test_staff_who_set_one_up_go_on_without_being_asked_again(worker):
    client = sign_in(worker)
    set_up_app(client)

    assert client.get(at("admin:index")).status_code == 200


def test_staff_sign_in_with_both(worker):
    add_app(worker)

    assert sign_in(worker).get(at("admin:index")).status_code == 200


def test_members_need_none(signed_in):
    assert signed_in.get(at("accounts:profile")).status_code == 200


def test_whoever_becomes_staff_while_signed_in_is_stopped_at_once(signed_in, member):
    User.objects.filter(pk=member.pk).update(is_staff=True)

    assert signed_in.get(at("accounts:profile")).url == at(SETUP)


def test_a_session_from_before_the_factor_has_to_confirm_and_cannot_add_one_of_its_own(worker):
    old = sign_in(worker)
    add_app(worker)

    assert old.get(at("admin:index")).url == f"{at(CONFIRM)}?next=%2Fen%2Fadmin%2F"
    for name in ("mfa_activate_totp", "mfa_add_webauthn", "mfa_index", "account_reauthenticate"):
        assert old.get(at(name)).url.startswith(at(CONFIRM)), name
    assert old.post(at("mfa_generate_recovery_codes")).url.startswith(at(CONFIRM))

    back = old.post(f"{at(CONFIRM)}?next=/en/admin/", {"code": app_code(), "next": "/en/admin/"})
    assert back.url == "/en/admin/"
    assert old.get(at("admin:index")).status_code == 200


def test_a_factor_that_was_taken_away_opens_nothing_any_more(worker):
    app = add_app(worker)
    client = sign_in(worker)
    app.delete()

    assert client.get(at("admin:index")).url == at(SETUP)


def test_a_session_made_by_a_password_reset_is_not_enough(client, worker):
    add_app(worker)
    client.post(at("account_reset_password"), {"email": worker.email})
    form = client.get(re.search(r"http://testserver(\S+)", mail.outbox[-1].body)[1], follow=True)
    new = "another long phrase"
    client.post(form.redirect_chain[-1][0], {"password1": new, "password2": new})

    assert client.get(at("admin:index")).status_code == 302
    client.post(at("account_login"), {"login": worker.email, "password": new})
    assert client.get(at("accounts:profile")).url.startswith(at("account_login"))


def test_the_last_factor_of_staff_stays(worker):
    add_app(worker)
    client = sign_in(worker)

    page = client.post(at("mfa_deactivate_totp"))

    assert "Add another one before you remove this one" in page.content.decode()
    assert Authenticator.objects.filter(user=worker).exists()


def make_passkey(user):
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Mine", "credential": {}})


def test_the_last_passkey_of_staff_stays(worker):
    app = add_app(worker)
    client, passkey = sign_in(worker), make_passkey(worker)
    Authenticator.objects.filter(pk=app.pk).update(type="webauthn", data=passkey.data)

    first = client.post(at("mfa_remove_webauthn", pk=passkey.pk))
    last = client.post(at("mfa_remove_webauthn", pk=app.pk))

    assert (first.status_code, last.status_code) == (302, 409)
    assert list(Authenticator.objects.filter(user=worker)) == [app]


@pytest.mark.parametrize("onward", ["", "/en/account/erase/"])
def test_who_fails_to_confirm_with_a_passkey_may_try_again(member, onward):
    make_passkey(member)
    client = Client()
    client.force_login(member)
    page = at("mfa_reauthenticate_webauthn")

    answer = client.post(page, {"credential": "no passkey", "next": onward})

    assert answer.url == (f"{page}?next=%2Fen%2Faccount%2Ferase%2F" if onward else page)
    assert [str(one) for one in get_messages(answer.wsgi_request)]


def test_a_strangers_passkey_is_not_there(signed_in):
    passkey = make_passkey(make_member())

    for name in ("mfa_remove_webauthn", "mfa_edit_webauthn"):
        assert signed_in.post(at(name, pk=passkey.pk), {"name": "Theirs"}).status_code == 404
    assert Authenticator.objects.filter(pk=passkey.pk).exists()


def test_a_passkey_is_renamed(member):
    add_app(member)
    client, passkey = sign_in(member), make_passkey(member)

    client.post(at("mfa_edit_webauthn", pk=passkey.pk), {"name": "The blue key"})

    passkey.refresh_from_db()
    assert str(passkey) == "The blue key"


def test_another_app_can_demand_a_factor(signed_in, member, monkeypatch):
    monkeypatch.setattr(factor, "_demands", [*factor._demands])
    assert signed_in.get(at("accounts:profile")).status_code == 200

    demand_second_factor(lambda person: person.pk == member.pk)

    assert signed_in.get(at("accounts:profile")).url == at(SETUP)


def test_whether_a_role_demands_a_factor_is_one_question(member, worker, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert not needs_second_factor(member)
    member.groups.add(Group.objects.get(name=REVIEWER))
    with django_assert_num_queries(1):
        assert needs_second_factor(member)
    with django_assert_num_queries(0):
        assert needs_second_factor(worker)


def test_tokens_of_staff_work_once_there_is_a_factor(client, worker):
    header = {"HTTP_AUTHORIZATION": f"Bearer {make_token(worker)}"}
    refused = client.get("/api/v1/runs/", **header)
    add_app(worker)

    assert refused.status_code == 401
    assert "second factor" in refused.json()["detail"]
    assert client.get("/api/v1/runs/", **header).status_code == 200


# The administration


def test_the_administration_has_no_login_of_its_own(client, worker):
    answer = client.post(at("admin:login"), {"username": worker.email, "password": PASSWORD})

    assert answer.url.startswith(at("account_login"))
    assert client.get(at("admin:index"), follow=True).redirect_chain[-1][0] == f"{at('account_login')}?next=/en/admin/"


def test_a_member_is_refused_by_the_administration_and_not_led_in_circles(signed_in):
    assert signed_in.get(at("admin:index"), follow=True).status_code == 403


def test_staff_who_open_the_administrations_login_are_in_already(worker):
    add_app(worker)

    assert sign_in(worker).get(at("admin:login"), follow=True).redirect_chain[-1][0] == at("admin:index")


def test_staff_change_their_password_where_they_are_asked_to_confirm(worker):
    add_app(worker)

    assert sign_in(worker).get(at("admin:password_change")).url == at("account_change_password")


def test_the_administration_shows_no_secret_of_a_factor_and_can_take_one_away(worker):
    mine, lost = add_app(worker), add_app(make_member("lost@bank.example"))
    client = sign_in(worker)

    page = client.get(at("admin:mfa_authenticator_change", object_id=lost.pk)).content.decode()
    client.post(at("admin:mfa_authenticator_delete", object_id=lost.pk), {"post": "yes"})

    assert lost.data["secret"] not in page
    assert list(Authenticator.objects.all()) == [mine]


def test_a_new_administrator_is_led_to_a_factor_and_then_in(client, capsys):
    call_command("create_administrator", email="administrator@localhost")
    password = capsys.readouterr().out.splitlines()[-1].rsplit(" ", 1)[-1]

    client.post(at("account_login"), {"login": "administrator@localhost", "password": password})
    assert client.get(at("admin:index")).url == at(SETUP)
    set_up_app(client)

    assert client.get(at("admin:index")).status_code == 200
