"""The answers to the ASVS are complete, and each yes points at a test that exists."""

import re
from pathlib import Path

import pytest

from accounts.passwords import CONTEXT_WORDS

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "security"
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \|(.*)\|$", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
ANSWERS = {"yes", "no", "not applicable"}
# Number and level of each requirement of ASVS 5.0.0 up to level 2, chapter by chapter.
LEVEL_1 = (
    "6.1.1 6.2.1 6.2.2 6.2.3 6.2.4 6.2.5 6.2.6 6.2.7 6.2.8 6.3.1 6.3.2 6.4.1 6.4.2 7.2.1 7.2.2 7.2.3 7.2.4 7.4.1 7.4.2 "
    "8.1.1 8.2.1 8.2.2 8.3.1 14.2.1 14.3.1"
)
LEVEL_2 = (
    "6.1.2 6.1.3 6.2.9 6.2.10 6.2.11 6.2.12 6.3.3 6.3.4 6.4.3 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 6.6.1 6.6.2 6.6.3 "
    "6.8.1 6.8.2 6.8.3 6.8.4 7.1.1 7.1.2 7.1.3 7.3.1 7.3.2 7.4.3 7.4.4 7.4.5 7.5.1 7.5.2 7.6.1 7.6.2 8.1.2 8.2.3 8.4.1 "
    "14.1.1 14.1.2 14.2.2 14.2.3 14.2.4 14.3.2 14.3.3 10.1.1 10.1.2 10.2.1 10.2.2 10.5.1 10.5.2 10.5.3 10.5.4 10.5.5"
)
ASKED = dict.fromkeys(LEVEL_1.split(), "1") | dict.fromkeys(LEVEL_2.split(), "2")
PAGE = (FOLDER / "asvs.md").read_text()
ROWS = [(number, [cell.strip() for cell in cells.split("|")]) for number, cells in ROW.findall(PAGE)]


def test_every_requirement_is_answered_once_with_its_level():
    assert {number: cells[0] for number, cells in ROWS} == ASKED
    assert len(ROWS) == len(ASKED)


@pytest.mark.parametrize(("number", "cells"), ROWS, ids=[number for number, _cells in ROWS])
def test_an_answer_is_one_of_three_and_a_yes_is_proved(number, cells):
    _level, asked, answer, how, proof = cells

    assert answer in ANSWERS
    assert asked
    assert how
    assert bool(TEST.search(proof)) == (answer == "yes")


def test_every_named_test_exists():
    named = set(TEST.findall(PAGE + (FOLDER / "policy.md").read_text()))

    assert named
    assert [one for one in named if not defines(*one)] == []


def defines(path, name):
    file = ROOT / path
    return file.exists() and re.search(rf"^def {name}\(", file.read_text(), re.MULTILINE) is not None


def test_what_is_not_met_is_said_at_the_top():
    not_met = [number for number, cells in ROWS if cells[2] == "no"]

    assert f"Not met: {', '.join(not_met)}." in PAGE


def test_the_policy_lists_the_words_that_are_refused():
    policy = " ".join((FOLDER / "policy.md").read_text().split())

    assert f"{', '.join(CONTEXT_WORDS)}." in policy
