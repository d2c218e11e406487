"""What a column of a claim file means, told from its header: the red flags and the choice of columns build on it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import pandas as pd

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
MONTHS = frozenset(("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"))
WEEKDAYS = frozenset(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))

PROTECTED = re.compile(
    r"\b(sex|gender|marital|civil (status|state)|married|ethnic\w*|race|religion|nationality|citizenship|geschlecht"
    r"|familienstand|sexe|sesso|sexo|eta|edad|alter)\b"
    r"|^age$|\bage of (the )?(policy ?holder|holder|insured|driver|claimant|client|customer)"
    r"|\b(policy ?holder|holder|insured|driver|claimant|client|customer|person) age\b|\b(birth|dob)\b"
)
IDENTIFIER = re.compile(r"\b(id|no|nr|num|number|key|uuid|ref|reference|vin|plate|phone|iban)$")
CALENDAR = re.compile(r"\b(week of (the )?(month|year)|month|year|quarter|calendar)\b")
NOT_CALENDAR = re.compile(
    r"\bmonths as\b|\b(year|month)s\b|\b(model|auto|car|vehicle|built|make) ?year|manufactur\w* ?year"
    r"|\byear (of )?(model|built|make|manufactur\w*)|per (year|month)|\b(premium|income)\b"
)

CONCEPTS: dict[str, re.Pattern[str]] = {
    "fault": re.compile(r"\b(fault|blame|blameworthy|liable|liability decision|responsible|responsibility|schuld)\b"),
    "cover": re.compile(
        r"\b(base policy|policy (type|class|kind|cover)|cover|coverage|insurance type|product|deckung)\b"
    ),
    "address": re.compile(
        r"\baddress\b.*\b(change|changed|since|age|time)\b|\b(change|moved|time|years at)\b.*\baddress\b"
        r"|\bresidence (change|since)\b|\blast move\b"
    ),
    "policy-age": re.compile(
        r"\bpolicy\b.*\b(accident|incident|loss|age|tenure|duration)\b|\bage of policy$|\btenure\b"
        r"|\b(days|months|years) (as customer|insured|since (policy|start|inception))\b"
    ),
    "policy-claim": re.compile(r"\bpolicy\b.*\bclaim\b"),
    "police": re.compile(r"\bpolice\b|\bauthorities\b"),
    "witness": re.compile(r"\bwitness(es)?\b"),
    "channel": re.compile(r"\b(agent (type|kind)|channel|intermediary|sales|broker type|distribution)\b"),
    "past-claims": re.compile(r"\b(past|prior|previous|earlier|former)\b.*\bclaims?\b|\bclaims? (history|count)\b"),
    "deductible": re.compile(r"\b(deductible|deductable|excess|franchise|selbstbehalt)\b"),
    "delay": re.compile(
        r"^(?!.*\bpolicy\b).*\b(days|delay)\b.*\b(report|reported|notification|claim|claimed)\b"
        r"|\breport(ing)? (delay|lag)\b"
    ),
    "area": re.compile(r"\b(area|zone|surroundings|location type)\b"),
    "price": re.compile(r"\b(vehicle|car|auto|insured|sum) (price|value|insured)\b"),
    "severity": re.compile(r"\bseverity\b|\b(damage|loss) (type|level|class)\b"),
    "amount": re.compile(r"\b(amount|payout|settlement|claim (value|cost)|repair cost)\b"),
    "weekday": re.compile(r"\b(day of (the )?week|weekday)\b"),
}
DATES: dict[str, re.Pattern[str]] = {
    "start": re.compile(r"\b(policy|cover|contract|inception)\b.*\b(start|bind|begin|inception|date|from|since)\b"),
    "report": re.compile(r"\b(report|reported|claim|claimed|notified|notification|filed)\b"),
    "accident": re.compile(r"\b(accident|incident|loss|event|occurrence|damage)\b"),
}


def plain(header: str) -> str:
    """Return a header as lower-case words: "Days_PolicyAccident" is "days policy accident"."""
    return " ".join(re.sub(r"[^0-9A-Za-zÀ-ÿ]+", " ", _CAMEL.sub(" ", header)).lower().split())


def is_protected(header: str) -> bool:
    """Tell whether a header names a personal attribute that insurers must not treat people by."""
    return bool(PROTECTED.search(plain(header)))


def date_role(header: str) -> str | None:
    """Return "start", "accident" or "report" for the header of a date column."""
    return next((role for role, pattern in DATES.items() if pattern.search(plain(header))), None)


def concepts_of(header: str) -> tuple[str, ...]:
    """Return the concepts that a header may stand for."""
    words = plain(header)
    return tuple(concept for concept, pattern in CONCEPTS.items() if pattern.search(words))


def names_months(values: Iterable[Any]) -> bool:
    """Tell whether most values are names of months."""
    return _mostly(values, MONTHS)


def names_weekdays(values: Iterable[Any]) -> bool:
    """Tell whether most values are names of weekdays."""
    return _mostly(values, WEEKDAYS)


def is_calendar(header: str, distinct: pd.Index[Any]) -> bool:
    """Tell whether a column only says in which month, week or year a claim fell."""
    if len(distinct) <= 13 and names_months(distinct):
        return True
    words = plain(header)
    return bool(CALENDAR.search(words)) and not NOT_CALENDAR.search(words) and len(distinct) <= 60


def _mostly(values: Iterable[Any], names: frozenset[str]) -> bool:
    texts = [str(value).strip().lower() for value in values]
    named = sum(text[:3] in names and text.isalpha() for text in texts)
    return len(texts) >= 2 and named >= 0.9 * (len(texts) - 1) and named >= 2
