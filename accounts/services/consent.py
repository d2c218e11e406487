"""Verbs on consent: give, confirm, withdraw. Every page, link and form goes through them."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts import mailing
from accounts.consent.links import CONFIRM_WITHIN, confirmation_url
from accounts.consent.purposes import PURPOSES, Purpose
from accounts.models import ConsentRecord, ConsentRequest, Source, User
from common.errors import BusyError, DomainError

log = logging.getLogger(__name__)

# A second click within this time means the mail that is already on its way.
SENT_AGAIN_AFTER = timedelta(minutes=5)


def has_consent(person: User, purpose: str) -> bool:
    """Tell whether consent to a purpose counts now."""
    return ConsentRecord.objects.filter(person=person).in_force(PURPOSES[purpose]).exists()


@transaction.atomic
def give(*, person: User, purpose: str, source: Source, version: str) -> bool:
    """Record consent to the text of `version`; False means that the link in a mail must confirm it first."""
    wanted = PURPOSES[purpose]
    if version != wanted.version:
        raise DomainError(_("The text has changed in the meantime. Read it again on the page “Privacy”, then decide."))
    _one_at_a_time(person)
    newest = _newest(person, purpose)
    if newest and newest.given and newest.is_of_this_version:
        return True
    if wanted.is_confirmed_by_mail:
        _ask_by_mail(person, wanted, source)
        return False
    ConsentRecord.objects.create(person=person, given=True, source=source, **_words(wanted))
    return True


@transaction.atomic
def confirm(*, request: ConsentRequest) -> bool:
    """Turn a request into consent, once; False where that has happened or the wish was withdrawn."""
    _one_at_a_time(request.person)
    if not ConsentRequest.objects.open().filter(pk=request.pk).update(closed_at=timezone.now()):
        return False
    ConsentRecord.objects.create(
        person=request.person,
        purpose=request.purpose,
        version=request.version,
        text=request.text,
        language=request.language,
        given=True,
        source=Source.DOUBLE_OPT_IN,
    )
    return True


@transaction.atomic
def withdraw(*, person: User, purpose: str, source: Source) -> None:
    """End consent and every open wish for it, at once; harmless where there is none."""
    unwanted = PURPOSES[purpose]
    if not unwanted.is_optional:
        raise DomainError(_("An account needs the terms of use. You end them by deleting your account."))
    _one_at_a_time(person)
    ConsentRequest.objects.open().filter(person=person, purpose=purpose).update(closed_at=timezone.now())
    newest = _newest(person, purpose)
    if newest and newest.given:
        ConsentRecord.objects.create(person=person, given=False, source=source, **_words(unwanted))


def send_links(person: User) -> None:
    """Send the links that open requests still lack, as soon as the address is known to be the person's own."""
    if not mailing.is_reachable(person):
        return
    for request in ConsentRequest.objects.open().filter(person=person, sent_at=None):
        with transaction.atomic():
            claimed = ConsentRequest.objects.filter(pk=request.pk, sent_at=None).update(sent_at=timezone.now())
            if claimed:
                _send_link(request)


def _one_at_a_time(person: User) -> None:
    """Let the second of two clicks see what the first has done."""
    User.objects.select_for_update(no_key=True).get(pk=person.pk)


def _newest(person: User, purpose: str) -> ConsentRecord | None:
    return ConsentRecord.objects.filter(person=person, purpose=purpose).order_by("-pk").first()


def _words(purpose: Purpose) -> dict[str, Any]:
    """Return the purpose as the reader sees it at this moment."""
    return {
        "purpose": purpose.key,
        "version": purpose.version,
        "text": str(purpose.text),
        "language": get_language() or settings.LANGUAGE_CODE,
    }


def _ask_by_mail(person: User, purpose: Purpose, source: Source) -> None:
    waiting = ConsentRequest.objects.open().filter(person=person, purpose=purpose.key)
    now = timezone.now()
    if waiting.filter(version=purpose.version, sent_at__gt=now - SENT_AGAIN_AFTER).exists():
        return
    waiting.update(closed_at=now)
    ConsentRequest.objects.create(person=person, source=source, **_words(purpose))
    transaction.on_commit(partial(send_links, person))


def _send_link(request: ConsentRequest) -> None:
    context = {
        "purpose": PURPOSES[request.purpose].title,
        "text": request.text,
        "url": confirmation_url(request),
        "days": CONFIRM_WITHIN.days,
    }
    try:
        mailing.send_mail_to(request.person, "consent_confirmation", context)
    except OSError as problem:
        log.warning("The link for consent request %s was not sent: %s", request.pk, problem)
        raise BusyError(_("The mail could not be sent. Try again in a few minutes.")) from problem
