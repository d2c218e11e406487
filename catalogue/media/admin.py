"""Pictures, videos and documents in the administration's form of an offering."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.media.forms import TEXTS, WORDS, MediaForm, MediaFormSet
from catalogue.media.permissions import can_edit_media
from catalogue.media.services import forget_objects
from catalogue.media.showing import shown
from catalogue.models import Media, Offering
from common.wording import tell

ENGLISH = [name for name in TEXTS if name.endswith("_en")]
OTHERS = [f"{name}_{code}" for code, _name in settings.LANGUAGES[1:] for name in WORDS]


class MediaInline(admin.StackedInline[Media, Offering]):
    """Each with its file, its place and its texts; workers prepare the file afterwards."""

    model = Media
    form = MediaForm
    formset: Any = MediaFormSet
    extra = 1
    readonly_fields = ("standing", "preview")
    fieldsets: ClassVar[Any] = (
        (None, {"fields": ("file", "standing", "preview", "position", *ENGLISH)}),
        (gettext_lazy("Other languages"), {"fields": OTHERS, "classes": ("collapse",)}),
    )

    def get_formset(self, request: HttpRequest, obj: Offering | None = None, **kwargs: Any) -> Any:
        """Let each form know who sends it."""
        made = super().get_formset(request, obj, **kwargs)
        form: Any = made.form  # a class of this request's own
        form.actor = request.user
        return made

    def get_queryset(self, request: HttpRequest) -> QuerySet[Media]:
        return super().get_queryset(request).filter(removed_at=None)

    def has_view_permission(self, request: HttpRequest, obj: Offering | None = None) -> bool:
        return can_edit_media(request.user)

    def has_add_permission(self, request: HttpRequest, obj: Offering | None = None) -> bool:
        return can_edit_media(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Offering | None = None) -> bool:
        return can_edit_media(request.user)

    def has_delete_permission(self, request: HttpRequest, obj: Offering | None = None) -> bool:
        return can_edit_media(request.user)

    @admin.display(description=gettext_lazy("state"))
    def standing(self, media: Media) -> str:
        if media._state.adding:
            return "–"
        said = _("%(name)s (%(kind)s): %(state)s.") % {
            "name": media.name, "kind": media.get_kind_display(), "state": media.get_state_display(),
        }  # fmt: skip
        reason = tell(media.problem) if media.problem else ""
        kept = _("The file from before is still shown.") if media.files and media.state != Media.State.READY else ""
        return " ".join(part for part in (said, reason, kept) if part)

    @admin.display(description=gettext_lazy("as readers see it"))
    def preview(self, media: Media) -> SafeString | str:
        found = shown([media])
        if not found:
            return "–"
        if not found[0].picture:
            return format_html('<a href="{}">{}</a>', found[0].url, media.name)
        return format_html('<a href="{}"><img src="{}" alt="{}" class="media-preview" width="160"></a>',
                           found[0].url, found[0].picture.src, media.alt or media.name)  # fmt: skip


class WithMedia:
    """An offering's form whose media are written by their services."""

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        if isinstance(formset, MediaFormSet):
            formset.write(request.user, form.instance)
        else:
            super().save_formset(request, form, formset, change)  # type: ignore[misc]

    def delete_model(self, request: HttpRequest, obj: Offering) -> None:
        forget_objects([obj.pk])
        super().delete_model(request, obj)  # type: ignore[misc]
