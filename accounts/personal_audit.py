"""What the audit trail stores about people."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal import Activity, Basis, Keep, PersonalData, declare
from accounts.personal.reasons import TECHNICAL
from audit.models import AuditEntry

TRAIL = Activity(
    _("Audit trail"),
    purpose=_("To be able to tell who changed which account, right or organisation, and from what to what."),
    basis=Basis.INTEREST,
    kept=_("As long as the service runs, after an erasure without any value that the person had."),
    people=_("Administrators, and members whose accounts, rights or organisations changed"),
)
NUMBER = _("The person's own number, which after an erasure belongs to nobody.")
STAYS = _("That something was changed stays on record. What was in it before and after is removed.")


def declare_trail() -> None:
    declare(
        PersonalData(
            AuditEntry,
            TRAIL,
            person="person",
            fields="at operation table before after",
            secret={"actor place": _("Tells about the one who did it, not about you.")},
            none={"id row": TECHNICAL, "person": NUMBER},
            # The owner of the table removes the values, when the account itself is gone: nobody else may change it.
            keep=Keep({}, why=STAYS),
        ),
        PersonalData(
            AuditEntry,
            TRAIL,
            person="actor",
            fields="at place operation table row",
            secret={"before after person": _("Tells about what was changed, not about you.")},
            none={"id": TECHNICAL, "actor": NUMBER},
            keep=Keep({}, why=_("What was done to the service stays on record, by a number that belongs to nobody.")),
        ),
    )
