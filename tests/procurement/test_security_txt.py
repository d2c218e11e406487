"""A security.txt judged by RFC 9116."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.security_txt import judge

NOW = datetime(2026, 11, 22, tzinfo=UTC)
GOOD = "Contact: mailto:security@gates.example\nExpires: 2027-06-30T12:00:00+02:00\n"
SIGNED = (
    f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n{GOOD}"
    "-----BEGIN PGP SIGNATURE-----\n\nabc=\n-----END PGP SIGNATURE-----\n"
)


@pytest.mark.parametrize("text", [GOOD, GOOD.replace("\n", "\r\n"), SIGNED, SIGNED.replace("\n", "\r\n"), GOOD.upper()])
def test_a_right_one_has_no_problems(text: str) -> None:
    found = judge(text.replace("MAILTO", "mailto"), NOW)

    assert found.problems == []
    assert found.expires == datetime(2027, 6, 30, 10, tzinfo=UTC)
    assert len(found.contacts) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Expires: 2027-06-30T12:00:00Z", "It names no contact."),
        ("Contact: mailto:a@b.example", "It does not say how long it holds."),
        (GOOD + "Expires: 2027-06-30T12:00:00Z", "“Expires” stands in it more than once."),
        (
            GOOD + "Preferred-Languages: en\nPreferred-Languages: de",
            "“Preferred-Languages” stands in it more than once.",
        ),
        (GOOD + "Contact: security@gates.example", "is no address"),
        (GOOD + "Policy: http://gates.example/policy", "is no address"),
        (GOOD + "Contact: javascript:alert(1)", "is no address"),
        (GOOD.replace("2027", "2025"), "It has expired."),
        (GOOD.replace("2027", "2030"), "in more than a year"),
        (GOOD.replace("2027-06-30", "2027-06-31"), "cannot be read"),
        (GOOD.replace("2027-06-30T12:00:00+02:00", "30 June 2027"), "cannot be read"),
        (GOOD.replace("+02:00", ""), "cannot be read"),
        (GOOD.replace("2027-06-30T12:00:00+02:00", "0001-01-01T00:00:00+14:00"), "cannot be read"),
        (GOOD + "<html>", "A line is neither a comment nor a field"),
    ],
)
def test_each_mistake_gets_its_sentence(text: str, sentence: str) -> None:
    [problem] = judge(text, NOW).problems

    assert sentence in problem


def test_nothing_says_nothing() -> None:
    assert judge("  \n").problems == []


@given(st.text(max_size=400))
def test_any_text_is_judged(text: str) -> None:
    assert isinstance(judge(text, NOW).problems, list)
