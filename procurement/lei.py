"""Legal entity identifiers (ISO 17442), with a sentence for whoever has mistyped one."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

LENGTH = 20


def check_digits(first: str) -> str:
    """Return the two digits that belong behind the first eighteen characters (ISO 7064, MOD 97-10)."""
    number = int("".join(str(int(letter, 36)) for letter in first) + "00")
    return f"{98 - number % 97:02}"


def lei_problem(text: str) -> str:
    """Return what is wrong with it as a sentence that says what to do; nothing where it is right."""
    if odd := re.search("[^A-Za-z0-9]", text):
        return _("An LEI consists of letters from A to Z and digits. Remove “%(character)s”.") % {"character": odd[0]}
    if len(text) != LENGTH:
        return _("An LEI has 20 characters, and this has %(number)d. Compare it with the register.") % {
            "number": len(text)
        }
    if text != text.upper():
        return _("An LEI is written in capital letters: %(lei)s.") % {"lei": text.upper()}
    if not text[18:].isdecimal():
        return _("The last two characters of an LEI are digits, and these are “%(end)s”.") % {"end": text[18:]}
    if check_digits(text[:18]) != text[18:]:
        return _("The check digits do not fit, so at least one character is wrong. Compare it with the register.")
    return ""


def validate_lei(text: str) -> None:
    """For fields of models and forms."""
    if sentence := lei_problem(text):
        raise ValidationError(sentence, code="lei")
