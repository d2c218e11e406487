"""Forms about people, by subject."""

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
from accounts.forms.people import ProfileForm, SignupForm
from accounts.forms.tokens import TokenForm

__all__ = [
    "CodeForm",
    "ConfirmCodeForm",
    "ConfirmPasskeyForm",
    "FirstPasskeyForm",
    "PasskeyCodeForm",
    "PasskeyForm",
    "PasskeyLoginForm",
    "ProfileForm",
    "SetUpCodeForm",
    "SignupForm",
    "TokenForm",
]
