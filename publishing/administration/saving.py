"""Saving a row that somebody else may have saved a moment ago."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.functional import cached_property
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from publishing.columns import UnfitError
from publishing.difference import Change
from publishing.merging import THEIRS, YOURS, Merge, choose, merge
from publishing.models import Revision
from publishing.parts import Values, fields_of
from publishing.services import Signature, hold, record
from publishing.showing import Line, lines, title_of, titles
from publishing.snapshots import bring_to, digest_of, states
from publishing.submissions.permissions import own_rows, refuse_own

CHOICE = "choice-"
SEEN = "seen"
NOT_CARRIED = ("csrfmiddlewaretoken", SEEN)


class StaleError(Exception):
    """The form was opened from a state that is no longer the present one."""


class Conflict:
    """One attempt to save a form over a newer state: what each side made of the state it began with."""

    def __init__(self, model: type[models.Model], row: int, theirs: Values, request: HttpRequest) -> None:
        self.model, self.row, self.theirs, self.sent = model, row, theirs, request.POST
        self.yours: Values = theirs
        self.is_settling = False
        self.told = ""  # why a merge without conflicts was refused

    @property
    def is_stale(self) -> bool:
        return self.sent.get("opened_from") != digest_of(self.theirs)

    @cached_property
    def base(self) -> Revision | None:
        """The revision that the form was opened from; without it everything that differs must be chosen."""
        digest = str(self.sent.get("opened_from", ""))
        of_row = Revision.objects.filter(model=self.model._meta.label_lower, row=self.row)
        return of_row.filter(digest=digest).order_by("-number").first()

    @cached_property
    def newest(self) -> Revision | None:
        return Revision.objects.newest(self.model, [self.row]).get(self.row)

    @property
    def differing(self) -> list[str]:
        return [key for key in fields_of(self.model) if self.yours.get(key) != self.theirs.get(key)]

    def merged(self) -> Merge:
        """Return the merge, with what the person has chosen if it was about this very state."""
        found = merge(self.base.values if self.base else None, self.theirs, self.yours)
        if self.sent.get(SEEN) != digest_of(self.theirs):
            return found
        among = [key for key in self.differing if key in found.conflicts or key in self.choices]
        return choose(found, {THEIRS: self.theirs, YOURS: self.yours}, self.choices, among)

    @property
    def choices(self) -> dict[str, str]:
        return {name.removeprefix(CHOICE): str(self.sent[name]) for name in self.sent if name.startswith(CHOICE)}

    @property
    def carried(self) -> Iterable[tuple[str, Any]]:
        """All that the person sent, to be sent again with the choices."""
        for name, values in self.sent.lists():
            if name not in NOT_CARRIED and not name.startswith(CHOICE):
                yield from ((name, value) for value in values)

    def questions(self, keys: Iterable[str]) -> list[dict[str, Any]]:
        """Return the fields to choose for, each with what both sides did to it."""
        base = self.base.values if self.base else {}
        fields = fields_of(self.model)
        return [
            {
                "key": CHOICE + key,
                "title": title_of(fields[key]),
                "theirs": self._side(key, base, self.theirs),
                "yours": self._side(key, base, self.yours),
                "chosen": self.choices.get(key, ""),
            }
            for key in keys
        ]

    def _side(self, key: str, base: Values, side: Values) -> list[Line]:
        return lines(self.model, [Change(key, base.get(key), side.get(key))])


class SavingAdmin(admin.ModelAdmin[Any]):
    """Makes a revision of whatever is saved, and lets nobody save over what they have not seen."""

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        row = self.get_object(request, unquote(object_id)) if object_id and request.method == "POST" else None
        if row is None or not self.has_change_permission(request, row):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            held = hold(self.model, [row.pk])
            conflict = Conflict(self.model, row.pk, held.get(row.pk, {}), request)
            setattr(request, "conflict", conflict)  # noqa: B010 - a name of our own on Django's class
            try:
                with transaction.atomic():
                    return super().changeform_view(request, object_id, form_url, extra_context)
            except StaleError:
                return self._settle(request, conflict)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody changes what their own organisation lists but by a submission."""
        is_allowed = super().has_change_permission(request, obj)
        return is_allowed and (obj is None or not own_rows(request.user, self.model, [obj.pk]))

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        self._record(request, obj)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record it; Django calls this when all rows of all forms are saved."""
        conflict: Conflict | None = getattr(request, "conflict", None)
        if conflict and conflict.is_stale and not conflict.is_settling:
            conflict.yours = states(self.model, [obj.pk])[obj.pk]
            raise StaleError
        self._record(request, obj)
        return super().log_change(request, obj, message)

    def _record(self, request: HttpRequest, obj: Any) -> None:
        refuse_own(request.user, self.model, [obj.pk])  # who brings their own organisation in, too
        sent = request.POST
        signed = Signature(
            author=request.user,  # type: ignore[arg-type]
            comment=sent.get("comment", "").strip(),
            confirmed=sent.getlist("still_right"),
        )
        record(self.model, [obj.pk], signed)

    def _settle(self, request: HttpRequest, conflict: Conflict) -> HttpResponse:
        """Save what fits together, or ask."""
        merged = conflict.merged()
        if merged.conflicts:
            return self._ask(request, conflict, merged, merged.conflicts)
        conflict.is_settling = True
        row = self.model._base_manager.get(pk=conflict.row)
        try:
            with transaction.atomic():
                bring_to(row, merged.values)
                self.log_change(request, row, [{"changed": {}}])
        except UnfitError as problem:
            conflict.told = str(problem)
            return self._ask(request, conflict, merged, conflict.differing)
        self._tell(request, merged)
        return self.response_change(request, row)

    def _tell(self, request: HttpRequest, merged: Merge) -> None:
        named = get_text_list(titles(self.model, merged.from_theirs), _("and"))
        sentence = _("Somebody else had saved it since you opened it. Their changes stay: %(fields)s.")
        if named:
            self.message_user(request, sentence % {"fields": named}, messages.INFO)
        if request.FILES:
            self.message_user(
                request, _("Files cannot be carried along. Choose them again after saving."), messages.WARNING
            )

    def _ask(self, request: HttpRequest, conflict: Conflict, merged: Merge, keys: list[str]) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("Two changes at once"),
            "opts": self.opts,
            "original": self.model._base_manager.get(pk=conflict.row),
            "conflict": conflict,
            "questions": conflict.questions(keys),
            "from_theirs": titles(self.model, merged.from_theirs),
            "from_yours": titles(self.model, merged.from_yours),
            "seen": digest_of(conflict.theirs),
            "has_files": bool(request.FILES),
        }
        return TemplateResponse(request, "admin/publishing/conflict.html", context, status=409)
