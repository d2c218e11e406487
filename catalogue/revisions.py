"""What a revision of the catalogue keeps: the columns of each model, and what belongs to an offering."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue.content.reading import FROM_VOCABULARY
from catalogue.models import Offering, Provider, Term
from catalogue.revised_parts import MEDIA, PRICES, PROVIDERS, provider_names
from publishing.columns import columns
from publishing.parts import Names, keep, named

FILES = "origin digest"  # say where a row came from, not what it says
DERIVED = "published_at updated_at cover"  # when it was first shown stays true; what a list shows of media follows them


def keep_all() -> None:
    """Called once, when all models are there."""
    keep(Term, columns(Term, left_out=FILES))
    # Who may write for a provider is nothing that an earlier revision brings back.
    keep(Provider, columns(Provider, left_out=f"{FILES} organisation"))
    names = {field: _terms(vocabulary) for field, vocabulary in FROM_VOCABULARY.items()} | {"lead": provider_names}
    facts = columns(Offering, left_out=f"{FILES} {DERIVED}", names=names, prepare=Offering.date_publication)
    keep(Offering, facts, PROVIDERS, PRICES, MEDIA)


def _terms(vocabulary: str) -> Names:
    def names(keys: Sequence[str]) -> list[str]:
        terms = Term.objects.filter(vocabulary=vocabulary, key__in=keys)
        return named(keys, {key: key for key in keys} | {term.key: term.label for term in terms})

    return names
