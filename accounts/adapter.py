"""Where django-allauth asks the project."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Fills the fields of our user model at registration."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.job_function = form.cleaned_data["job_function"]
        user.affiliation = form.cleaned_data["affiliation"]
        user.language = get_language() or ""
        return super().save_user(request, user, form, commit)  # type: ignore[no-any-return]
