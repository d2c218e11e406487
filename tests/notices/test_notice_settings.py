"""How a person wants to hear of things, and the links in mails that end them."""

from __future__ import annotations

import re

import pytest
from django.core import mail
from django.test import Client

from audit.models import AuditEntry
from notices.kinds import Kind, channels_of
from notices.models import Channel, ChannelChoice, Delivery, Notice
from notices.tasks import send_at_once
from publishing.submissions.telling import DECIDED, MOVED, WAITING
from tests.factories import make_member, signed_in
from tests.notices.telling import SETTINGS, at, digest_run, happens, make_told, wants, wants_digest
from tests.publishing.submitting import make_reviewer

pytestmark = pytest.mark.django_db


def fields(client: Client, **changes: str) -> dict[str, str]:
    """What a browser sends of the form as it is shown."""
    form = client.get(SETTINGS).context["form"]
    return {name: str(form[name].value()) for name in form.fields} | changes


def test_what_is_essential_can_be_moved_between_at_once_and_the_daily_mail_only() -> None:
    person, _submission = make_told()
    client = signed_in(person)
    essential = f"kind-{DECIDED}"

    assert client.post(SETTINGS, fields(client, **{essential: "digest"})).status_code == 302
    assert channels_of(person)[DECIDED] == Channel.DIGEST
    for refused in ("none", "portal", "", "by pigeon"):
        answer = client.post(SETTINGS, fields(client, **{essential: refused}))
        assert answer.status_code == 422
    assert channels_of(person)[DECIDED] == Channel.DIGEST


def test_what_is_optional_sends_no_mail_before_somebody_asks_for_it() -> None:
    person, submission = make_told()
    happens(submission, person, MOVED)
    send_at_once()
    digest_run(at(23))
    assert mail.outbox == []
    assert Notice.objects.count() == 1

    client = signed_in(person)
    client.post(SETTINGS, fields(client, **{f"kind-{MOVED}": "at once"}))
    happens(submission, person, MOVED)
    send_at_once()
    assert len(mail.outbox) == 1


def test_what_nobody_wants_to_hear_is_not_in_the_portal_either() -> None:
    person, submission = make_told()
    client = signed_in(person)
    client.post(SETTINGS, fields(client, **{f"kind-{MOVED}": "none"}))
    wants(person, Channel.NONE, MOVED)

    with pytest.raises(Notice.DoesNotExist):
        happens(submission, person, MOVED)


def test_the_audit_trail_keeps_when_a_choice_was_made_and_choices_that_stay_make_no_entry() -> None:
    person, _submission = make_told()
    client = signed_in(person)

    client.post(SETTINGS, fields(client, **{f"kind-{MOVED}": "digest"}))
    client.post(SETTINGS, fields(client, **{f"kind-{MOVED}": "digest"}))

    assert [one.channel for one in ChannelChoice.objects.filter(person=person)] == ["digest"]
    assert AuditEntry.objects.filter(table="notices_channelchoice").count() == 1


def test_hour_and_time_zone_are_kept_and_nonsense_is_refused_with_what_was_chosen() -> None:
    person, _submission = make_told()
    client = signed_in(person)

    client.post(SETTINGS, fields(client, hour="18", zone="Europe/Athens"))
    kept = Delivery.objects.get(person=person)
    assert (kept.hour, kept.zone) == (18, "Europe/Athens")
    for wrong in ({"hour": "24"}, {"hour": "x"}, {"zone": "Moon/Tranquility"}, {"zone": "../../etc/passwd"}):
        answer = client.post(SETTINGS, fields(client, **{f"kind-{MOVED}": "digest"} | wrong))
        assert answer.status_code == 422
        assert answer.context["form"][f"kind-{MOVED}"].value() == "digest"
    assert Delivery.objects.get(person=person).zone == "Europe/Athens"


def test_kinds_are_offered_to_those_whom_they_concern() -> None:
    def offered(client: Client) -> set[str]:
        return {name.removeprefix("kind-") for name in client.get(SETTINGS).context["form"].fields}

    owner, _submission = make_told()
    assert {DECIDED, MOVED} <= offered(signed_in(owner))
    assert WAITING not in offered(signed_in(owner))
    assert WAITING in offered(signed_in(make_reviewer()))
    assert DECIDED not in offered(signed_in(make_member()))


def unsubscribe_of(message: mail.EmailMessage) -> str:
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = re.fullmatch(r"<(https?://\S+)>", message.extra_headers["List-Unsubscribe"])[1]
    assert address in message.body
    return address.split("/", 3)[3]


def test_the_mails_of_a_kind_are_ended_by_one_click_without_signing_in() -> None:
    person, submission = make_told(language="fr")
    wants(person, Channel.AT_ONCE, MOVED)
    happens(submission, person, MOVED)
    send_at_once()

    address = unsubscribe_of(mail.outbox[0])
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(f"/{address}").status_code == 200
    assert channels_of(person)[MOVED] == Channel.AT_ONCE  # scanners of mail follow links
    assert stranger.post(f"/{address}", {"List-Unsubscribe": "One-Click"}).status_code == 200

    assert channels_of(person)[MOVED] == Channel.PORTAL
    assert stranger.post(f"/{address}").status_code == 200


def test_to_unsubscribe_from_the_digest_ends_all_of_it_but_what_is_essential() -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person, MOVED)
    happens(submission, person, DECIDED)
    digest_run(at(1))

    Client().post(f"/{unsubscribe_of(mail.outbox[0])}")

    assert channels_of(person)[MOVED] == Channel.PORTAL
    assert channels_of(person)[DECIDED] == Channel.DIGEST


def test_mails_of_essential_things_alone_offer_nothing_to_end() -> None:
    person, submission = make_told()
    wants(person, Channel.AT_ONCE, DECIDED)
    happens(submission, person)
    send_at_once()

    assert "List-Unsubscribe" not in mail.outbox[0].extra_headers
    assert "/notifications/settings/" in mail.outbox[0].body


@pytest.mark.parametrize("token", ["nonsense", "WzEsIioiXQ:1:abc", "a" * 3000])
def test_a_link_that_the_market_has_not_signed_opens_nothing(token: str) -> None:
    assert Client().post(f"/en/notifications/unsubscribe/{token}/").status_code == 404


def test_a_kind_cannot_send_mail_that_nobody_asked_for() -> None:
    with pytest.raises(ValueError, match="optional"):
        Kind("a", "A", "A.", default=Channel.DIGEST)
    with pytest.raises(ValueError, match="essential"):
        Kind("a", "A", "A.", default=Channel.NONE, is_essential=True)
