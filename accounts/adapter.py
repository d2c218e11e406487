"""Where django-allauth asks the project."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language

from accounts.mailing import essential_mail
from accounts.models import User
from accounts.services.factor import has_just_signed_in
from common.addresses import client_address, limited_address


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Fills our user model, sends registered mails only, says how often one has to prove who one is."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.job_function = form.cleaned_data["job_function"]
        user.affiliation = form.cleaned_data["affiliation"]
        user.language = get_language() or ""
        return super().save_user(request, user, form, commit)  # type: ignore[no-any-return]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send only what is registered as essential, for such a mail may go to somebody who never agreed to any."""
        super().send_mail(essential_mail(template_prefix).template, email, context)

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        """Whoever registers with a passkey gets recovery codes next: there is no password to fall back on."""
        if Authenticator.objects.filter(user=request.user).exists():
            return reverse("mfa_generate_recovery_codes")
        return str(super().get_signup_redirect_url(request))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Nobody is asked twice within minutes: signing in is as good as a confirmation for as long as one is."""
        if not super().is_reauthentication_required(app=app, **kwargs):
            return False
        return not has_just_signed_in(context.request, context.request.user)

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Failures count for an account and an address together, or anybody could keep the owner out by failing.
        return f"{super()._get_login_attempts_cache_key(request, **credentials)}:{limited_address(request)}"
