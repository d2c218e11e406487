"""The form of a proposal: every field of a listing that a provider may write, with what is said about it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from babel import Locale
from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalogue.content.reading import FROM_VOCABULARY
from catalogue.models import Offering, Term
from desk.forms.controls import Amount, Choice, CountryPrices, FreeWords, Neighbours, Partners, Sentences, Text, Words
from desk.rules import review_words
from publishing.merging import THEIRS, YOURS, Merge, choose, merge
from publishing.parts import Field, Values, fields_of
from publishing.showing import language_name, title_of
from publishing.snapshots import digest_of
from publishing.submissions.models import Submission
from publishing.submissions.submittable import Rule, submittable

ROWS = {"title": 1, "summary": 2, "description": 14, "features": 6, "components": 6, "access": 3, "contact_note": 3}
CHOICES = ("kind", "stage", "price_model", "currency")
NEEDED = ("title_en", "summary_en", "description_en")
ELSEWHERE = ("media",)  # files have a page of their own
# The official languages of the European Union, and those of its neighbours that banks work in.
LANGUAGES = [
    "bg",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "et",
    "fi",
    "fr",
    "ga",
    "hr",
    "hu",
    "is",
    "it",
    "lt",
    "lv",
    "mt",
    "nb",
    "nl",
    "pl",
    "pt",
    "ro",
    "sk",
    "sl",
    "sq",
    "sr",
    "sv",
    "tr",
    "uk",
]
GROUPS = (
    (_("Facts"), ("kind", "stage", "version", "standards", "domains", "deployment", "languages")),
    (_("For whom, and how it is found"), ("audience", "sectors", "tags", "related", "providers")),
    (_("Price"), ("price_model", "amount", "currency", "country_prices")),
)
HELP = {
    "title": _("At most 120 characters."),
    "summary": _("One or two sentences for lists, at most 240 characters."),
    "description": _("Headings, lists, tables and links in Markdown."),
    "for_whom": _("One line for each audience: its word, a colon and a sentence, as in “Banks: For their branches.”"),
    "tags": _("Words with commas between them."),
    "related": _("Addresses of their pages in the catalogue, with commas between them."),
    "providers": _("Addresses of the pages of partners, with commas between them. The leading provider is always one."),
    "country_prices": _("Where a country has a price of its own: one line each, as in “CH 1200.00 CHF”."),
    "amount": _("With a point before the cents, as in 1250.50. Give it together with the currency."),
}


@dataclass(frozen=True)
class Line:
    """One field of the page: its control, whether a reviewer looks at it, and what one asked for."""

    bound: forms.BoundField
    rule: Rule
    note: str = ""
    is_approved: bool = False

    @property
    def review(self) -> str:
        return review_words(self.rule.review)


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]
    language: str = ""
    is_open: bool = True
    filled: int = 0


@dataclass(frozen=True)
class Said:
    """What a reviewer said about single fields, last time."""

    notes: Mapping[str, str] = field(default_factory=dict)
    approved: frozenset[str] = frozenset()


class ProposalForm(forms.Form):
    """All fields at once. ``was`` tells what the person began with, so that two of them can write one proposal."""

    use_required_attribute = False
    was = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, submission: Submission, said: Said | None = None) -> None:
        self.proposed = submission.proposed
        self.known = submittable(submission.model)
        self.said = said or Said()
        super().__init__(data, initial=self.proposed | {"was": self.began_with()})
        self.keys = [key for key in fields_of(Offering) if key not in ELSEWHERE and not self.known.is_closed(key)]
        audiences = _terms("audiences")
        for key in self.keys:
            told = fields_of(Offering)[key]
            self.fields[key] = _control(told, self.proposed, audiences)
            self.fields[key].label = title_of(told)
            self.fields[key].help_text = HELP.get(told.name or key, "")

    def began_with(self) -> str:
        return json.dumps({key: _short(value) for key, value in self.proposed.items()}, separators=(",", ":"))

    def values(self) -> Values:
        """Return what is written, and what was merely sent back as it was."""
        return {key: self._value(key, self.proposed.get(key)) for key in self.keys}

    def joined(self, choices: Mapping[str, str]) -> Merge:
        """Put it together with what others have written into the proposal since; what both wrote needs a choice."""
        mine, theirs = self.values(), {key: self.proposed.get(key) for key in self.keys}
        was = self._was()
        base = {key: _base(was.get(key), mine[key], theirs[key]) for key in self.keys}
        found = merge(base, theirs, mine)
        return choose(found, {THEIRS: theirs, YOURS: mine}, choices, found.conflicts)

    def begin_anew(self, conflicts: Iterable[str]) -> None:
        """Let the next answer count from what the proposal says now, but for these fields, which are asked again."""
        was, now = self._was(), {key: _short(value) for key, value in self.proposed.items()}
        data: Any = self.data
        again = data.copy()
        again["was"] = json.dumps(now | {key: was.get(key, "") for key in conflicts})
        self.data = again

    def groups(self) -> Iterator[Group]:
        yield self._texts("en", is_open=True)
        for title, keys in GROUPS:
            yield Group(str(title), self._lines(keys))
        for code, _name in settings.LANGUAGES[1:]:
            yield self._texts(code, is_open=False)

    def _texts(self, code: str, *, is_open: bool) -> Group:
        fields = fields_of(Offering)
        lines = self._lines(key for key in self.keys if fields[key].language == code)
        is_needed = is_open or any(line.bound.errors or line.note for line in lines)
        filled = sum(bool(self.proposed.get(line.bound.name)) for line in lines)
        return Group(language_name(code), lines, code, is_needed, filled)

    def _lines(self, keys: Iterable[str]) -> list[Line]:
        return [
            Line(self[key], self.known.rule(key), self.said.notes.get(key, ""), key in self.said.approved)
            for key in keys
            if key in self.fields
        ]

    def _value(self, key: str, before: Any) -> Any:
        """Return what was there where a browser has only changed blanks, or the order of what is ticked."""
        after = self.cleaned_data[key]
        if isinstance(before, str) and isinstance(after, str) and before.replace("\r\n", "\n").strip() == after:
            return before
        if isinstance(self.fields[key], Words) and sorted(map(str, _listed(before))) == sorted(after):
            return before
        return before if not before and not after else after

    def _was(self) -> dict[str, Any]:
        try:
            found = json.loads(self.cleaned_data.get("was") or "{}")
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def _control(told: Field, proposed: Values, audiences: Mapping[str, str]) -> forms.Field:
    key, present = told.key, proposed.get(told.key)
    column = next((one for one in Offering._meta.concrete_fields if one.name == key), None)
    empty = None if column is not None and column.null else ""
    if told.name == "for_whom":
        return Sentences(audiences, empty if empty is None else {})
    if told.language:
        most = getattr(column, "max_length", None) or 0
        return Text(most=most, empty=empty, rows=ROWS.get(told.name, 3), is_needed=key in NEEDED)
    if key in CHOICES:
        return Choice(_choices(key, column), is_needed=key != "currency")
    if key in FROM_VOCABULARY:
        return Words(list(_terms(FROM_VOCABULARY[key]).items()), _listed(present))
    return _other(key, column, proposed)


def _other(key: str, column: Any, proposed: Values) -> forms.Field:
    present = _listed(proposed.get(key))
    makers: dict[str, Callable[[], forms.Field]] = {
        "amount": Amount,
        "country_prices": CountryPrices,
        "tags": FreeWords,
        "related": Neighbours,
        "languages": lambda: Words(_languages(), present),
        "providers": lambda: Partners(proposed["lead"], present),
    }
    make = makers.get(key)
    return make() if make else Text(most=column.max_length or 200, empty="", rows=1)


def _choices(key: str, column: Any) -> list[tuple[str, Any]]:
    return [
        *([("", _("none"))] if key == "currency" else []),
        *((key, capfirst(label)) for key, label in column.choices),
    ]


def _terms(vocabulary: str) -> dict[str, str]:
    return {term.key: str(term.label) for term in Term.objects.filter(vocabulary=vocabulary)}


def _languages() -> list[tuple[str, str]]:
    names = Locale.parse(get_language() or "en").languages
    return sorted(((code, str(names.get(code, code))) for code in LANGUAGES), key=lambda one: one[1])


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _base(was: Any, mine: Any, theirs: Any) -> Any:
    """Return what a field said when the person began, as far as that can be told from its digest."""
    return next((value for value in (mine, theirs) if _short(value) == was), was or "?")


def _short(value: Any) -> str:
    return digest_of({"value": value})[:10]
