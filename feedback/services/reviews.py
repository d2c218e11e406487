"""Writing, changing and deleting one's own review, and voting on those of others."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.models import Offering
from common.errors import DomainError
from feedback.evidence import evidence_of
from feedback.models import FeedbackSwitches, HelpfulVote, Review, ReviewVersion
from feedback.permissions import refusal_to_review, refusal_to_vote, require
from feedback.telling import tell_review


@dataclass(frozen=True)
class Said:
    """The content of a review."""

    stars: int | None
    text: str
    language: str


def switches_of(offering: Offering) -> FeedbackSwitches:
    """Return what is switched on; without a row, everything."""
    return FeedbackSwitches.objects.filter(offering=offering).first() or FeedbackSwitches(offering=offering)


def byline_of(person: User) -> str:
    """Return how a review is signed: the first name and the initial of the last one."""
    initial = f"{person.last_name.strip()[:1]}." if person.last_name.strip() else ""
    return f"{person.first_name.strip()} {initial}".strip()


@transaction.atomic
def save_review(*, person: User, offering: Offering, said: Said) -> Review:
    """Keep the person's one review of a published offering. Sent twice, it is kept once, with one version."""
    require(refusal_to_review(person, offering))
    _wait_for_turn(person)
    review = Review.objects.filter(author=person, offering=offering).first()
    said = _within_switches(said, review, switches_of(offering))
    if review is None:
        return _first(person, offering, said)
    if said != Said(review.stars, review.text, review.language):
        _change(review, person, offering, said)
    return review


def _within_switches(said: Said, review: Review | None, switches: FeedbackSwitches) -> Said:
    """What is switched off stays as it was, and cannot be added."""
    if not (switches.ratings or switches.reviews):
        raise DomainError(_("Ratings and reviews of this offering are switched off."))
    kept = Said(
        said.stars if switches.ratings else (review.stars if review else None),
        said.text if switches.reviews else (review.text if review else ""),
        said.language,
    )
    if kept.stars is None and not kept.text:
        raise DomainError(_("Choose stars or write some words; a review needs one of the two."))
    return kept


def _first(person: User, offering: Offering, said: Said) -> Review:
    review = Review.objects.create(
        offering=offering, author=person, byline=byline_of(person), stars=said.stars, text=said.text,
        language=said.language, evidence=evidence_of(person, offering),
    )  # fmt: skip
    _keep_version(review, person, said)
    transaction.on_commit(lambda: tell_review(review), robust=True)
    return review


def _change(review: Review, person: User, offering: Offering, said: Said) -> None:
    review.stars, review.text, review.language = said.stars, said.text, said.language
    review.byline, review.changed_at = byline_of(person), timezone.now()
    review.evidence = evidence_of(person, offering, review.evidence)
    review.save(update_fields=["stars", "text", "language", "byline", "changed_at", "evidence"])
    _keep_version(review, person, said)


def _keep_version(review: Review, person: User, said: Said) -> None:
    ReviewVersion.objects.create(
        review=review, person=person, stars=said.stars, text=said.text, language=said.language
    )  # fmt: skip


def delete_review(*, person: User, offering: Offering) -> bool:
    """Delete the person's own review with its history; tell whether there was one."""
    return bool(Review.objects.filter(author=person, offering=offering).delete()[0])


@transaction.atomic
def vote(*, person: User, review: Review, is_helpful: bool) -> None:
    """Say that a review is helpful, or take that back; done twice, it counts once."""
    require(refusal_to_vote(person, review))
    if is_helpful:
        HelpfulVote.objects.bulk_create([HelpfulVote(review=review, person=person)], ignore_conflicts=True)
    else:
        HelpfulVote.objects.filter(review=review, person=person).delete()


def _wait_for_turn(person: User) -> None:
    # Two requests of one person at once would both find no review, and one would meet the unique constraint.
    User.objects.select_for_update(no_key=True).get(pk=person.pk)
