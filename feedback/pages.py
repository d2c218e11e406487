"""What pages show of reviews: the numbers, the shape of the votes, and the reviews with their replies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.db.models.expressions import OrderBy
from django.utils.translation import gettext_lazy
from django_stubs_ext import StrOrPromise

from accounts.models import User
from catalogue.models import Offering
from feedback.evidence import label_of
from feedback.models import FeedbackSwitches, HelpfulVote, Reply, Review
from feedback.models.ratings import COLUMNS
from feedback.models.reviews import ReviewQuerySet
from feedback.scoring import STARS

FIRST = 3  # reviews on the page of the offering
PER_PAGE = 10
ORDERS: dict[str, tuple[StrOrPromise, list[str | OrderBy]]] = {
    "newest": (gettext_lazy("Newest first"), ["-written_at", "-pk"]),
    "helpful": (gettext_lazy("Most helpful first"), ["-helpful", "-written_at", "-pk"]),
    "highest": (gettext_lazy("Most stars first"), [F("stars").desc(nulls_last=True), "-written_at", "-pk"]),
    "lowest": (gettext_lazy("Fewest stars first"), [F("stars").asc(nulls_last=True), "-written_at", "-pk"]),
}
OF_STARS = {"highest", "lowest"}


@dataclass(frozen=True)
class Bar:
    """One line of the histogram."""

    stars: int
    number: int
    share: float  # of all ratings, in per cent


@dataclass(frozen=True)
class Numbers:
    """How an offering is rated, and what of it is switched on."""

    histogram: Sequence[int]  # how many ratings have 1, 2, 3, 4 and 5 stars
    texts: int  # how many reviews have words
    switches: FeedbackSwitches

    @property
    def count(self) -> int:
        return sum(self.histogram)

    @property
    def mean(self) -> float | None:
        given = sum(stars * number for stars, number in zip(STARS, self.histogram, strict=True))
        return given / self.count if self.count else None

    @property
    def bars(self) -> list[Bar]:
        """The histogram, five stars first."""
        whole = self.count or 1
        rows = [Bar(stars, number, 100 * number / whole) for stars, number in zip(STARS, self.histogram, strict=True)]
        return rows[::-1]

    @property
    def full_stars(self) -> int:
        """The mean as whole stars, for the drawing; the exact number stands beside it."""
        return round(self.mean or 0)


@dataclass(frozen=True)
class Line:
    """A review as a list shows it."""

    review: Review
    stars: int | None
    evidence: StrOrPromise
    reply: Reply | None
    is_own: bool = False
    is_voted: bool = False


def numbers_of(offering: Offering) -> Numbers:
    """Read rating and switches in one statement; what has no row is 0, or on."""
    names = [*(f"rating__{name}" for name in (*COLUMNS, "texts")), "feedback_switches__ratings"]
    rows: Any = Offering.objects.filter(pk=offering.pk).values_list(*names, "feedback_switches__reviews")
    *counted, ratings, reviews = rows.get()
    switches = FeedbackSwitches(offering=offering, ratings=ratings is not False, reviews=reviews is not False)
    *histogram, texts = (number or 0 for number in counted)
    return Numbers(histogram, texts, switches)


def section(offering: Offering) -> dict[str, Any] | None:
    """Return what the page of an offering shows, in two statements; nothing where all is switched off."""
    numbers = numbers_of(offering)
    if not (numbers.switches.ratings or numbers.switches.reviews):
        return None
    shown = []
    if numbers.switches.reviews and numbers.texts:
        shown = lines(_listed(offering).order_by(*ORDERS["helpful"][1])[:FIRST], numbers.switches)
    return {"numbers": numbers, "lines": shown}


def lines(reviews: Iterable[Review], switches: FeedbackSwitches, reader: User | None = None) -> list[Line]:
    """Return reviews for a list; for a reader with what is their own and what they voted for, read at once."""
    shown = list(reviews)
    voted = set[int]()
    if reader and shown:
        own = HelpfulVote.objects.filter(person=reader, review__in=[review.pk for review in shown])
        voted = set(own.values_list("review_id", flat=True))
    return [
        Line(
            review,
            review.stars if switches.ratings else None,
            label_of(review.evidence),
            getattr(review, "reply", None),
            is_own=bool(reader and review.author_id == reader.pk),
            is_voted=review.pk in voted,
        )
        for review in shown
    ]


def page_of(offering: Offering, numbers: Numbers, order: str, stars: int | None, page: str) -> Page[Review]:
    """Return a page of the reviews in this order, all of them or those with so many stars."""
    found = _listed(offering)
    if stars:
        found = found.filter(stars=stars)
    pages = Paginator(found.order_by(*ORDERS[order][1]), PER_PAGE)
    if not stars:
        pages.count = numbers.texts  # the database keeps this number already
    return pages.get_page("1" if page.startswith("-") else page)


def orders(switches: FeedbackSwitches) -> list[tuple[str, StrOrPromise]]:
    """Return the orders that a reader can choose; those of stars only where stars are shown."""
    return [(key, title) for key, (title, _order) in ORDERS.items() if switches.ratings or key not in OF_STARS]


def _listed(offering: Offering) -> ReviewQuerySet:
    return Review.objects.filter(offering=offering, state=Review.State.SHOWN).exclude(text="").select_related(
        "reply__provider"
    )  # fmt: skip
