"""What consents and mailings tell about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentRecord, ConsentRequest, MailingCopy
from accounts.personal import Activity, Basis, Keep, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL

CONSENT = Activity(
    _("Consents"),
    purpose=_("To prove who agreed to what, in which words, and to respect every withdrawal."),
    basis=Basis.LAW,
    kept=_("As long as the account exists; wishes that were never confirmed go with it."),
)
MAILINGS = Activity(
    _("News by e-mail"),
    purpose=_("To send what somebody asked for, and each of it once."),
    basis=Basis.CONSENT,
    kept=_("Until the account is erased."),
)


def declare_all() -> None:
    """Called once, when all models are there."""
    declare(
        PersonalData(
            ConsentRecord,
            CONSENT,
            person="person",
            fields="purpose version given text language source created_at",
            none={"id": TECHNICAL, "person": LINK},
            keep=Keep(
                {},
                why=_("Only while entries that must stay keep an empty account: that somebody agreed, and to what."),
                goes_with_account=True,
            ),
        ),
        PersonalData(
            ConsentRequest,
            CONSENT,
            person="person",
            fields="purpose version text language source created_at sent_at closed_at",
            none={"id": TECHNICAL, "person": LINK},
        ),
        PersonalData(
            MailingCopy,
            MAILINGS,
            person="person",
            fields="mailing created_at",
            none={"id": TECHNICAL, "person": LINK},
        ),
    )
