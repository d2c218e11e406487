"""What organisations, memberships and invitations tell about people."""

from __future__ import annotations

from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, Membership, Organisation, OrganisationDocument, User
from accounts.models.memberships import OrganisationRole, addresses_of
from accounts.personal import Activity, Basis, Keep, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL
from accounts.personal.registry import Rows

ORGANISATIONS = Activity(
    _("Organisations and their members"),
    purpose=_("To let providers apply, to check who they are, and to know who acts in their name."),
    basis=Basis.CONTRACT,
    kept=_("Memberships until they end, unanswered invitations for 14 days, decisions as long as the service runs."),
    people=_("Members of organisations, people who are invited, and administrators who decide"),
)
OF_THE_ORGANISATION = _("Tells about the organisation.")


def organisations_written_to(person: User) -> Rows:
    """Organisations whose contact is one of the person's addresses."""
    in_lower_case = Organisation.objects.annotate(address=Lower("contact_email"))
    return in_lower_case.filter(address__in=addresses_of(person))


def documents_of(person: User) -> Rows:
    """The evidence of organisations that the person owns."""
    owned = Membership.objects.filter(person=person, role=OrganisationRole.OWNER)
    return OrganisationDocument.objects.filter(organisation__in=owned.values("organisation"))


def invitations_to(person: User) -> Rows:
    return Invitation.objects.filter(email__in=addresses_of(person))


def invitations_by(person: User) -> Rows:
    """Those to the person's own addresses belong to the invited person."""
    return Invitation.objects.filter(Q(invited_by=person) & ~Q(email__in=addresses_of(person)))


def declare_all() -> None:
    """Called once, when all models are there."""
    _declare_memberships()
    _declare_organisations()


def _declare_memberships() -> None:
    declare(
        PersonalData(
            Membership,
            ORGANISATIONS,
            person="person",
            fields="organisation role since",
            shown={"organisation": lambda row: row.organisation.name},
            none={"id": TECHNICAL, "person": LINK},
        ),
        PersonalData(
            Invitation,
            ORGANISATIONS,
            person=invitations_to,
            fields="organisation email role created_at expires_at accepted_at declined_at revoked_at",
            shown={"organisation": lambda row: row.organisation.name},
            secret={
                "digest": _("Recognises the link of the invitation; the link itself is not stored."),
                "invited_by": _("Tells about the member who invited."),
            },
            none={"id": TECHNICAL},
        ),
        PersonalData(
            Invitation,
            ORGANISATIONS,
            person=invitations_by,
            fields="organisation role created_at",
            shown={"organisation": lambda row: row.organisation.name},
            secret={"email": _("Tells about the person who was invited.")},
            none={"id": TECHNICAL, "invited_by": LINK},
            keep=Keep({"invited_by": None}, why=_("Others were invited by it. It no longer says who invited them.")),
        ),
    )


def _declare_organisations() -> None:
    declare(
        PersonalData(
            OrganisationDocument,
            ORGANISATIONS,
            person=documents_of,
            fields="organisation name kind size sha256 created_at",
            shown={"organisation": lambda row: row.organisation.name},
            none={"id": TECHNICAL},
            keep=Keep({}, why=_("It is the evidence of an organisation, which others own too.")),
        ),
        PersonalData(
            Organisation,
            ORGANISATIONS,
            person="decided_by",
            fields="name state reason decided_at",
            none={
                "id": TECHNICAL,
                "decided_by": LINK,
                "slug website country lei email_domain description is_consortium created_at": OF_THE_ORGANISATION,
            },
            keep=Keep({}, why=_("What was decided stays on record. Who decided is made anonymous.")),
        ),
        PersonalData(
            Organisation,
            ORGANISATIONS,
            person=organisations_written_to,
            fields="name contact_email",
            keep=Keep({"contact_email": ""}, why=_("The organisation stays. Your address is no longer its contact.")),
        ),
    )
