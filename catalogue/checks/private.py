"""What should not stand in a public text: data about people, numbers of accounts, secrets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import Listing, Text, line_of
from publishing.submissions.checking import Check, Found

_FREE_MAIL = (
    "gmail|googlemail|outlook|hotmail|live|yahoo|icloud|gmx|web|aol|proton|protonmail|t-online|orange|free|laposte|libero"
    "|virgilio|telefonica"
)
_PRIVATE_MAIL = re.compile(rf"\b[\w.+-]{{1,64}}@(?:{_FREE_MAIL})\.[a-z.]{{2,6}}\b", re.IGNORECASE)
_PHONE = re.compile(r"(?<![\w/.:-])(?:\+|00)\d[\d ()./-]{6,18}\d\b")
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]){11,30}\b")
_CARD = re.compile(r"(?<![\d.])\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{1,7}(?![\d.])")
_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bxox[abprs]-[\w-]{10,}"
    r"|\bsk_(?:live|test)_[A-Za-z0-9]{16,}|\beyJ[\w-]{10,400}\.eyJ[\w-]{10,400}\.[\w-]{10}|\bAIza[\w-]{35}\b"
    r"|\bhttps?://[^\s/:@]+:[^\s/@]+@"
)


def _mail(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if found := _PRIVATE_MAIL.search(one.text):
            yield Found(one.field, _("“%(mail)s” looks like somebody's private address.") % {"mail": found[0]})


def _phone(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if found := _PHONE.search(one.text):
            yield Found(one.field, _("“%(number)s” looks like a telephone number.") % {"number": found[0]})


def _accounts(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if (line := _account_line(one)) is not None:
            yield Found(one.field, _("Line %(line)d has the number of a bank account or card.") % {"line": line})


def _account_line(one: Text) -> int | None:
    ibans = (match.start() for match in _IBAN.finditer(one.text) if _is_iban(match[0]))
    cards = (match.start() for match in _CARD.finditer(one.text) if _is_card(match[0]))
    first = next(ibans, next(cards, None))
    return None if first is None else line_of(one.text, first)


def _is_iban(told: str) -> bool:
    """ISO 13616: the number that its characters make leaves 1 when it is divided by 97."""
    plain = told.replace(" ", "")
    return 15 <= len(plain) <= 34 and int("".join(str(int(one, 36)) for one in plain[4:] + plain[:4])) % 97 == 1


def _is_card(told: str) -> bool:
    """ISO/IEC 7812: the check digit of Luhn. A row of one digit is an example."""
    digits = [int(one) for one in told if one.isdecimal()]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[-2::-2]]
    return len(set(digits)) > 1 and 13 <= len(digits) <= 19 and (sum(digits[::-2]) + sum(doubled)) % 10 == 0


def _secrets(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if found := _SECRETS.search(one.text):
            line = line_of(one.text, found.start())
            yield Found(one.field, _("Line %(line)d has a password, token or key.") % {"line": line})


CHECKS = (
    Check(
        "secret",
        gettext_lazy("Secret in a text"),
        gettext_lazy("Private keys, tokens of well-known services, and addresses with a password."),
        gettext_lazy("Take it out and make it invalid where it is used: it has been stored with the proposal."),
        _secrets,
        is_blocking=True,
    ),
    Check(
        "account-number",
        gettext_lazy("Number of an account"),
        gettext_lazy("Numbers of bank accounts (IBAN) and cards whose check digits are right."),
        gettext_lazy("Take it out; for an example use a number whose check digits are wrong."),
        _accounts,
        is_blocking=True,
    ),
    Check(
        "private-mail",
        gettext_lazy("Private mail address"),
        gettext_lazy("Mail addresses at providers of private mailboxes."),
        gettext_lazy("Give an address of your organisation, or none: requests reach you through the market."),
        _mail,
    ),
    Check(
        "phone-number",
        gettext_lazy("Telephone number"),
        gettext_lazy("Telephone numbers with the code of a country."),
        gettext_lazy("Give the number of a switchboard only, or none: requests reach you through the market."),
        _phone,
    ),
)
