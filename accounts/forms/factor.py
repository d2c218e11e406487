"""Codes and passkeys."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
    SignupWebAuthnForm,
)
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

# Longer than the windows in which a code is taken, so that none is taken twice.
USED_FOR_SECONDS = 120
# What reading a credential raises that no authenticator has made; the library answers only some of them in words.
UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, struct.error)


@contextmanager
def _refusing_the_unreadable() -> Iterator[None]:
    try:
        yield
    except UNREADABLE as problem:
        raise get_adapter().validation_error("incorrect_code") from problem


class _SingleUse:
    """A code that was read over somebody's shoulder is worth nothing."""

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        # As the library compares it: "123-456" is no new code.
        used = f"factor-code:{self.user.pk}:{normalize_user_code(code)}"  # type: ignore[attr-defined]
        if not cache.add(used, True, USED_FOR_SECONDS):
            raise get_adapter().validation_error("incorrect_code")
        return code


class CodeForm(_SingleUse, AuthenticateForm):  # type: ignore[misc]
    """The code at sign-in."""


class ConfirmCodeForm(_SingleUse, ReauthenticateForm):  # type: ignore[misc]
    """The code before a sensitive change."""


class SetUpCodeForm(ActivateTOTPForm):  # type: ignore[misc]
    code = forms.CharField(
        label=_("Code from the app"),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )


class _ReadableNew:
    def clean(self) -> dict[str, Any]:
        with _refusing_the_unreadable():
            return super().clean()  # type: ignore[misc,no-any-return]


class _ReadableKnown:
    def clean_credential(self) -> Authenticator:
        with _refusing_the_unreadable():
            return super().clean_credential()  # type: ignore[misc]


class PasskeyForm(_ReadableNew, AddWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Tells this passkey from your other ones."))
    passwordless = forms.BooleanField(
        label=_("Sign in with it alone, without a password"), required=False, initial=True
    )


class FirstPasskeyForm(_ReadableNew, SignupWebAuthnForm):  # type: ignore[misc]
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Tells this passkey from those you add later."))


class PasskeyCodeForm(_ReadableKnown, AuthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey after the password."""


class PasskeyLoginForm(_ReadableKnown, LoginWebAuthnForm):  # type: ignore[misc]
    """A passkey instead of the password."""


class ConfirmPasskeyForm(_ReadableKnown, ReauthenticateWebAuthnForm):  # type: ignore[misc]
    """A passkey before a sensitive change."""
