"""Pages about accounts elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.socialaccount import views as allauth_views
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView, OAuth2LoginView
from csp.decorators import csp_update
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.openid.checking import origin
from accounts.openid.forms import provider_name
from accounts.openid.provider import CheckedAdapter

View = Callable[..., HttpResponse]


def leads_to_providers(view: View) -> View:
    """Let the forms of this page lead to the providers; browsers follow the policy through redirects, too."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        servers = sorted({origin(app.settings["server_url"]) for app in get_adapter().list_apps(request)})
        opened = csp_update({"form-action": servers})(view)
        return opened(request, *args, **kwargs)  # type: ignore[return-value]

    return answer


class CallbackView(OAuth2CallbackView):  # type: ignore[misc]
    """Takes nonce and language out of what the session has kept for this state."""

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[dict[str, Any] | None, HttpResponse | None]:
        state, refusal = super()._get_state(request, provider)
        if state:
            self.adapter.nonce = state.get("nonce", "")
            speak(request, state.get("language"))
        return state, refusal


def speak(request: HttpRequest, language: str | None) -> None:
    """Answer in the language that the person left in: the callback's address names none."""
    if language in dict(settings.LANGUAGES):
        translation.activate(language)
        request.LANGUAGE_CODE = language


@leads_to_providers
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(OAuth2LoginView, request, provider_id)


@login_not_required
@require_safe
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    return _answer(CallbackView, request, provider_id)


def _answer(view: Any, request: HttpRequest, provider_id: str) -> HttpResponse:
    adapter = CheckedAdapter(request, provider_id)
    try:
        provider = adapter.get_provider()
    except SocialApp.DoesNotExist as unknown:
        raise Http404 from unknown
    try:
        return view.adapter_view(adapter)(request)  # type: ignore[no-any-return]
    except OAuth2Error as problem:
        return render_authentication_error(request, provider, exception=problem)  # type: ignore[no-any-return]


class _RefusesWith422:
    def form_invalid(self, form: forms.Form) -> HttpResponse:
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]
        return self.render_to_response(context, status=422)  # type: ignore[attr-defined,no-any-return]


class SignupView(_RefusesWith422, allauth_views.SignupView):  # type: ignore[misc]
    pass


class ConnectionsView(_RefusesWith422, allauth_views.ConnectionsView):  # type: ignore[misc]
    def form_valid(self, form: forms.Form) -> HttpResponse:
        answer = super().form_valid(form)
        messages.success(self.request, _("The account is disconnected; it no longer opens this one."))
        return answer  # type: ignore[no-any-return]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        accounts = context["form"].accounts.order_by("date_joined")
        connected = [(account, provider_name(account)) for account in accounts]
        return context | {"connected": connected}
