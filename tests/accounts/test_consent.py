"""Consent: asked and never presumed, kept as history, confirmed by mail where that is needed, ended by one click."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.consent.purposes import PURPOSES
from accounts.models import ConsentRecord, ConsentRequest, Source, User
from accounts.services.consent import SENT_AGAIN_AFTER, give, has_consent
from common.errors import BusyError
from tests.factories import make_member

pytestmark = pytest.mark.django_db

NEWCOMER = {
    "first_name": "Ada",
    "last_name": "Member",
    "job_function": "Head of security",
    "affiliation": "A bank",
    "email": "ada@bank.example",
    "password1": "correct horse battery",
    "terms": "on",
}


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Do what follows a commit, as it happens outside of tests."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def agree(client, purpose, version=None):
    address = reverse("accounts:consent-give", args=[purpose])
    return client.post(address, {"version": version or PURPOSES[purpose].version}, follow=True)


def withdraw_on_the_page(client, purpose):
    return client.post(reverse("accounts:consent-withdraw", args=[purpose]), follow=True)


def refuse(*_arguments):
    raise ConnectionRefusedError


def confirm_the_address(client):
    code = re.search(r"^\s*([A-Z0-9]{4,}(?:-[A-Z0-9]+)*)\s*$", mail.outbox[-1].body, re.MULTILINE)
    client.post(reverse("account_email_verification_sent"), {"code": code[1]})


def link_in_the_mail():
    return re.search(r"http://localhost:8000(/\S+/consent/\S+)", mail.outbox[-1].body)[1]


@pytest.fixture
def asked_for_the_newsletter(member_client, committed):
    """The link of the mail that a member gets who asks for the newsletter."""
    with committed():
        agree(member_client, "newsletter")
    return link_in_the_mail()


def state_of(client, purpose):
    shown = client.get(reverse("accounts:privacy")).context["standings"]
    return next(str(standing.state.value) for standing in shown if standing.purpose.key == purpose)


# Registration


def test_no_box_is_ticked_before_the_newcomer_ticks_it(client):
    body = client.get(reverse("account_signup")).content.decode()

    boxes = re.findall(r'<input type="checkbox"[^>]*>', body)

    assert [re.search(r'name="(\w+)"', box)[1] for box in boxes] == ["terms", "newsletter", "product_news"]
    assert not [box for box in boxes if "checked" in box]
    assert [box for box in boxes if "required" in box] == boxes[:1]


def test_the_newcomer_can_read_the_terms_beside_the_boxes(client):
    body = client.get(reverse("account_signup")).content.decode()

    form = body[body.index('<form class="form"') : body.index("</main>")]

    assert f'href="{reverse("portal:terms")}"' in form.partition("</form>")[0]


def test_without_agreeing_to_the_terms_nobody_registers(client):
    answer = client.post(reverse("account_signup"), NEWCOMER | {"terms": ""})

    assert "An account needs your agreement to the terms of use." in answer.content.decode()
    assert not User.objects.exists()


def test_only_what_was_ticked_is_recorded_with_the_words_of_the_page(client):
    with translation.override("de"):
        address, text = reverse("account_signup"), str(PURPOSES["terms"].text)

    client.post(address, NEWCOMER)

    record = ConsentRecord.objects.get()
    assert (record.purpose, record.given, record.source) == ("terms", True, Source.REGISTRATION)
    assert (record.text, record.language, record.version) == (text, "de", PURPOSES["terms"].version)


def test_product_news_ticked_at_registration_is_consent(client):
    client.post(reverse("account_signup"), NEWCOMER | {"product_news": "on"})

    assert has_consent(User.objects.get(), "product_news")


def test_the_newsletters_link_goes_out_only_after_the_address_is_confirmed(client):
    client.post(reverse("account_signup"), NEWCOMER | {"newsletter": "on"})
    before = [message.subject for message in mail.outbox]

    confirm_the_address(client)

    assert before == ["Confirm your e-mail address"]
    assert mail.outbox[-1].subject == "Confirm your consent: Newsletter"
    assert not has_consent(User.objects.get(), "newsletter")
    client.post(link_in_the_mail())
    assert has_consent(User.objects.get(), "newsletter")


def test_an_address_is_confirmed_even_when_the_newsletters_link_cannot_be_sent(client, monkeypatch):
    client.post(reverse("account_signup"), NEWCOMER | {"newsletter": "on"})
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)

    confirm_the_address(client)

    assert User.objects.get().emailaddress_set.get().verified
    assert ConsentRequest.objects.get().sent_at is None


# The page "Privacy"


def test_a_person_of_old_has_no_invented_consents(member_client):
    assert state_of(member_client, "terms") == "not recorded"
    assert {state_of(member_client, key) for key in PURPOSES if key != "terms"} == {"not given"}


@pytest.mark.parametrize("purpose", ["terms", "product_news", "events", "partner_contact", "research_use"])
def test_consent_is_given_by_one_click(member_client, member, purpose):
    page = agree(member_client, purpose)

    assert "Your consent is stored." in page.content.decode()
    assert state_of(member_client, purpose) == "given"
    assert has_consent(member, purpose)


def test_consent_is_withdrawn_by_one_click_and_both_stay_in_the_history(member_client, member):
    agree(member_client, "events")

    page = withdraw_on_the_page(member_client, "events")

    assert not has_consent(member, "events")
    assert [record.given for record in page.context["history"]] == [False, True]
    assert page.content.decode().count(str(PURPOSES["events"].text)) == 3


@pytest.mark.parametrize(
    ("clicks", "recorded"),
    [("give give", 1), ("give withdraw withdraw", 2), ("withdraw", 0), ("give withdraw give", 3)],
)
def test_clicking_twice_adds_nothing(member_client, clicks, recorded):
    for click in clicks.split():
        agree(member_client, "events") if click == "give" else withdraw_on_the_page(member_client, "events")

    assert ConsentRecord.objects.count() == recorded


def test_the_terms_are_not_withdrawn_while_there_is_an_account(member_client, member):
    agree(member_client, "terms")

    answer = withdraw_on_the_page(member_client, "terms")

    assert answer.status_code == 409
    assert has_consent(member, "terms")


@pytest.mark.parametrize("verb", ["give", "withdraw"])
def test_an_unknown_purpose_is_not_found(member_client, verb):
    assert member_client.post(reverse(f"accounts:consent-{verb}", args=["fame"])).status_code == 404


@pytest.mark.parametrize("verb", ["give", "withdraw"])
def test_a_link_alone_changes_nothing(member_client, verb):
    assert member_client.get(reverse(f"accounts:consent-{verb}", args=["events"])).status_code == 405


def test_the_page_shows_ones_own_history_only(member_client):
    stranger = Client()
    stranger.force_login(make_member())
    agree(stranger, "events")

    assert not member_client.get(reverse("accounts:privacy")).context["history"]


def test_the_page_asks_the_database_the_same_number_of_times_however_long_the_history(
    member_client, django_assert_max_num_queries
):
    for _turn in range(5):
        agree(member_client, "events")
        withdraw_on_the_page(member_client, "events")

    with django_assert_max_num_queries(8):
        member_client.get(reverse("accounts:privacy"))


# Versions


def with_a_new_version(monkeypatch, key):
    monkeypatch.setitem(PURPOSES, key, replace(PURPOSES[key], version="2099-01-01"))


def test_consent_to_an_older_text_counts_no_more_and_is_asked_again(member_client, member, monkeypatch):
    agree(member_client, "events")

    with_a_new_version(monkeypatch, "events")

    assert not has_consent(member, "events")
    assert state_of(member_client, "events") == "outdated"
    agree(member_client, "events")
    assert has_consent(member, "events")


def test_new_terms_leave_the_old_agreement_standing_and_ask_for_the_new_one(member_client, member, monkeypatch):
    agree(member_client, "terms")

    with_a_new_version(monkeypatch, "terms")

    assert has_consent(member, "terms")
    assert state_of(member_client, "terms") == "outdated"
    agree(member_client, "terms")
    assert state_of(member_client, "terms") == "given"


def test_nobody_agrees_to_a_text_that_changed_after_the_page_was_read(member_client, member, monkeypatch):
    read = PURPOSES["events"].version
    with_a_new_version(monkeypatch, "events")

    answer = agree(member_client, "events", read)

    assert answer.status_code == 409
    assert not has_consent(member, "events")


# Double opt-in


def test_the_newsletter_counts_only_after_the_button_behind_the_link(client, member, asked_for_the_newsletter):
    page = client.get(asked_for_the_newsletter)
    assert page.status_code == 200
    assert not has_consent(member, "newsletter")

    done = client.post(asked_for_the_newsletter)

    assert "Your consent is stored." in done.content.decode()
    record = ConsentRecord.objects.get()
    assert (record.source, record.text) == (Source.DOUBLE_OPT_IN, str(PURPOSES["newsletter"].text))
    assert has_consent(member, "newsletter")


def test_the_button_behind_the_link_is_protected_from_other_sites(asked_for_the_newsletter):
    assert Client(enforce_csrf_checks=True).post(asked_for_the_newsletter).status_code == 403


def test_the_page_says_that_the_confirmation_is_awaited(member_client, asked_for_the_newsletter):
    assert state_of(member_client, "newsletter") == "waiting"


def test_a_link_works_once(client, member, asked_for_the_newsletter):
    client.post(asked_for_the_newsletter)

    again = client.post(asked_for_the_newsletter)

    assert again.status_code == 404
    assert "This link is no longer valid" in again.content.decode()
    assert ConsentRecord.objects.count() == 1


def test_a_link_expires_after_seven_days(client, member, asked_for_the_newsletter, monkeypatch):
    later = timezone.now() + timedelta(days=7, seconds=1)
    monkeypatch.setattr("time.time", later.timestamp)

    answer = client.post(asked_for_the_newsletter)

    assert answer.status_code == 404
    assert not has_consent(member, "newsletter")


def test_a_withdrawn_wish_is_not_confirmed_by_its_link(client, member_client, member, asked_for_the_newsletter):
    withdraw_on_the_page(member_client, "newsletter")

    assert client.post(asked_for_the_newsletter).status_code == 404
    assert not has_consent(member, "newsletter")


def test_a_link_to_an_older_text_is_not_confirmed(client, member, asked_for_the_newsletter, monkeypatch):
    with_a_new_version(monkeypatch, "newsletter")

    assert client.post(asked_for_the_newsletter).status_code == 404
    assert not ConsentRecord.objects.exists()


def test_somebody_elses_link_gives_nobody_a_consent(member, asked_for_the_newsletter):
    stranger = make_member()
    client = Client()
    client.force_login(stranger)

    answer = client.post(asked_for_the_newsletter)

    assert answer.status_code == 404
    assert member.email not in answer.content.decode()
    assert not ConsentRecord.objects.exists()


@pytest.mark.parametrize("token", ["nonsense", "MQ:1abc:forged", "1"])
def test_a_forged_link_gets_a_calm_page(client, token):
    answer = client.get(reverse("accounts:consent-confirm", args=[token]))

    assert answer.status_code == 404
    assert "This link is no longer valid" in answer.content.decode()


def test_a_second_click_does_not_send_a_second_mail(member_client, committed, asked_for_the_newsletter):
    with committed():
        agree(member_client, "newsletter")

    assert len(mail.outbox) == 1


def test_a_new_link_replaces_the_old_one(client, member_client, member, committed, asked_for_the_newsletter):
    ConsentRequest.objects.update(sent_at=timezone.now() - SENT_AGAIN_AFTER)
    with committed():
        agree(member_client, "newsletter")
    fresh = link_in_the_mail()

    assert client.post(asked_for_the_newsletter).status_code == 404
    assert client.post(fresh).status_code == 200
    assert has_consent(member, "newsletter")


def test_a_mail_that_cannot_be_sent_is_said_and_tried_again_at_the_next_click(
    member_client, member, committed, monkeypatch
):
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        with pytest.raises(BusyError), committed():
            give(
                person=member,
                purpose="newsletter",
                source=Source.PRIVACY_PAGE,
                version=PURPOSES["newsletter"].version,
            )

    with committed():
        agree(member_client, "newsletter")

    assert len(mail.outbox) == 1
