"""What a revision of the catalogue keeps: the columns of each model, and what belongs to an offering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.content.reading import FROM_VOCABULARY
from catalogue.models import Offering, OfferingProvider, Provider, Term
from catalogue.services import set_providers
from publishing.columns import UnfitError, columns
from publishing.parts import Field, Kind, Names, Part, Values, keep, named

FILES = "origin digest"  # say where a row came from, not what it says
TIMES = "published_at updated_at"  # when it was first shown stays true, whatever is restored


def keep_all() -> None:
    """Called once, when all models are there."""
    keep(Term, columns(Term, left_out=FILES))
    keep(Provider, columns(Provider, left_out=FILES))
    names = {field: _terms(vocabulary) for field, vocabulary in FROM_VOCABULARY.items()} | {"lead": _providers}
    facts = columns(Offering, left_out=f"{FILES} {TIMES}", names=names, prepare=Offering.date_publication)
    keep(Offering, facts, Part((PROVIDERS,), _read_providers, _write_providers))


def _providers(pks: Sequence[int]) -> list[str]:
    return named(pks, dict(Provider.objects.filter(pk__in=pks).values_list("pk", "name")))


def _terms(vocabulary: str) -> Names:
    def names(keys: Sequence[str]) -> list[str]:
        terms = Term.objects.filter(vocabulary=vocabulary, key__in=keys)
        return named(keys, {key: key for key in keys} | {term.key: term.label for term in terms})

    return names


PROVIDERS = Field("providers", gettext_lazy("providers"), Kind.WORDS, names=_providers)


def _read_providers(pks: Sequence[int]) -> dict[int, Values]:
    found: dict[int, Values] = {pk: {"providers": []} for pk in pks}
    shares = OfferingProvider.objects.filter(offering__in=pks).values_list("offering", "provider")
    for offering, provider in shares:
        found[offering]["providers"].append(provider)
    return found


def _write_providers(offering: Any, values: Values) -> None:
    if "providers" in values:
        known = Provider.objects.in_bulk(values["providers"])
        if len(known) < len(values["providers"]):
            raise UnfitError(_("One of its providers is no longer in the catalogue."))
        set_providers(offering, [known[pk] for pk in values["providers"]])
