"""People in the admin: their roles and their standing. What ends an account goes through a service and is confirmed."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin.merging import MergeForm, preview
from accounts.admin.people_steps import STEPS, StepForm, possible, take
from accounts.admin.trail import HistoryInTrail
from accounts.models import ApiToken, ConsentRecord, Membership, User
from accounts.services.merging import merge_people
from audit.recording import note
from common.csv_answers import csv_file

EXPORTED = ("email", "first_name", "last_name", "affiliation", "is_active", "is_staff", "date_joined", "last_login")
RIGHTS = ("is_staff", "is_superuser", "groups", "user_permissions")
DATES = ("is_active", "last_login", "date_joined")


class _Shown(admin.TabularInline[Any, User]):
    """Rows that belong to a person, to be read here only."""

    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return request.user.has_perm("accounts.view_user")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


class ConsentInline(_Shown):
    model = ConsentRecord
    fields = readonly_fields = ("purpose", "version", "given", "created_at", "source", "language")
    verbose_name_plural = _("History of consent")


class MembershipInline(_Shown):
    model = Membership
    fields = readonly_fields = ("organisation", "role", "since")


class TokenInline(_Shown):
    model = ApiToken
    fields = readonly_fields = ("name", "created", "expiry", "last_used_at")


@admin.action(description=_("Export as CSV"), permissions=["view"])
def export_people(model_admin: UserAdmin, request: HttpRequest, queryset: QuerySet[User]) -> HttpResponse:
    people = list(queryset.order_by("email").values_list("pk", *EXPORTED))
    note(what="accounts_user", exported=[person[0] for person in people])
    return csv_file("people", EXPORTED, (person[1:] for person in people))


@admin.register(User)
class UserAdmin(HistoryInTrail, DjangoUserAdmin[User]):
    ordering = ("email",)
    list_display = ("email", "first_name", "last_name", "affiliation", "is_staff", "is_active", "date_joined")
    list_filter = ("is_active", "is_staff", "is_superuser", "groups", "language", "date_joined")
    search_fields = ("email", "first_name", "last_name", "affiliation", "emailaddress__email")
    date_hierarchy = "date_joined"
    actions = (export_people,)
    inlines = (MembershipInline, ConsentInline, TokenInline)
    fieldsets = (
        (None, {"fields": ("email", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "job_function", "affiliation", "language")}),
        (_("Rights"), {"fields": RIGHTS}),
        (_("Standing"), {"fields": DATES}),
    )
    add_fieldsets = ((None, {"classes": ("wide",), "fields": ("email", "usable_password", "password1", "password2")}),)

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # An account ends by being erased, which leaves nothing of it in other tables, in files or in the cache.
        return False

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        # Who may set the password of an administrator is one.
        beyond = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not beyond and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        return DATES if request.user.is_superuser else (*DATES, *RIGHTS)

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return self.inlines if obj else ()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        step = path(
            "<path:object_id>/step/<slug:verb>/",
            view(reauthentication_required(self.step)),
            name="accounts_user_step",
        )
        merge = path(
            "<path:object_id>/merge/",
            view(reauthentication_required(self.merge)),
            name="accounts_user_merge",
        )
        return [step, merge, *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        person = self.get_object(request, object_id)
        may = person is not None and self.has_change_permission(request, person)
        steps = [(verb, STEPS[verb].title) for verb in possible(person)] if person and may else []
        return super().change_view(request, object_id, form_url, (extra_context or {}) | {"steps": steps})

    def step(self, request: HttpRequest, object_id: str, verb: str) -> HttpResponse:
        """Say what a step does, then take it."""
        person = self.get_object(request, object_id)
        if person is None or verb not in possible(person) or not self.has_change_permission(request, person):
            raise Http404
        form = StepForm(request.POST if request.method == "POST" else None, person=person, step=STEPS[verb])
        if request.method == "POST" and form.is_valid():
            return self._take(request, verb, person)
        context = {
            **self.admin_site.each_context(request),
            "title": STEPS[verb].title,
            "step": STEPS[verb],
            "person": person,
            "form": form,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/accounts/user/step.html", context, status=status)

    def merge(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what merging with another account means, then do it."""
        gone = self.get_object(request, object_id)
        if gone is None or not request.user.is_superuser:
            raise Http404
        seen = preview(request, gone)
        form = MergeForm(request.POST if request.method == "POST" else None, gone=gone)
        if request.method == "POST" and seen["kept"] and not seen["refused"] and form.is_valid():
            merge_people(kept=seen["kept"], gone=gone, actor=request.user, reason=form.cleaned_data["reason"])
            self.message_user(request, _("The accounts are one."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[seen["kept"].pk]))
        context = {
            **self.admin_site.each_context(request),
            **seen,
            "title": _("Merge"),
            "form": form,
            "opts": self.opts,
        }
        status = 422 if request.method == "POST" or seen["choice"].errors else 200
        return TemplateResponse(request, "admin/accounts/user/merge.html", context, status=status)

    def _take(self, request: HttpRequest, verb: str, person: User) -> HttpResponse:
        refused = take(verb, person, request.user)
        level, sentence = (messages.ERROR, refused) if refused else (messages.SUCCESS, STEPS[verb].done)
        self.message_user(request, sentence, level)
        return HttpResponseRedirect(reverse("admin:accounts_user_change", args=[person.pk]))
