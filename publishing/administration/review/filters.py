"""The shelves of the queue."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.submissions.models import SubmissionQuerySet
from publishing.submissions.states import WAITING, State

Rows = SubmissionQuerySet
SHELVES: dict[str, tuple[Any, Callable[[Rows, Any], Rows]]] = {
    "unassigned": (gettext_lazy("Waiting, nobody reviews it"), lambda rows, _who: rows.filter(state=State.SUBMITTED)),
    "mine": (
        gettext_lazy("Reviewed by me"),
        lambda rows, who: rows.filter(state=State.IN_REVIEW, reviewer=who),
    ),
    "changes": (gettext_lazy("Changes requested"), lambda rows, _who: rows.filter(state=State.CHANGES_REQUESTED)),
    "check": (
        gettext_lazy("To check after publication"),
        lambda rows, _who: rows.to_check(),
    ),
    "suspended": (gettext_lazy("Suspended"), lambda rows, _who: rows.filter(state=State.SUSPENDED)),
    "all": (gettext_lazy("All that were handed in"), lambda rows, _who: rows.filter(submitted_at__isnull=False)),
}


class ShelfFilter(admin.SimpleListFilter):
    """Shows what waits, unless another shelf is chosen."""

    title = gettext_lazy("what to show")
    parameter_name = "shelf"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(key, title) for key, (title, _keep) in SHELVES.items()]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("Waiting")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Any) -> Rows:
        chosen = SHELVES.get(str(self.value()))
        return chosen[1](queryset, request.user) if chosen else queryset.filter(state__in=WAITING)
