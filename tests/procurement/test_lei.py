"""Legal entity identifiers: right ones pass, and each mistake gets its own sentence."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from procurement.lei import check_digits, lei_problem

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FIRST = st.text(LETTERS, min_size=18, max_size=18)


@pytest.mark.parametrize(
    "lei",
    # Issued ones, as GLEIF's register and ISO 17442 show them.
    ["5493001KJTIIGC8Y1R12", "HWUPKR0MPOU8FGXBT394", "7LTWFZYICNSX8D621K86", "529900T8BM49AURSDO55"],
)
def test_issued_ones_are_right(lei: str) -> None:
    assert lei_problem(lei) == ""


@pytest.mark.parametrize(
    ("lei", "sentence"),
    [
        ("529900T8BM49AURSDO54", "The check digits do not fit"),
        ("529900T8BM49AURSOD55", "The check digits do not fit"),
        ("529900T8BM49AURSDO5", "has 20 characters, and this has 19"),
        ("529900T8BM49AURSDO555", "has 20 characters, and this has 21"),
        ("", "this has 0"),
        ("529900t8bm49aursdo55", "in capital letters: 529900T8BM49AURSDO55"),
        ("529900T8BM49AURSDOAB", "these are “AB”"),
        ("529900-T8BM49AURSDO5", "Remove “-”"),
        ("529900T8BM49AURSDO5５", "Remove “５”"),
        ("529900Τ8BM49AURSDO55", "Remove “Τ”"),
        (" 529900T8BM49AURSDO5", "Remove “ ”"),
    ],
)
def test_each_mistake_gets_its_sentence(lei: str, sentence: str) -> None:
    assert sentence in lei_problem(lei)


@given(FIRST)
def test_computed_check_digits_are_right_and_in_the_range_of_the_standard(first: str) -> None:
    digits = check_digits(first)

    assert lei_problem(first + digits) == ""
    assert 2 <= int(digits) <= 98
    number = int("".join(str(LETTERS.index(letter)) for letter in first + digits))
    assert number % 97 == 1


@given(FIRST, st.integers(0, 17), st.sampled_from(LETTERS))
def test_a_digit_in_place_of_a_digit_or_a_letter_of_a_letter_is_always_found(
    first: str, place: int, letter: str
) -> None:
    assume(first[place].isdigit() == letter.isdigit())
    wrong = first[:place] + letter + first[place + 1 :]

    assert bool(lei_problem(wrong + check_digits(first))) == (wrong != first)


@given(FIRST, st.integers(0, 16))
def test_two_digits_or_two_letters_exchanged_are_always_found(first: str, place: int) -> None:
    assume(first[place].isdigit() == first[place + 1].isdigit())
    wrong = first[:place] + first[place + 1] + first[place] + first[place + 2 :]

    assert bool(lei_problem(wrong + check_digits(first))) == (wrong != first)


def test_digits_that_leave_the_same_remainder_but_are_none_of_the_standard_are_refused() -> None:
    first = next(one for one in (f"{number:018}" for number in range(500)) if check_digits(one) == "98")

    assert "check digits" in lei_problem(first + "01")
