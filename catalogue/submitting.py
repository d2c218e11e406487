"""Offerings as providers submit them: who may, which field waits for a reviewer, and how a new one begins."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from catalogue.content.reading import FROM_VOCABULARY
from catalogue.models import Offering, OfferingProvider, Provider, Term
from catalogue.models.offerings import PAGES
from catalogue.reviewing import CHECKLIST, SENSITIVE, find_offerings
from catalogue.services import set_providers
from catalogue.wording import languages_shown
from common.errors import DomainError
from common.free_slugs import insert_under_free_slug
from publishing.parts import Values, fields_of
from publishing.services import Signature, record
from publishing.showing import title_of
from publishing.submissions.models import Submission
from publishing.submissions.permissions import require_writer
from publishing.submissions.proposals import open_proposal
from publishing.submissions.steps import is_storable
from publishing.submissions.submittable import Policy, Review, Rule, Submittable, register

SLUG_LENGTH, LONGEST_TITLE = 60, 120
BEGINNING = {
    "stage": Offering.Stage.DESCRIBED,
    "price_model": Offering.PriceModel.ON_REQUEST,
    "state": Offering.State.DRAFT,
}
CLAIM = Rule(Review.BEFORE, gettext_lazy("Buyers rely on what it claims, so a reviewer reads it first."))
MATURITY = Rule(Review.BEFORE, gettext_lazy("How mature it is and what it complies with, a reviewer checks first."))
SHOWN = Rule(Review.BEFORE, gettext_lazy("Files reach every visitor, so a reviewer looks at them first."))
SHARED = Rule(Review.BEFORE, gettext_lazy("It speaks for another organisation, so a reviewer asks whether that is so."))
SORTED = Rule(Review.AFTER, gettext_lazy("It decides who finds the listing. A reviewer looks at it after publication."))
TOLD = Rule(Review.AFTER, gettext_lazy("A reviewer looks at it after publication."))
OWN = Rule(Review.NONE, gettext_lazy("This is the provider's own decision."))
CLOSED = Rule(Review.CLOSED, gettext_lazy("Addresses and links to parts of the market are kept by its editors."))


def _for(rule: Rule, names: str) -> dict[str, Rule]:
    return dict.fromkeys(names.split(), rule)


# A field that is not named here waits for a reviewer: a new column is safe until somebody has thought about it.
POLICY = Policy(
    _for(CLAIM, "title summary description features components for_whom kind")
    | _for(MATURITY, "stage standards domains")
    | _for(SHOWN, "media")
    | _for(SHARED, "providers")
    | _for(SORTED, "audience sectors deployment languages tags")
    | _for(TOLD, "access contact_note related")
    | _for(OWN, "price_model amount currency country_prices version")
    | _for(CLOSED, "slug state lead modules diagrams try_url_name try_url_args"),
    otherwise=CLAIM,
)


def register_offerings() -> None:
    register(
        Submittable(
            Offering,
            POLICY,
            owners=_owners,
            concerned=_concerned,
            concerned_by=_concerned_by,
            titles=_titles,
            live={"state": Offering.State.PUBLISHED.value},
            hidden={"state": Offering.State.WITHDRAWN.value},
            amiss=_amiss,
            checklist=CHECKLIST,
            sensitive=SENSITIVE,
            find=find_offerings,
        )
    )


@transaction.atomic
def draft_offering(*, provider: Provider, person: User, title: str, kind: str) -> Submission:
    """Begin a new listing of a provider; nobody but its people and reviewers sees it until it is published."""
    if provider.organisation is None:
        raise DomainError(_("No organisation answers for this provider yet. Ask an administrator to name it."))
    require_writer(person, provider.organisation)
    plain = title.strip()
    if not 0 < len(plain) <= LONGEST_TITLE or not is_storable(plain) or kind not in Offering.Kind.values:
        raise DomainError(_("Give the listing a title of up to 120 characters and choose its kind."))
    offering = Offering(lead=provider, kind=kind, title_en=plain, **BEGINNING)
    insert_under_free_slug(offering, plain, otherwise=kind, longest=SLUG_LENGTH, taken=PAGES)
    set_providers(offering, [provider])
    record(Offering, [offering.pk], Signature(person))
    return open_proposal(row=offering, person=person)


def own_providers(person: User) -> set[int]:
    """Return the providers that an organisation of the person answers for."""
    return set(Provider.objects.filter(organisation__memberships__person=person).values_list("pk", flat=True))


def _owners(pks: Collection[int]) -> dict[int, int | None]:
    return dict(Offering.objects.filter(pk__in=pks).values_list("pk", "lead__organisation"))


def _concerned(pks: Collection[int]) -> dict[int, set[int]]:
    """Return the organisations of all providers of each offering."""
    found: dict[int, set[int]] = {pk: set() for pk in pks}
    leads = Offering.objects.filter(pk__in=pks).values_list("pk", "lead__organisation")
    shares = OfferingProvider.objects.filter(offering__in=pks).values_list("offering", "provider__organisation")
    for pk, organisation in (*leads, *shares):
        if organisation is not None:
            found[pk].add(organisation)
    return found


def _concerned_by(values: Values) -> set[int]:
    """Return the organisations of the providers that a proposal names; whatever else stands there names nobody."""
    given = values.get("providers")
    named = [pk for pk in given if isinstance(pk, int) and 0 < pk < 2**63] if isinstance(given, list) else []
    behind = Provider.objects.filter(pk__in=named, organisation__isnull=False).values_list("organisation", flat=True)
    return {pk for pk in behind if pk is not None}


def _amiss(values: Values) -> list[str]:
    """Return what an offering lacks that no column asks for."""
    fields, problems = fields_of(Offering), []
    blank = [f"{name}_en" for name in ("title", "summary", "description") if not (values[f"{name}_en"] or "").strip()]
    if blank:
        told = get_text_list([title_of(fields[key]) for key in blank], _("and"))
        problems.append(_("Write these texts in English, which every other language falls back to: %s.") % told)
    if values["lead"] not in values["providers"]:
        problems.append(_("The leading provider must be among the providers."))
    unknown = [word for name, vocabulary in FROM_VOCABULARY.items() for word in _unknown(vocabulary, values[name])]
    if unknown:
        problems.append(_("The market does not know these terms: %s.") % ", ".join(unknown))
    return problems


def _unknown(vocabulary: str, words: list[str]) -> list[str]:
    known = (
        set(Term.objects.filter(vocabulary=vocabulary, key__in=words).values_list("key", flat=True)) if words else ()
    )
    return [word for word in words if word not in known]


def _titles(pks: Collection[int]) -> dict[int, str]:
    texts = (f"title_{code}" for code in languages_shown())
    return {offering.pk: str(offering) for offering in Offering.objects.filter(pk__in=pks).only(*texts)}
