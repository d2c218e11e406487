"""The mail about a decision on somebody's review."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.urls import reverse
from django.utils.translation import override

from accounts.mailing import Mail, register, send_mail_to
from accounts.models import User
from catalogue.wording import told
from feedback import telling
from feedback.models import Decision
from notices.kinds import at_once

DECIDED = "review_decided"
log = logging.getLogger(__name__)


def register_all() -> None:
    register(Mail(DECIDED, f"mail/{DECIDED}", essential="It tells a member why what they wrote is no longer shown."))


def tell_decision(decision: Decision) -> None:
    """Tell the author what was decided and why; a former member is told nothing."""
    author, offering = decision.review.author, decision.review.offering
    if author is None or not author.is_active:
        return
    telling.tell_decision(decision)
    if not at_once(telling.DECIDED, User.objects.filter(pk=author.pk)).exists():
        return
    with override(author.language or settings.LANGUAGE_CODE):
        context = {
            "decision": decision,
            "title": told(offering, "title").text,
            "link": settings.SITE_URL + reverse("feedback:review-write", args=[offering.slug]),
        }
    try:
        send_mail_to(author, DECIDED, context)
    except (SMTPException, OSError):
        # The statement stands on the author's page, too.
        log.exception("A mail about a review could not be sent.")
