"""Forms about people, by subject."""

from accounts.forms.erasure import ErasureForm
from accounts.forms.factor import (
    CodeForm,
    ConfirmCodeForm,
    ConfirmPasskeyForm,
    FirstPasskeyForm,
    PasskeyCodeForm,
    PasskeyForm,
    PasskeyLoginForm,
    SetUpCodeForm,
)
from accounts.forms.organisations import ApplicationForm, InvitationForm, RoleForm, TransferForm
from accounts.forms.people import ProfileForm, SignupForm
from accounts.forms.tokens import TokenForm

__all__ = [
    "ApplicationForm",
    "CodeForm",
    "ConfirmCodeForm",
    "ConfirmPasskeyForm",
    "ErasureForm",
    "FirstPasskeyForm",
    "InvitationForm",
    "PasskeyCodeForm",
    "PasskeyForm",
    "PasskeyLoginForm",
    "ProfileForm",
    "RoleForm",
    "SetUpCodeForm",
    "SignupForm",
    "TokenForm",
    "TransferForm",
]
