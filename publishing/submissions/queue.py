"""What waits for reviewers, and where in the queue a submission stands. The number of statements does not grow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from accounts.models import User
from publishing.submissions.models import Submission, SubmissionQuerySet
from publishing.submissions.states import WAITING
from publishing.submissions.submittable import submittable


@dataclass(frozen=True)
class Entry:
    """One line of the queue."""

    submission: Submission
    title: str
    age: timedelta  # since it was first submitted, however often it came back
    is_own: bool  # of an organisation of the reader, who leaves it to somebody else


def entries(found: SubmissionQuerySet, reader: User) -> list[Entry]:
    """Return some submissions, which the caller has cut to a page, as a list shows them."""
    submissions = list(found.for_list(reader))
    titles, now = titles_of(submissions), timezone.now()
    return [
        Entry(one, titles[one.model, one.row], now - (one.submitted_at or now), getattr(one, "is_own"))  # noqa: B009
        for one in submissions
    ]


def place(submission: Submission) -> int | None:
    """Return how many wait before it and itself; None where it does not wait."""
    if submission.state not in WAITING or submission.submitted_at is None:
        return None
    same_time = Q(submitted_at=submission.submitted_at, pk__lt=submission.pk)
    before = Q(submitted_at__lt=submission.submitted_at) | same_time
    return Submission.objects.waiting().filter(before).count() + 1


def titles_of(submissions: Iterable[Submission]) -> dict[tuple[str, int], str]:
    """Return what the listings are called, by model and row."""
    rows: dict[str, list[int]] = {}
    for one in submissions:
        rows.setdefault(one.model, []).append(one.row)
    found = {model: submittable(model).titles(pks) for model, pks in rows.items()}
    return {(model, pk): found[model].get(pk, f"#{pk}") for model, pks in rows.items() for pk in pks}
