"""How long notices are kept, what a download says of them, and two accounts that become one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.merging import rules
from accounts.personal.collecting import rows_of
from accounts.personal.registry import personal_data
from accounts.retention import enforce
from notices.models import Channel, ChannelChoice, Delivery, Notice
from publishing.submissions.telling import DECIDED, MOVED
from tests.factories import make_member
from tests.notices.telling import happens, make_told, wants, wants_digest

pytestmark = pytest.mark.django_db


def test_read_ones_go_after_90_days_and_unread_ones_after_a_year() -> None:
    person, submission = make_told()
    notice, now = happens(submission, person), timezone.now()

    def kept(**times: int) -> bool:
        moved = {name: now - timedelta(days=days) for name, days in times.items()}
        Notice.objects.filter(pk=notice.pk).update(**{"read_at": None, "waiting": 0} | moved)
        enforce("read-notices")
        enforce("unread-notices")
        return Notice.objects.exists()

    assert kept(changed_at=364)
    assert kept(changed_at=500, read_at=89)
    assert not kept(changed_at=91, read_at=91)
    happens(submission, person)
    Notice.objects.update(changed_at=now - timedelta(days=366))
    assert enforce("unread-notices") == 1


def test_the_download_says_it_in_words() -> None:
    person, submission = make_told()
    wants_digest(person)
    happens(submission, person, text="“Gate watch” is published.")

    [declared] = [one for one in personal_data() if one.model is Notice]
    [row] = rows_of(declared, person)

    assert declared.shown["words"](row) == "“Gate watch” is published."


def test_what_two_accounts_were_told_becomes_one_list() -> None:
    kept, submission = make_told()
    gone = make_member()
    for person in (kept, gone):
        happens(submission, person, DECIDED)
        wants_digest(person)
    happens(submission, gone, MOVED)
    wants(kept, Channel.AT_ONCE, DECIDED)

    for rule in rules():
        if rule.model in {Notice, ChannelChoice, Delivery}:
            rule.merge(kept, gone)

    assert sorted(Notice.objects.values_list("person", "kind")) == [(kept.pk, DECIDED), (kept.pk, MOVED)]
    assert dict(ChannelChoice.objects.filter(person=kept).values_list("kind", "channel")) == {
        DECIDED: "at once", MOVED: "digest",
    }  # fmt: skip
    assert not ChannelChoice.objects.filter(person=gone).exists()
    assert not Delivery.objects.filter(person=gone).exists()
