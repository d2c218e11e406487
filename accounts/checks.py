"""What an administrator should know before deciding on an application: computed afresh, each with a sentence."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib.postgres.search import TrigramSimilarity
from django.utils.translation import gettext as _

from accounts.lei import is_valid_lei
from accounts.models import Organisation, OrganisationRole
from accounts.models.memberships import verified_addresses

SIMILAR = 0.6
# Where everybody can get an address, an address proves nothing about an organisation.
_FREE_MAIL = (
    "126.com 163.com aol.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com "
    "hotmail.co.uk hotmail.com hotmail.fr hotmail.it icloud.com laposte.net libero.it live.com mac.com mail.com "
    "mail.ru mailbox.org me.com msn.com orange.fr otenet.gr outlook.com outlook.de posteo.de proton.me "
    "protonmail.com qq.com t-online.de tutanota.com virgilio.it wanadoo.fr web.de yahoo.com yahoo.de yahoo.fr "
    "yahoo.gr yahoo.it yandex.com yandex.ru ymail.com zoho.com"
)
FREE_MAIL = frozenset(_FREE_MAIL.split())


class Check(NamedTuple):
    passed: bool
    sentence: str


def applicant_checks(organisation: Organisation) -> list[Check]:
    """Return the checks whose outcome the applicants may read too."""
    return [_check_domain(organisation), _check_lei(organisation), _check_documents(organisation)]


def all_checks(organisation: Organisation) -> list[Check]:
    """Return every check; the ones on names tell of other organisations, so they are for administrators."""
    return [*applicant_checks(organisation), _check_name(organisation)]


def is_free_mail(domain: str) -> bool:
    return domain.lower() in FREE_MAIL


def _check_domain(organisation: Organisation) -> Check:
    domain = organisation.email_domain
    if is_free_mail(domain):
        return Check(False, _("Everybody can get an address at %(domain)s.") % {"domain": domain})
    owners = organisation.memberships.filter(role=OrganisationRole.OWNER).select_related("person")
    addresses = [address for owner in owners for address in verified_addresses(owner.person)]
    if any(address.rpartition("@")[2] == domain for address in addresses):
        return Check(True, _("An owner has a confirmed address at %(domain)s.") % {"domain": domain})
    return Check(False, _("No owner has a confirmed address at %(domain)s.") % {"domain": domain})


def _check_lei(organisation: Organisation) -> Check:
    if not organisation.lei:
        return Check(True, _("No LEI was given; it is optional."))
    if is_valid_lei(organisation.lei):
        return Check(True, _("The check digits of the LEI are right."))
    return Check(False, _("The check digits of the LEI are wrong."))


def _check_documents(organisation: Organisation) -> Check:
    if organisation.documents.exists():
        return Check(True, _("Documents support the application."))
    return Check(False, _("No document supports the application."))


def _check_name(organisation: Organisation) -> Check:
    others = Organisation.objects.exclude(pk=organisation.pk).exclude(state=Organisation.State.REFUSED)
    if others.filter(name__iexact=organisation.name).exists():
        return Check(False, _("Another organisation has the same name."))
    near = others.annotate(likeness=TrigramSimilarity("name", organisation.name)).filter(likeness__gt=SIMILAR)
    names = list(near.order_by("-likeness").values_list("name", flat=True)[:3])
    if names:
        return Check(False, _("Other organisations have similar names: %(names)s.") % {"names": ", ".join(names)})
    return Check(True, _("No other organisation has this name or a similar one."))
