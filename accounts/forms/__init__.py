"""Forms about people, by subject."""

from accounts.forms.people import ProfileForm, SignupForm
from accounts.forms.tokens import TokenForm

__all__ = ["ProfileForm", "SignupForm", "TokenForm"]
