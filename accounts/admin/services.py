"""Services that may sign members in, registered by administrators."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

# The two admins of the library are replaced here.
import allauth.idp.oidc.admin  # noqa: F401
from allauth.idp.oidc.adapter import get_adapter
from allauth.idp.oidc.models import Client, Token
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.identity.scopes import LABELS, OPENID

admin.site.unregister([Client, Token])

THIS_MACHINE = {"127.0.0.1", "::1", "localhost"}
CODE_FLOW = ["authorization_code", "refresh_token"]
_is_url = URLValidator(schemes=["https", "http"])


class ServiceForm(forms.ModelForm[Client]):
    """What differs between services; everything else is the same for all."""

    scopes = forms.MultipleChoiceField(
        label=_("May ask for"),
        choices=[(scope, label) for scope, label in LABELS.items() if scope != OPENID],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Every service gets a number that stands for the member at this service alone."),
    )
    new_secret = forms.BooleanField(
        label=_("Make a new secret"), required=False, help_text=_("The present one stops working at once.")
    )

    class Meta:
        model = Client
        fields = ("name", "redirect_uris")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        addresses = self.fields["redirect_uris"]
        addresses.required = True
        addresses.label = _("Addresses to lead back to")
        addresses.help_text = _("One to a line, to the letter. They begin with https://; http:// is for this machine.")
        self.fields["name"].label = _("Name, as members read it")
        self.initial["scopes"] = self.instance.get_scopes()

    def clean_redirect_uris(self) -> str:
        addresses = self.cleaned_data["redirect_uris"].split()
        for address in addresses:
            _check_address(address)
        return "\n".join(addresses)

    def save(self, commit: bool = True) -> Client:
        client = self.instance
        client.set_scopes([OPENID, *self.cleaned_data["scopes"]])
        client.set_grant_types(CODE_FLOW)
        return super().save(commit)


@admin.register(Client)
class ServiceAdmin(admin.ModelAdmin[Client]):
    form = ServiceForm
    list_display = ("name", "id", "created_at")
    search_fields = ("name", "id")
    readonly_fields = ("id", "created_at")

    def get_fields(self, request: HttpRequest, obj: Client | None = None) -> tuple[str, ...]:
        told = ("name", "redirect_uris", "scopes")
        return (*told, "new_secret", "id", "created_at") if obj else told

    def save_model(self, request: HttpRequest, obj: Client, form: Any, change: bool) -> None:
        if not change or form.cleaned_data.get("new_secret"):
            obj.fresh_secret = get_adapter().generate_client_secret()
            obj.set_secret(obj.fresh_secret)
        super().save_model(request, obj, form, change)

    def response_add(self, request: HttpRequest, obj: Client, post_url_continue: str | None = None) -> HttpResponse:
        return self._show_secret(request, obj)

    def response_change(self, request: HttpRequest, obj: Client) -> HttpResponse:
        if hasattr(obj, "fresh_secret"):
            return self._show_secret(request, obj)
        return super().response_change(request, obj)

    def _show_secret(self, request: HttpRequest, client: Client) -> HttpResponse:
        """Show it on the answer itself, so that it is written down nowhere on the way to another page."""
        context = {
            **self.admin_site.each_context(request),
            "title": client.name,
            "opts": self.opts,
            "client": client,
            "secret": client.fresh_secret,
        }
        return TemplateResponse(request, "admin/allauth_idp_oidc/client/secret.html", context)


def _check_address(address: str) -> None:
    _is_url(address)
    parts = urlsplit(address)
    if parts.fragment or "#" in address or parts.username is not None or "*" in address:
        raise ValidationError(_("%(address)s must not hold *, # or a user name."), params={"address": address})
    if parts.scheme != "https" and parts.hostname not in THIS_MACHINE:
        raise ValidationError(_("%(address)s must begin with https://."), params={"address": address})
