"""Mail has one way out, and consent stands at the door."""

from __future__ import annotations

import re
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core import mail, signing
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import mails
from accounts.consent.links import UNSUBSCRIBE_WITHIN
from accounts.consent.purposes import PURPOSES
from accounts.mailing import Mail, UnknownMailError, registered, send_mail_to
from accounts.models import ConsentRecord, MailingCopy, Source, User
from accounts.services.consent import give, has_consent, withdraw
from accounts.tasks import mailings, send_to_all
from tests.factories import make_member

pytestmark = pytest.mark.django_db

ROOT = Path(settings.BASE_DIR)
TEMPLATES = ROOT / "templates"
# What mails are made of, but no mails.
PARTS = {"account/email/base", "account/email/base_notification", "mail/frame.txt"}
NEWS = {"title": "Autumn", "text": "What is new.", "url": "http://localhost:8000/news/autumn/"}
NON_ESSENTIAL = [one.name for one in registered() if one.purpose]


def agree_to(person, purpose):
    """Give a valid consent, whatever it takes."""
    now = PURPOSES[purpose]
    if now.is_confirmed_by_mail:
        words = {"text": str(now.text), "language": "en", "version": now.version}
        ConsentRecord.objects.create(person=person, purpose=purpose, given=True, source=Source.DOUBLE_OPT_IN, **words)
    else:
        give(person=person, purpose=purpose, source=Source.PRIVACY_PAGE, version=now.version)
    return person


def reader(**fields):
    return agree_to(make_member(**fields), "newsletter")


def unsubscribe_link():
    return re.search(r"http://localhost:8000(/\S+/unsubscribe/\S+)", mail.outbox[-1].body)[1]


# The policy


def mails_among_the_templates():
    """Name every mail by its folder, or by what its files begin with where allauth laid them out."""
    own = {path.parent if path.parent.name != "mail" else path for path in TEMPLATES.glob("**/mail/**/*.*")}
    theirs = TEMPLATES.glob("**/email/*.*")
    begins = {path.with_name(re.sub(r"(_subject|_message)?\.\w+$", "", path.name)) for path in theirs}
    return {path.relative_to(TEMPLATES).as_posix() for path in own | begins} - PARTS


def test_every_mail_among_the_templates_is_registered():
    assert mails_among_the_templates() - {one.template for one in registered()} == set()


def test_every_mail_of_our_own_has_its_templates():
    for one in mails.OWN:
        assert {path.name for path in (TEMPLATES / one.template).iterdir()} == {"subject.txt", "text.txt"}


@pytest.mark.parametrize("entitled", [{}, {"purpose": "newsletter", "essential": "It is not."}, {"purpose": "fame"}])
def test_a_mail_is_entitled_by_one_known_purpose_or_by_one_reason(entitled):
    with pytest.raises(ValueError, match="mail"):
        Mail("greeting", "mail/greeting", **entitled)


def test_an_unregistered_mail_is_not_sent(member):
    with pytest.raises(UnknownMailError):
        send_mail_to(member, "greeting", {})
    with pytest.raises(UnknownMailError):
        get_adapter().send_mail("account/email/greeting", member.email, {})


def test_allauth_sends_no_mail_that_needs_consent(member):
    with pytest.raises(UnknownMailError):
        get_adapter().send_mail("newsletter", member.email, NEWS)


def test_nothing_else_in_the_code_knows_how_to_send_mail():
    apps = [ROOT / name for name in ("accounts", "audit", "common", "demos", "finsec_market", "jobs", "portal")]
    senders = {path.relative_to(ROOT).as_posix() for app in apps for path in app.rglob("*.py") if sends_mail(path)}

    assert senders == {"accounts/mailing.py", "accounts/tasks/mailings.py"}


def sends_mail(path):
    return re.search(
        r"^\s*(from|import) django\.core(\.mail| import mail)|\.email_user\(", path.read_text(), re.MULTILINE
    )


