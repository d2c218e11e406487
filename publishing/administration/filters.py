"""Lists by what translators have to do."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from publishing.outdated import SOURCE
from publishing.showing import language_name

ANY = "any"


class OutdatedFilter(admin.SimpleListFilter):
    """Needs the annotation ``outdated_texts``."""

    title = gettext_lazy("translations out of date")
    parameter_name = "outdated"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        languages = [(code, language_name(code)) for code, _name in settings.LANGUAGES if code != SOURCE]
        return [(ANY, _("Any language")), *languages]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        chosen = self.value()
        if chosen not in dict(self.lookup_choices):
            return queryset
        known = queryset.filter(outdated_texts__isnull=False)
        return known.exclude(outdated_texts={}) if chosen == ANY else known.filter(outdated_texts__has_key=chosen)
