"""Telling whoever keeps a certificate that it is about to end."""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.mailing import Mail, is_reachable, send_mail_to
from accounts.models import User
from procurement.models import Certificate

log = logging.getLogger(__name__)

WITHIN = timedelta(days=30)
MAIL = Mail(
    "certificate_expiring",
    "mail/certificate_expiring",
    essential="It tells who stated a certificate that the market will mark it as expired unless they renew it.",
)


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
    try:
        return send_mail_to(person, MAIL.name, _context(certificate, person))
    except (SMTPException, OSError):
        log.exception("A reminder of a certificate could not be sent.")
        Certificate.objects.filter(pk=certificate.pk).update(reminded_for=None)
        return False


def _context(certificate: Certificate, person: User) -> dict[str, object]:
    with override(person.language or settings.LANGUAGE_CODE):
        page = reverse("admin:procurement_certificate_change", args=[certificate.pk])
    return {"certificate": certificate, "url": settings.SITE_URL.rstrip("/") + page}
