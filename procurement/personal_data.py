"""What shortlists tell about people, and how long the proof of one is kept."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from accounts import retention
from accounts.merging import moves, register
from accounts.personal import Activity, Basis, Keep, NoPersonalData, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL
from catalogue.personal_data import fields_of
from procurement.models import (
    Certificate,
    LegalEntity,
    SecurityText,
    SelfAssessment,
    ServiceFacts,
    Shortlist,
    ShortlistItem,
    Subcontractor,
)
from procurement.services.shortlists import NOTHING_KEPT

SHORTLISTS = Activity(
    _("Shortlists for procurement"),
    purpose=_(
        "To prove to the member's institution which offerings the market showed at a moment, and at which price."
    ),
    basis=Basis.CONTRACT,
    kept=_("Until the shortlist is removed or the account is erased; the digest alone for ten years."),
)
PROVES = _(
    "The digest, the time and the revisions stay, so that exports can be checked. They no longer say whose it was."
)
OF_OFFERINGS = _("Tells about the offering, not about you.")
KEEPING = Activity(
    _("Certificates of providers"),
    purpose=_("To remind whoever entered a certificate before it ends."),
    basis=Basis.INTEREST,
    kept=_("As long as the certificate is shown, after an erasure without the name."),
    people=_("Editors and administrators"),
)
WITHOUT_NAME = _("The certificate stays on the page of the offering. It no longer says who entered it.")
OF_PROVIDERS = _("Tells about providers and their subcontractors in business, as they state it for their customers.")
PROOF_KEPT = timedelta(days=3653)


def declare_all() -> None:
    declare(
        PersonalData(
            ShortlistItem,
            SHORTLISTS,
            person="shortlist__owner",
            fields="shortlist position slug number",
            none={"id": TECHNICAL, "offering revision_digest": OF_OFFERINGS},
            keep=Keep({}, why=PROVES),
        ),
        PersonalData(
            Shortlist,
            SHORTLISTS,
            person="owner",
            fields="id title note frozen_at digest document",
            none={"owner": LINK},
            keep=Keep(NOTHING_KEPT, why=PROVES),
        ),
    )
    others = "provider offering standard issuer number valid_from valid_until file_name stated_on"
    declare(
        PersonalData(
            Certificate,
            KEEPING,
            person="keeper",
            fields=others,
            none={"id": TECHNICAL, "keeper": LINK, "file_id file_kind file_sha256 reminded_for": OF_OFFERINGS},
            keep=Keep({"keeper": None}, why=WITHOUT_NAME),
        )
    )
    for model in (LegalEntity, SecurityText, SelfAssessment, ServiceFacts, Subcontractor):
        declare(NoPersonalData(model, fields_of(model), why=OF_PROVIDERS))
    register(moves(Shortlist, "owner"), moves(Certificate, "keeper"))
    retention.add(
        retention.Rule(
            "proofs of shortlists",
            _("Digests of shortlists that nobody owns any more"),
            PROOF_KEPT,
            _("the freezing"),
            why=_("Institutions keep the files of a procurement that long."),
            delete=delete_proofs,
        )
    )


def delete_proofs(before: datetime) -> int:
    return Shortlist.objects.filter(owner=None, frozen_at__lt=before).delete()[0]
