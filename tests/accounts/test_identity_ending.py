"""What ends the keys that a service holds: the member, the service, the administration, time."""

from datetime import timedelta

import pytest
from allauth.idp.oidc.models import Client as Service
from allauth.idp.oidc.models import Token
from django.urls import reverse
from django.utils import timezone

from accounts.models import ServiceConnection, User
from accounts.retention import enforce
from accounts.services.erasure import erase_person
from tests.accounts.relying_party import GONE, answer, answer_of, ask, make_service, sign_in
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def test_the_member_ends_the_connection_and_the_keys_die_at_once(browser, service):
    sign_in(browser, service)
    connection = ServiceConnection.objects.get()

    browser.post(reverse("accounts:service-end", args=[connection.pk]))

    assert service.is_dead
    assert "No service is connected" in browser.get(reverse("accounts:service-list")).content.decode()
    assert answer_of(ask(browser, service.begin(prompt="none"))["Location"])["error"] == "consent_required"


def test_a_code_from_before_the_end_opens_nothing(browser, service, code):
    browser.post(reverse("accounts:service-end", args=[ServiceConnection.objects.get().pk]))

    assert service.exchange(code) == GONE


def test_who_comes_back_is_the_same_at_the_service(browser, service):
    subject = sign_in(browser, service)["sub"]
    browser.post(reverse("accounts:service-end", args=[ServiceConnection.objects.get().pk]))

    assert sign_in(browser, service)["sub"] == subject


def test_nobody_ends_or_sees_the_connection_of_another(browser, service):
    sign_in(browser, service)
    stranger = signed_in(make_member())

    answered = stranger.post(reverse("accounts:service-end", args=[ServiceConnection.objects.get().pk]))

    assert answered.status_code == 404
    assert "Partner demo" not in stranger.get(reverse("accounts:service-list")).content.decode()
    assert service.userinfo()[0] == 200


def test_the_member_sees_what_a_service_gets_since_when_and_what_for(browser, service):
    service.finish(answer(browser, service.begin(), scopes=["email"])["Location"])

    page = browser.get(reverse("accounts:service-list")).content.decode()

    assert "Partner demo" in page
    assert "Your confirmed e-mail address" in page
    assert "Your first name" not in page
    assert ServiceConnection.objects.get().last_used_at is not None
    assert reverse("accounts:service-list") in browser.get(reverse("accounts:profile")).content.decode()


def test_a_second_answer_takes_back_what_the_first_gave(browser, service):
    sign_in(browser, service)
    first = dict(service.tokens)

    service.finish(answer(browser, service.begin(), scopes=["profile"])["Location"])

    assert ServiceConnection.objects.get().scopes == ["openid", "profile"]
    assert service.userinfo(first["access_token"])[0] == 401


def test_asking_for_less_takes_nothing_back(browser, service):
    sign_in(browser, service)
    first = dict(service.tokens)

    sign_in(browser, service, scope="openid")

    assert ServiceConnection.objects.get().scopes == ["email", "openid", "profile"]
    assert service.userinfo(first["access_token"])[0] == 200


def test_a_service_gives_one_key_back(browser, service):
    sign_in(browser, service)

    assert service.revoke("access_token") == 200

    assert service.userinfo()[0] == 401
    assert service.refresh()[0] == 200


def test_a_service_gives_all_keys_of_a_sign_in_back(browser, service):
    sign_in(browser, service)

    assert service.revoke("refresh_token") == 200
    assert service.revoke("refresh_token") == 200

    assert service.is_dead


def test_a_service_cannot_take_the_keys_of_another(browser, service):
    sign_in(browser, service)
    other = make_service("Another")
    other.tokens = service.tokens

    assert {other.revoke("access_token"), other.revoke("refresh_token")} == {200}
    assert service.userinfo()[0] == 200
    other.secret = "wrong"
    assert other.revoke("access_token") == 401


def test_a_deactivated_member_takes_the_keys_along_for_good(browser, member, service):
    sign_in(browser, service)

    member.is_active = False
    member.save()

    assert service.is_dead
    member.is_active = True
    member.save()
    assert service.is_dead


def test_keys_of_a_member_who_was_deactivated_by_a_bulk_change_open_nothing(browser, service):
    sign_in(browser, service)

    User.objects.update(is_active=False)

    assert service.is_dead


def test_a_member_who_erases_the_account_takes_the_keys_along(browser, member, service):
    sign_in(browser, service)

    erase_person(person=member)

    assert not Token.objects.exists()
    assert service.is_dead


def test_a_service_that_is_taken_away_takes_its_keys_along(browser, service):
    sign_in(browser, service)

    Service.objects.all().delete()

    assert not Token.objects.exists()
    assert service.userinfo()[0] == 401
    assert "No service is connected" in browser.get(reverse("accounts:service-list")).content.decode()


@pytest.mark.parametrize(("days", "stays"), [(0.001, False), (-1, True)])
def test_expired_keys_are_deleted_by_the_daily_round(browser, service, days, stays):
    sign_in(browser, service)
    Token.objects.update(expires_at=timezone.now() - timedelta(days=days))

    enforce("service-tokens")

    assert Token.objects.exists() == stays


def test_expired_keys_open_nothing_until_then(browser, service):
    sign_in(browser, service)
    Token.objects.update(expires_at=timezone.now())

    assert service.is_dead
