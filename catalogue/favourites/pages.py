"""What the list of favourites shows, to its owner and to those it is shared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import get_language

from catalogue.favourites.forms import NoteForm
from catalogue.listing import Words, known_words
from catalogue.models import Favourite
from catalogue.prices import price_words
from catalogue.wording import Told, told

PER_PAGE = 20
SHOWN = ("title", "summary")


@dataclass(frozen=True)
class Line:
    """One favourite. What is no longer published shows nothing of the offering but its address as it was."""

    favourite: Favourite
    is_there: bool
    title: Told
    summary: Told
    facts: list[str]
    note: str
    form: NoteForm


def page_of(rows: QuerySet[Favourite], number: str) -> Page[Favourite]:
    """Return a page in two statements; a number that makes no sense is the first or the last page."""
    codes = {"en", get_language() or "en"} & {code for code, _name in settings.LANGUAGES}
    columns = ["slug", "state", "kind", "stage", "price_model", "amount", "currency", "lead__short_name"]
    texts = [f"{name}_{code}" for name in SHOWN for code in codes]
    wanted = [f"offering__{name}" for name in [*columns, *texts]]
    shown = rows.select_related("offering__lead").only("note", "position", "saved_at", *wanted)
    return Paginator(shown, PER_PAGE).get_page("1" if number.startswith("-") else number)


def lines(favourites: Iterable[Favourite], *, is_own: bool, wrong: NoteForm | None = None) -> list[Line]:
    """Return the favourites for a template, with notes for their owner; ``wrong`` is one that needs a correction."""
    words = known_words()
    return [
        _line(one, words, one.note if is_own else "", wrong if wrong and wrong.instance.pk == one.pk else None)
        for one in favourites
    ]


def _line(favourite: Favourite, words: Words, note: str, form: NoteForm | None) -> Line:
    offering = favourite.offering
    facts = [
        words.label("kinds", offering.kind),
        words.label("stages", offering.stage),
        offering.lead.short_name,
        price_words(offering.price_model, offering.amount, offering.currency),
    ]
    return Line(
        favourite=favourite,
        is_there=offering.state == offering.State.PUBLISHED,
        title=told(offering, "title"),
        summary=told(offering, "summary"),
        facts=facts,
        note=note,
        form=form or NoteForm(instance=favourite, auto_id=f"note-{favourite.pk}-%s"),
    )
