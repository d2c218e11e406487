"""Applications and organisations in the admin: read here, decided through the services."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.core.signing import BadSignature, TimestampSigner
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header, urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.decisions import CHOICES, DecisionForm, decide, possible
from accounts.admin.trail import HistoryInTrail
from accounts.checks import all_checks
from accounts.models import Membership, Organisation, OrganisationDocument, User
from common.objects import store

LINK_SECONDS = 600
APPLICATION = (
    "name", "website", "country", "email_domain", "contact_email", "lei", "description", "created_at", "checks",
    "documents",
)  # fmt: skip
DECISION = ("state", "is_consortium", "reason", "decided_by", "decided_at")
signer = TimestampSigner(salt="accounts.organisation-document")


def _choosing(verb: str) -> Callable[..., HttpResponse]:
    """Return the bulk action that leads to the page of one step, where a reason can be given."""

    @admin.action(description=CHOICES[verb].title, permissions=["change"])
    def choose(model_admin: OrganisationAdmin, request: HttpRequest, queryset: QuerySet[Organisation]) -> HttpResponse:
        query = urlencode({"organisation": [organisation.pk for organisation in queryset]}, doseq=True)
        return HttpResponseRedirect(f"{reverse('admin:accounts_organisation_decide', args=[verb])}?{query}")

    choose.__name__ = f"choose_{verb}"
    return choose


class MembershipInline(admin.TabularInline[Membership, Organisation]):
    """Members are shown; owners manage them."""

    model = Membership
    fields = readonly_fields = ("person", "role", "since")
    extra = 0
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return request.user.has_perm("accounts.view_organisation")

    def has_add_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(HistoryInTrail, admin.ModelAdmin[Organisation]):
    list_display = ("name", "state", "country", "email_domain", "is_consortium", "created_at", "decided_at")
    list_filter = ("state", "is_consortium", "country")
    search_fields = ("name", "email_domain", "lei", "contact_email")
    ordering = ("-created_at",)
    date_hierarchy = "created_at"
    inlines = (MembershipInline,)
    actions = tuple(_choosing(verb) for verb in CHOICES)
    fieldsets = (
        (gettext_lazy("Application"), {"fields": APPLICATION}),
        (gettext_lazy("Decision"), {"fields": DECISION}),
    )
    readonly_fields = (*APPLICATION, *DECISION)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False

    @admin.display(description=gettext_lazy("checks"))
    def checks(self, organisation: Organisation) -> SafeString:
        lines = (
            (_("Passed") if check.passed else _("Look closer"), check.sentence) for check in all_checks(organisation)
        )
        return format_html("<ul>{}</ul>", format_html_join("", "<li><strong>{}</strong>: {}</li>", lines))

    @admin.display(description=gettext_lazy("documents"))
    def documents(self, organisation: Organisation) -> SafeString:
        lines = ((_link(document), document.name) for document in organisation.documents.all())
        return format_html("<ul>{}</ul>", format_html_join("", '<li><a href="{}">{}</a></li>', lines))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own = [
            path("decide/<slug:verb>/", view(self.decide), name="accounts_organisation_decide"),
            path("document/<str:signed>/", view(self.document), name="accounts_organisation_document"),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        organisation = self.get_object(request, object_id)
        steps = [(verb, CHOICES[verb].title) for verb in possible(request.user, organisation)] if organisation else []
        return super().change_view(request, object_id, form_url, (extra_context or {}) | {"steps": steps})

    def decide(self, request: HttpRequest, verb: str) -> HttpResponse:
        """Ask for the reason, then let the service decide on each chosen organisation."""
        chosen = self._chosen(request, verb)
        form = DecisionForm(request.POST if request.method == "POST" else None, choice=CHOICES[verb])
        if request.method == "POST" and form.is_valid():
            self._decide_each(request, verb, chosen, form.cleaned_data["reason"])
            return HttpResponseRedirect(_after(chosen))
        context = {
            **self.admin_site.each_context(request),
            "title": CHOICES[verb].title,
            "organisations": chosen,
            "form": form,
            "opts": self.opts,
        }
        status = 422 if form.errors else 200
        return TemplateResponse(request, "admin/accounts/organisation/decide.html", context, status=status)

    def document(self, request: HttpRequest, signed: str) -> HttpResponse:
        """Hand out a document by the link that its organisation's page made a moment ago."""
        if not self.has_view_permission(request):
            raise Http404
        try:
            pk = signer.unsign(signed, max_age=LINK_SECONDS)
        except BadSignature as problem:
            raise Http404 from problem
        document = get_object_or_404(OrganisationDocument, pk=pk)
        response = HttpResponse(store.get(document.key), content_type=document.kind)
        response["Content-Disposition"] = content_disposition_header(True, document.name) or "attachment"
        response["Cache-Control"] = "no-store"
        return response

    def _chosen(self, request: HttpRequest, verb: str) -> list[Organisation]:
        pks = [pk for pk in request.GET.getlist("organisation") if pk.isdecimal() and len(pk) < 19]
        chosen = list(self.get_queryset(request).filter(pk__in=pks))
        if verb not in CHOICES or not chosen or not self.has_change_permission(request):
            raise Http404
        return chosen

    def _decide_each(self, request: HttpRequest, verb: str, chosen: list[Organisation], reason: str) -> None:
        assert isinstance(request.user, User)  # noqa: S101 - for the type checker
        for organisation in chosen:
            said = decide(verb, organisation, request.user, reason)
            level, sentence = (messages.ERROR, said) if said else (messages.SUCCESS, CHOICES[verb].done)
            self.message_user(request, f"{organisation}: {sentence}", level)


def _after(chosen: list[Organisation]) -> str:
    if len(chosen) == 1:
        return reverse("admin:accounts_organisation_change", args=[chosen[0].pk])
    return reverse("admin:accounts_organisation_changelist")


def _link(document: OrganisationDocument) -> str:
    return reverse("admin:accounts_organisation_document", args=[signer.sign(str(document.pk))])
