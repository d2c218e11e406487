"""Where in the queue a submission stands, and what the listings are called that wait in it."""

from __future__ import annotations

from collections.abc import Iterable

from publishing.submissions.models import Submission
from publishing.submissions.submittable import submittable


def place(submission: Submission) -> int | None:
    """Return how many wait before it and itself; None where it does not wait."""
    found: int | None = getattr(Submission.objects.with_place().only("pk").get(pk=submission.pk), "place")  # noqa: B009
    return found


def titles_of(submissions: Iterable[Submission]) -> dict[tuple[str, int], str]:
    """Return what the listings are called, by model and row."""
    rows: dict[str, list[int]] = {}
    for one in submissions:
        rows.setdefault(one.model, []).append(one.row)
    found = {model: submittable(model).titles(pks) for model, pks in rows.items()}
    return {(model, pk): found[model].get(pk, f"#{pk}") for model, pks in rows.items() for pk in pks}
