"""Whether the evidence that buyers ask for is there and still holds."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import Listing
from catalogue.models import Offering
from publishing.submissions.checking import Check, Found


def _certificate_expired(listing: Listing) -> Iterator[Found]:
    for one in listing.facts.dossier.certificates if listing.facts.dossier else ():
        if one.ended_on:
            told = {"standard": one.standard, "day": date_format(one.ended_on)}
            yield Found("", _("The certificate for “%(standard)s” ended on %(day)s.") % told)


def _stage_unproved(listing: Listing) -> Iterator[Found]:
    dossier = listing.facts.dossier
    is_shown = listing.text("try_url_name") or listing.files
    is_proved = dossier is not None and (
        dossier.has_assessment or any(not one.ended_on for one in dossier.certificates)
    )
    if listing.text("stage") == Offering.Stage.OPERATION and not (is_shown or is_proved):
        yield Found("stage", _("It is said to be in operation, and nothing shows that."))


def _no_security_contact(listing: Listing) -> Iterator[Found]:
    if listing.facts.dossier and not listing.facts.dossier.has_security_contact:
        yield Found("", _("The provider has not said whom one tells about a weakness."))


def _no_identifier(listing: Listing) -> Iterator[Found]:
    if listing.facts.dossier and not listing.facts.dossier.has_identifier:
        yield Found("", _("The provider has no legal entity identifier (LEI)."))


CHECKS = (
    Check(
        "certificate-expired",
        gettext_lazy("Expired certificate"),
        gettext_lazy("Certificates of the listing or of its provider that have ended."),
        gettext_lazy("Add the new one to the evidence, or take the old one out: buyers see that it has ended."),
        _certificate_expired,
    ),
    Check(
        "stage-unproved",
        gettext_lazy("In operation, without anything to see"),
        gettext_lazy(
            "The stage “in operation” without a demonstration, a picture, a certificate in force or a self-assessment."
        ),
        gettext_lazy("Add one of them, or choose the stage that it has reached."),
        _stage_unproved,
    ),
    Check(
        "security-contact-missing",
        gettext_lazy("No security contact"),
        gettext_lazy("Providers without a security.txt among their evidence."),
        gettext_lazy("Add the address or the text of your security.txt to the evidence of the provider."),
        _no_security_contact,
    ),
    Check(
        "identifier-missing",
        gettext_lazy("No legal entity identifier"),
        gettext_lazy("Providers without an LEI, which institutions need for their register of information (DORA)."),
        gettext_lazy("State the LEI on the page for the register of information."),
        _no_identifier,
    ),
)
