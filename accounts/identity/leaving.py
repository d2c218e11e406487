"""Signing out of the market on the way out of a service (OpenID Connect RP-Initiated Logout 1.0)."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.logout import logout as sign_out
from allauth.core.internal.httpkit import add_query_params
from allauth.idp.oidc.internal.tokens import decode_jwt_token
from allauth.idp.oidc.models import Client
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.openid.checking import origin
from accounts.services.connections import end_tokens


class LogoutForm(forms.Form):
    """What the service says about itself; the page hands it on to its own buttons."""

    id_token_hint = forms.CharField(required=False)
    client_id = forms.CharField(required=False)
    post_logout_redirect_uri = forms.CharField(required=False)
    state = forms.CharField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        # A hint is worth something after its expiry, too: it only says which service asks.
        hint = decode_jwt_token(cleaned.get("id_token_hint"), verify_exp=False, verify_iss=True) or {}
        client = _client(hint.get("aud") or cleaned.get("client_id"))
        after = cleaned.get("post_logout_redirect_uri", "")
        if after and not _may_lead_to(client, after):
            raise forms.ValidationError(
                _("The service wants you to be led to an address at a place that it has not registered.")
            )
        return cleaned | {"client": client}

    @property
    def after(self) -> str:
        """Where the browser goes in the end."""
        address, state = self.cleaned_data["post_logout_redirect_uri"], self.cleaned_data["state"]
        if not address:
            return resolve_url(settings.LOGOUT_REDIRECT_URL)
        return str(add_query_params(address, {"state": state})) if state else str(address)


def leave(request: HttpRequest, form: LogoutForm, *, here_too: bool) -> HttpResponse:
    """End the service's keys and, where the member wants it, the session here."""
    client = form.cleaned_data["client"]
    if client and isinstance(request.user, User):
        end_tokens(person=request.user, client=client)
    if here_too:
        sign_out(request, show_message=False)
    return HttpResponseRedirect(form.after)


def _client(client_id: object) -> Client | None:
    # The database refuses some characters.
    return Client.objects.filter(pk=client_id).first() if str(client_id).isalnum() else None


def _may_lead_to(client: Client | None, address: str) -> bool:
    if client is None or not address.isprintable():
        return False
    try:
        return origin(address) in {origin(one) for one in client.get_redirect_uris()}
    except ValueError:  # such as half an IPv6 address
        return False
