"""The numbers that order the hits. The code uses them and the page on ranking prints them; there are no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class FieldWeight(NamedTuple):
    letter: str  # under which PostgreSQL keeps the words of the field
    title: StrOrPromise
    weight: float


class Finding(NamedTuple):
    """A way in which a word of the query leads to a word of a text."""

    kind: str
    title: StrOrPromise
    factor: float


FIELDS = (
    FieldWeight("A", _("Title"), 1.0),
    FieldWeight("B", _("Summary"), 0.5),
    FieldWeight("C", _("Keywords"), 0.3),
    FieldWeight("D", _("Text"), 0.1),
)
FINDINGS = (
    Finding("exact", _("The word itself, in any of its forms"), 1.0),
    Finding("synonym", _("Another word for the same"), 0.8),
    Finding("prefix", _("A word that begins like the last one"), 0.6),
    Finding("part", _("A longer word that holds it"), 0.5),
    Finding("split", _("Its parts, written apart"), 0.7),
    Finding("typo", _("A word written almost like it"), 0.7),
)
FACTORS = {finding.kind: finding.factor for finding in FINDINGS}
ENGLISH = 0.8  # of what the English text gives, to a reader of another language
NORMALISATION = 0  # of ts_rank: long texts are neither punished nor favoured
MOST_COUNTED = 10_000  # texts that have a word; what is more frequent counts as if it were in so many
ENOUGH = 10  # with fewer hits for all words, texts are shown that have some of them
SIMILAR = 0.2  # least similarity of trigrams between a word and what may have been meant
MISTAKES = ((3, 0), (6, 1), (9, 2), (41, 3))  # words shorter than so many letters may have so many mistakes
LONGEST_QUERY = 200
MOST_TERMS = 12


def weights() -> str:
    """Return the weights in the order of PostgreSQL: D, C, B, A."""
    return "{" + ", ".join(str(field.weight) for field in reversed(FIELDS)) + "}"


def mistakes(length: int) -> int:
    return next(most for shorter, most in MISTAKES if length < shorter)
