"""Rows of a form that somebody else has deleted in the meantime are rows to add again, not a form beyond repair."""

from __future__ import annotations

from typing import Any

from django.db.models import Model, QuerySet
from django.forms.models import BaseInlineFormSet


class SurvivingFormSet(BaseInlineFormSet[Any, Any, Any]):
    """Takes rows whose number no longer exists for new ones; what becomes of them is settled with all else."""

    def __init__(self, data: Any = None, files: Any = None, instance: Model | None = None, **kwargs: Any) -> None:
        if data is not None and instance is not None and instance.pk:
            data = self._with_lost_rows_as_new(
                data, self._rows(instance, kwargs.get("queryset")), kwargs.get("prefix") or self.get_default_prefix()
            )
        super().__init__(data, files, instance, **kwargs)

    def _rows(self, instance: Model, queryset: QuerySet[Any] | None) -> QuerySet[Any]:
        model: Any = self.model
        found: QuerySet[Any] = model._default_manager.all() if queryset is None else queryset
        return found.filter(**{self.fk.name: instance})

    def _with_lost_rows_as_new(self, data: Any, rows: QuerySet[Any], prefix: str) -> Any:
        known = {str(pk) for pk in rows.values_list("pk", flat=True)}
        total = min(_number(data.get(f"{prefix}-TOTAL_FORMS")), self.absolute_max)
        initial = min(_number(data.get(f"{prefix}-INITIAL_FORMS")), total)
        lost = [row for row in range(initial) if data.get(f"{prefix}-{row}-id") not in known]
        if not lost:
            return data
        order = [row for row in range(initial) if row not in lost] + lost + list(range(initial, total))
        told = data.copy()
        for new, old in enumerate(order):
            self._move(data, told, f"{prefix}-{old}-", f"{prefix}-{new}-", is_lost=old in lost)
        told[f"{prefix}-INITIAL_FORMS"] = str(initial - len(lost))
        return told

    def _move(self, data: Any, told: Any, old: str, new: str, *, is_lost: bool) -> None:
        for name in [name for name in told if name.startswith(new)]:
            del told[name]
        for name in [name for name in data if name.startswith(old)]:
            told.setlist(new + name.removeprefix(old), data.getlist(name))
        if is_lost:
            told[f"{new}id"] = ""


def _number(told: str | None) -> int:
    return int(told) if told and told.isdecimal() and len(told) < 5 else 0
