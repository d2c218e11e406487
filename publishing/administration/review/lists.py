"""A page of the queue: what its lines need beside the rows, in a number of statements that does not grow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib.admin.views.main import ChangeList
from django.http import HttpRequest

from publishing.models import Submission
from publishing.submissions.queue import titles_of
from publishing.submissions.viewing import Look, looks


@dataclass(frozen=True)
class Told:
    """What a line tells beside the columns of its row."""

    title: str
    look: Look | None  # somebody else has it open


class QueueList(ChangeList):
    def get_queryset(self, request: HttpRequest, exclude_parameters: Any = None) -> Any:
        found: Any = super().get_queryset(request, exclude_parameters)
        return found.for_list(request.user)

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        titles = titles_of(self.result_list)
        open_ones = looks([one.pk for one in self.result_list])
        for one in self.result_list:
            look = open_ones.get(one.pk)
            seen_by = look if look and look.person.pk != request.user.pk else None
            setattr(one, "told", Told(titles[one.model, one.row], seen_by))  # noqa: B010 - a name of our own


def told_of(submission: Submission) -> Told:
    """Return what the page has found out about this row."""
    found: Told = submission.__dict__["told"]
    return found