@pytest.mark.parametrize("name", NON_ESSENTIAL)
def test_a_mail_that_is_not_essential_goes_only_to_those_who_agree_at_that_moment(member, name):
    purpose = next(one.purpose for one in registered() if one.name == name)
    assert not send_mail_to(member, name, NEWS)

    agree_to(member, purpose)
    assert send_mail_to(member, name, NEWS)
    assert len(mail.outbox) == 1

    withdraw(person=member, purpose=purpose, source=Source.PRIVACY_PAGE)
    assert not send_mail_to(member, name, NEWS)
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("name", NON_ESSENTIAL)
def test_a_mail_that_is_not_essential_can_be_ended_by_one_click(member, name):
    agree_to(member, next(one.purpose for one in registered() if one.name == name))
    send_mail_to(member, name, NEWS)

    [message] = mail.outbox

    address = re.fullmatch(r"<(https?://\S+)>", message.extra_headers["List-Unsubscribe"])[1]
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address in message.body


def test_consent_to_one_purpose_is_none_to_another(member):
    for key, purpose in PURPOSES.items():
        if purpose.is_optional and key != "newsletter":
            agree_to(member, key)

    assert not send_mail_to(member, "newsletter", NEWS)


def test_an_essential_mail_needs_no_consent_and_offers_no_end(member):
    assert send_mail_to(member, "consent_confirmation", {"text": "…"})

    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "unsubscribe" not in mail.outbox[0].body


@pytest.mark.parametrize("change", ["inactive", "unconfirmed", "moved"])
def test_news_does_not_go_where_nobody_may_want_it(change):
    person = reader()
    if change == "unconfirmed":
        person.emailaddress_set.update(verified=False)
    changes = {"inactive": {"is_active": False}, "moved": {"email": "new@bank.example"}}
    User.objects.filter(pk=person.pk).update(**changes.get(change, {"first_name": "Ada"}))
    person.refresh_from_db()

    assert not send_mail_to(person, "newsletter", NEWS)


def test_a_mail_is_written_in_the_language_of_its_reader():
    person = reader(language="de")
    with translation.override("de"):
        greeting = translation.gettext("Good day,")

    send_mail_to(person, "newsletter", NEWS)

    assert mail.outbox[0].body.startswith(greeting)
    assert "/de/account/unsubscribe/" in mail.outbox[0].body


def test_a_subject_is_one_line_and_text_is_not_escaped():
    send_mail_to(reader(), "newsletter", NEWS | {"title": "Risk & Co.\nBcc: all@bank.example", "text": "A < B"})

    assert mail.outbox[0].subject == "Risk & Co. Bcc: all@bank.example"
    assert "A < B" in mail.outbox[0].body


# The link to unsubscribe


def test_the_link_shows_a_button_and_changes_nothing_by_itself(client):
    person = reader()
    send_mail_to(person, "newsletter", NEWS)

    page = client.get(unsubscribe_link())

    assert page.status_code == 200
    assert page.content.decode().count('<button class="button button--go">Unsubscribe</button>') == 1
    assert has_consent(person, "newsletter")


@pytest.mark.parametrize("body", [{}, {"List-Unsubscribe": "One-Click"}])
def test_one_post_without_cookies_or_account_unsubscribes(body):
    person = reader()
    send_mail_to(person, "newsletter", NEWS)

    answer = Client(enforce_csrf_checks=True).post(unsubscribe_link(), body)

    assert answer.status_code == 200
    assert "You are unsubscribed" in answer.content.decode()
    assert not has_consent(person, "newsletter")
    assert ConsentRecord.objects.first().source == Source.UNSUBSCRIBE_LINK


def test_unsubscribing_ends_one_purpose_of_one_person():
    person, other = agree_to(reader(), "events"), reader()
    send_mail_to(person, "newsletter", NEWS)

    Client().post(unsubscribe_link())

    assert has_consent(person, "events")
    assert has_consent(other, "newsletter")


def test_unsubscribing_twice_is_harmless(client):
    send_mail_to(reader(), "newsletter", NEWS)

    answers = [client.post(unsubscribe_link()).status_code for _turn in range(2)]

    assert answers == [200, 200]
    assert ConsentRecord.objects.filter(given=False).count() == 1


def test_somebody_who_has_gone_is_unsubscribed_all_the_same(client):
    person = reader()
    send_mail_to(person, "newsletter", NEWS)
    person.delete()

    answer = client.post(unsubscribe_link())

    assert answer.status_code == 200
    assert "You are unsubscribed" in answer.content.decode()


