"""Telling whoever keeps a certificate that it is about to end."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.mailing import Mail, is_reachable, register, send_mail_to
from accounts.models import User
from catalogue.sharing.addresses import neutral_path
from common.words import Words, say
from notices import kinds, subjects
from notices.kinds import Kind, at_once
from notices.models import Channel
from notices.services import tell
from notices.writing import Event
from procurement.models import Certificate

log = logging.getLogger(__name__)

WITHIN = timedelta(days=30)
MAIL = Mail(
    "certificate_expiring",
    "mail/certificate_expiring",
    essential="It tells who stated a certificate that the market will mark it as expired unless they renew it.",
)

EXPIRING = "certificate_expiring"
KIND = Kind(
    EXPIRING,
    _("Certificates that end"),
    _("A certificate that you entered ends within a month; then the market marks it as expired."),
    default=Channel.AT_ONCE,
    is_essential=True,
    has_own_mail=True,
    is_for=lambda person: Certificate.objects.filter(keeper=person).exists(),
)


def register_all() -> None:
    register(MAIL)
    kinds.register(KIND)
    subjects.register(Certificate, _readable)


def remind() -> int:
    """Write once about each certificate that ends soon; return how many mails went out."""
    return sum(_remind(one) for one in Certificate.objects.ending(WITHIN).select_related("keeper", "provider"))


def _remind(certificate: Certificate) -> bool:
    """Note it first, then send it: two workers at once write one mail. Where sending fails, it is due again."""
    person = certificate.keeper
    if person is None or not is_reachable(person):
        return False
    due = Certificate.objects.ending(WITHIN).filter(pk=certificate.pk)
    if not due.update(reminded_for=certificate.valid_until):
        return False
    tell(kind=EXPIRING, people=[person], event=_event(certificate))
    if not at_once(EXPIRING, User.objects.filter(pk=person.pk)).exists():
        return False
    try:
        return send_mail_to(person, MAIL.name, _context(certificate, person))
    except (SMTPException, OSError):
        log.exception("A reminder of a certificate could not be sent.")
        Certificate.objects.filter(pk=certificate.pk).update(reminded_for=None)
        return False


def _context(certificate: Certificate, person: User) -> dict[str, object]:
    with override(person.language or settings.LANGUAGE_CODE):
        return {"certificate": certificate, "url": settings.SITE_URL.rstrip("/") + _page(certificate)}


def _page(certificate: Certificate) -> str:
    return reverse("admin:procurement_certificate_change", args=[certificate.pk])


def _event(certificate: Certificate) -> Event:
    def saying() -> Words:
        day = date_format(certificate.valid_until) if certificate.valid_until else ""
        named = {"standard": certificate.standard, "provider": certificate.provider.short_name}
        return say("The certificate %(standard)s of %(provider)s ends on %(day)s.", day=day, **named)

    return Event(certificate, saying, neutral_path(_page(certificate)), str(certificate.valid_until))


def _readable(person: User, rows: Collection[str]) -> Collection[str]:
    return [str(pk) for pk in Certificate.objects.filter(keeper=person, pk__in=rows).values_list("pk", flat=True)]
