"""The security.txt of a provider, read and judged by RFC 9116. It is given as text; nothing is fetched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from django.utils.translation import gettext as _

LINE = re.compile(r"([A-Za-z][A-Za-z0-9-]{0,40})\s*:\s*(.*)")
# Digits of ASCII only, with a zone: RFC 3339.
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?(Z|[+-][0-9]{2}:[0-9]{2})", re.I)
ADDRESSES = ("contact", "encryption", "policy", "acknowledgments", "canonical", "hiring")
SCHEMES = ("https://", "mailto:", "tel:", "dns:", "openpgp4fpr:")
ONCE = ("expires", "preferred-languages")
LONGEST_LIFE = timedelta(days=366)
MOST_LINES = 500
SIGNED, SIGNATURE = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"


@dataclass(frozen=True)
class Judged:
    """What it says, and what is wrong with it, each as a sentence with what to do."""

    fields: dict[str, list[str]] = field(default_factory=dict)
    expires: datetime | None = None
    problems: list[str] = field(default_factory=list)

    @property
    def contacts(self) -> list[str]:
        return self.fields.get("contact", [])


def judge(text: str, now: datetime | None = None) -> Judged:
    fields: dict[str, list[str]] = {}
    odd = 0
    for name, value in _lines(text):
        odd += not name
        fields.setdefault(name, []).append(value)
    fields.pop("", None)
    if not text.strip():
        return Judged()
    expires = _moment(fields.get("expires", [""])[0])
    problems = [*_problems(fields), *_of_expiry(fields, expires, now or datetime.now(UTC))]
    if odd:
        problems.append(_("A line is neither a comment nor a field with its value. Write “Name: value”."))
    return Judged(fields, expires, problems)


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """Return the fields in their order, without the signature around them; a line that is none has no name."""
    body = text.replace("\r\n", "\n").split(SIGNATURE, 1)[0]
    if SIGNED in body:
        body = body.split(SIGNED, 1)[1].partition("\n\n")[2]
    for line in body.split("\n")[:MOST_LINES]:
        plain = line.strip()
        if plain and not plain.startswith("#"):
            found = LINE.fullmatch(plain)
            yield (found[1].lower(), found[2].strip()) if found else ("", plain)


def _problems(fields: dict[str, list[str]]) -> Iterator[str]:
    if not fields.get("contact"):
        yield _("It names no contact. Add a line “Contact:” with an address, as in mailto:security@provider.example.")
    for name in ADDRESSES:
        for value in fields.get(name, []):
            if not value.lower().startswith(SCHEMES):
                yield _("“%(name)s: %(value)s” is no address that begins with https:, mailto: or tel:.") % {
                    "name": name.capitalize(),
                    "value": value[:80],
                }
    for name in ONCE:
        if len(fields.get(name, [])) > 1:
            yield _("“%(name)s” stands in it more than once. Keep one line.") % {"name": name.title()}


def _of_expiry(fields: dict[str, list[str]], expires: datetime | None, now: datetime) -> Iterator[str]:
    if "expires" not in fields:
        yield _("It does not say how long it holds. Add a line “Expires:” with a time, as in 2027-01-31T12:00:00Z.")
    elif expires is None:
        yield _("The time of “Expires” cannot be read. Write it as in 2027-01-31T12:00:00Z.")
    elif expires < now:
        yield _("It has expired. Publish it anew with a later “Expires”.")
    elif expires > now + LONGEST_LIFE:
        yield _("It expires in more than a year. The standard recommends less, so that it is looked at in between.")


def _moment(text: str) -> datetime | None:
    if not MOMENT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper()).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