@pytest.mark.parametrize("verb", ["get", "post"])
def test_a_forged_link_gets_a_calm_page(client, verb):
    person = reader()
    forged = signing.dumps([person.pk, "newsletter"], salt="somewhere else")

    answer = getattr(client, verb)(reverse("accounts:unsubscribe", args=[forged]))

    assert answer.status_code == 404
    assert "This link is no longer valid" in answer.content.decode()
    assert has_consent(person, "newsletter")


def test_a_very_old_link_gets_a_calm_page(client, monkeypatch):
    person = reader()
    send_mail_to(person, "newsletter", NEWS)
    now = signing.time.time()
    monkeypatch.setattr(signing.time, "time", lambda: now + UNSUBSCRIBE_WITHIN.total_seconds() + 1)

    assert client.post(unsubscribe_link()).status_code == 404
    assert has_consent(person, "newsletter")


# Mailings


def send_the_news(**changes):
    send_to_all("newsletter", "newsletter", NEWS | changes)


def test_a_mailing_reaches_everybody_who_agrees_and_nobody_else(monkeypatch):
    monkeypatch.setattr(mailings, "BATCH", 2)
    readers = [reader() for _number in range(5)]
    make_member()
    withdraw(person=reader(), purpose="newsletter", source=Source.PRIVACY_PAGE)

    send_the_news()

    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in readers)


def test_a_repeated_mailing_sends_no_second_copy_and_reaches_newcomers():
    reader()
    send_the_news()
    newcomer = reader()

    send_the_news()
    send_the_news(title="Winter")

    assert len(mail.outbox) == 4
    assert [message.to for message in mail.outbox if message.subject == "Autumn"][1] == [newcomer.email]


def test_a_mailing_goes_on_past_an_address_that_the_server_refuses(monkeypatch):
    refused, after = reader(), reader()
    break_mail(monkeypatch, refused, SMTPRecipientsRefused({}))

    send_the_news()

    assert [message.to for message in mail.outbox] == [[after.email]]


def test_a_mailing_that_lost_the_server_is_repeated_where_it_stopped(monkeypatch):
    before, at_the_time, after = reader(), reader(), reader()
    with monkeypatch.context() as broken:
        break_mail(broken, at_the_time, SMTPServerDisconnected())
        with pytest.raises(SMTPServerDisconnected):
            send_the_news()

    send_the_news()

    assert [message.to[0] for message in mail.outbox] == [person.email for person in (before, at_the_time, after)]


def break_mail(monkeypatch, person, problem):
    """Let the mail server fail for one person."""
    send = EmailBackend.send_messages

    def fail(backend, messages):
        if messages[0].to == [person.email]:
            raise problem
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", fail)


def test_consent_that_ends_while_a_mailing_is_under_way_counts(monkeypatch):
    first, second = reader(), reader()
    send = EmailBackend.send_messages

    def withdraw_meanwhile(backend, messages):
        withdraw(person=second, purpose="newsletter", source=Source.PRIVACY_PAGE)
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", withdraw_meanwhile)

    send_the_news()

    assert [message.to for message in mail.outbox] == [[first.email]]
    assert list(MailingCopy.objects.values_list("person", flat=True)) == [first.pk]


def test_two_runs_of_a_mailing_at_the_same_time_send_one_copy_each(monkeypatch):
    readers = [reader() for _number in range(3)]
    send = EmailBackend.send_messages

    def run_meanwhile(backend, messages):
        with monkeypatch.context() as undisturbed:
            undisturbed.setattr(EmailBackend, "send_messages", send)
            send_the_news()
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", run_meanwhile)

    send_the_news()

    assert sorted(message.to[0] for message in mail.outbox) == sorted(person.email for person in readers)


def test_a_mailing_for_another_purpose_than_its_mails_is_refused():
    with pytest.raises(ValueError, match="not for the purpose"):
        send_to_all("events", "newsletter", NEWS)


def test_a_mailing_asks_the_database_in_proportion_to_its_copies(django_assert_max_num_queries):
    for _number in range(4):
        reader()

    with django_assert_max_num_queries(2 + 4 * 6):
        send_the_news()
