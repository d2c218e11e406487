"""Where the market's rules on the second factor differ from django-allauth's pages."""

from __future__ import annotations

from allauth.account.utils import get_next_redirect_url
from allauth.mfa.webauthn.views import ReauthenticateWebAuthnView, RemoveWebAuthnView
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from accounts.services.factor import check_removal


class PasskeyRemoveView(RemoveWebAuthnView):  # type: ignore[misc]
    """Removes a passkey, but not the last one of a person who needs it."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        with transaction.atomic():
            check_removal(self.get_object())
            return super().form_valid(form)  # type: ignore[no-any-return]


class PasskeyConfirmView(ReauthenticateWebAuthnView):  # type: ignore[misc]
    """Lets whoever fails to confirm try again here: they are signed in, so the page to sign in is of no use."""

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        super().form_invalid(form)
        onward = get_next_redirect_url(self.request)
        return redirect(f"{self.request.path}?{urlencode({'next': onward})}" if onward else self.request.path)


@login_not_required
def admin_entrance(request: HttpRequest) -> HttpResponse:
    """The administration has no form of its own to sign in with: rate limits and second factor would not hold there."""
    if not request.user.is_authenticated:
        return redirect_to_login(get_next_redirect_url(request) or request.path)
    if not request.user.is_staff:
        raise PermissionDenied
    return redirect(get_next_redirect_url(request) or "admin:index")


def admin_password(request: HttpRequest) -> HttpResponse:
    """The administration's own page would pass by the limits and the mail that go with a new password."""
    return redirect("account_change_password")
