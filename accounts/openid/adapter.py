"""Where django-allauth asks the project about accounts elsewhere."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.utils import filter_users_by_email
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.base import AuthError, AuthProcess
from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.openid.checking import AwayError, UntrustedError

log = logging.getLogger(__name__)
OPENID = "openid_connect"


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    error_messages = DefaultSocialAccountAdapter.error_messages | {
        "no_password": gettext_lazy("This is the only way to sign in to your account. Set a password first."),
        "no_verified_email": gettext_lazy("Confirm your e-mail address first: without it you could not come back."),
    }

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """Return the providers of the environment; none is kept in the database, with its secret."""
        apps = [SocialApp(provider=OPENID, **app) for app in settings.SOCIALACCOUNT_PROVIDERS[OPENID]["APPS"]]
        return [
            app
            for app in apps
            if provider in {None, app.provider, app.provider_id} and client_id in {None, app.client_id}
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Join nothing by itself: who has an account with this address proves it by signing in to it."""
        if sociallogin.is_existing or sociallogin.state.get("process") != AuthProcess.LOGIN:
            return
        proven = [address.email for address in sociallogin.email_addresses if address.verified]
        if proven and filter_users_by_email(proven[0]):
            self._ask_to_sign_in(request, proven[0], sociallogin.provider.name)

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Answer with a page that says what to do; the log gets the reason without anything that a provider wrote."""
        if error == AuthError.CANCELLED:
            return
        log.warning("Signing in with %s failed: %s", provider.sub_id, _reason(exception))
        is_away = isinstance(exception, AwayError)
        context = {"provider": provider, "is_away": is_away}
        page = "socialaccount/authentication_error.html"
        raise ImmediateHttpResponse(render(request, page, context, status=503 if is_away else 401))

    def validate_disconnect(self, account: SocialAccount, accounts: QuerySet[SocialAccount]) -> None:
        """Refuse to take the last way in: an account at a provider that is no longer configured is none."""
        usable = [app.provider_id for app in self.list_apps(self.request)]
        others = accounts.exclude(pk=account.pk).filter(provider__in=usable)
        if not account.user.has_usable_password() and not others.exists():
            raise self.validation_error("no_password")

    def _ask_to_sign_in(self, request: HttpRequest, email: str, provider: str) -> None:
        told = _(
            "There is already an account with the address %(email)s. Sign in to it, then connect %(provider)s here."
        )
        messages.info(request, told % {"email": email, "provider": provider})
        after = urlencode({"next": resolve_url("socialaccount_connections")})
        raise ImmediateHttpResponse(redirect(f"{resolve_url('account_login')}?{after}"))


def _reason(exception: Exception | None) -> str:
    if exception is None:
        return "The callback belongs to no open sign-in, or brings no code."
    return str(exception) if isinstance(exception, AwayError | UntrustedError) else type(exception).__name__
