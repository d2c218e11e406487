"""Words that everybody would try at this market; docs/security/policy.md lists them."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

CONTEXT_WORDS = ("administrator", "consortium", "finsec", "fraud", "insurance", "market", "password", "payment",
                 "provider", "security", "welcome")  # fmt: skip
LEFT_AT_LEAST = 8
_LISTED = re.compile("|".join(sorted(CONTEXT_WORDS, key=len, reverse=True)))


class ContextWordsValidator:
    """Refuses a password that is little more than the market's name and words of its field."""

    def validate(self, password: str, user: User | None = None) -> None:
        without, count = _LISTED.subn("", password.lower())
        if count and len(without) < LEFT_AT_LEAST:
            raise ValidationError(self.get_help_text(), code="password_of_context_words")

    def get_help_text(self) -> str:
        return _("Beside words that are usual here, such as the name of this market, at least 8 characters are needed.")
