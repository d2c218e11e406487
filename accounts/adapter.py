"""Where django-allauth asks the project."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from accounts.mailing import essential_mail
from accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Fills the fields of our user model at registration, and keeps allauth's mails to those that are registered."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.job_function = form.cleaned_data["job_function"]
        user.affiliation = form.cleaned_data["affiliation"]
        user.language = get_language() or ""
        return super().save_user(request, user, form, commit)  # type: ignore[no-any-return]

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send only what is registered as essential, for such a mail may go to somebody who never agreed to any."""
        super().send_mail(essential_mail(template_prefix).template, email, context)
