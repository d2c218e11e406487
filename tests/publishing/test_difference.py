"""Two texts, word by word: true, readable, and quick whatever they are."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publishing.difference import Mark, Piece, apply, changes, compare_lists, compare_texts, fold
from publishing.merging import THEIRS, YOURS, choose, merge
from tests.clock import at_once

TEXTS = st.text(alphabet="ab .\n\u200b\u05d0ß\U0001f512", max_size=60)
STATES = st.dictionaries(st.sampled_from("abcdef"), st.one_of(st.none(), st.integers(0, 2), TEXTS), min_size=6)


def told(pieces: list[Piece], *marks: Mark) -> str:
    return "".join(piece.text for piece in pieces if piece.mark in marks)


def written(old: str, new: str) -> str:
    signs = {Mark.SAME: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "[+{}+]", Mark.FOLDED: "…{}"}
    return "".join(signs[piece.mark].format(piece.text) for piece in compare_texts(old, new))


@given(TEXTS, TEXTS)
def test_the_pieces_make_both_texts(old: str, new: str) -> None:
    pieces = compare_texts(old, new)

    assert told(pieces, Mark.SAME, Mark.DELETED) == old
    assert told(pieces, Mark.SAME, Mark.INSERTED) == new


@given(TEXTS)
def test_equal_texts_have_no_difference(text: str) -> None:
    assert {piece.mark for piece in compare_texts(text, text)} <= {Mark.SAME}


@given(STATES, STATES)
def test_a_difference_applied_makes_the_later_state(before: dict[str, object], after: dict[str, object]) -> None:
    assert apply(before, changes(before, after, "abcdef")) == after
    assert changes(after, after, "abcdef") == []


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("It watches all day.", "It watches all day and night.", "It watches all day[+ and night+]."),
        ("One.\nTwo.\nThree.\n", "One.\nThree.\n", "One.\n[-Two.\n-]Three.\n"),
        ("Der Zaun ist hoch", "Die Mauer ist hoch", "[-Der Zaun-][+Die Mauer+] ist hoch"),
        ("", "New", "[+New+]"),
        ("Καλημέρα κόσμε", "Καλησπέρα κόσμε", "[-Καλημέρα-][+Καλησπέρα+] κόσμε"),
        # The end of a line and what follows it are the same: no more is told to have changed than has.
        ("It reads.\n\nMore.", "It reads and tells.\n\nMore.", "It reads[+ and tells+].\n\nMore."),
    ],
)
def test_words_are_marked_and_not_letters(old: str, new: str, shown: str) -> None:
    assert written(old, new) == shown


def test_a_long_text_is_folded_around_its_change() -> None:
    same = "word " * 500

    pieces = fold(compare_texts(same + "old " + same, same + "new " + same))

    assert [piece.mark for piece in pieces] == ["folded", "same", "deleted", "inserted", "same", "folded"]
    assert sum(piece.length for piece in pieces) == 5000 - 160 - 1 + 1
    assert max(len(piece.text) for piece in pieces) == 80


def endless(kind: str) -> tuple[str, str]:
    choice = random.Random(1)
    if kind == "10 MB":
        text = "all the same words " * 540_000
        return text, text[:5_000_000] + "one more " + text[5_000_000:]
    if kind == "10 MB, nothing alike":
        return "a" * 5_000_000, "b" * 5_000_000
    if kind == "no blanks":
        return "ab" * 50_000, "ba" * 50_000
    alphabet = {"two words": ["a ", "b "], "two lines": ["a\n", "b\n"], "many words": [f"{n} " for n in range(2000)]}[
        kind
    ]
    return "".join(choice.choices(alphabet, k=10_000)), "".join(choice.choices(alphabet, k=10_000))


@pytest.mark.parametrize("kind", ["10 MB", "10 MB, nothing alike", "no blanks", "two words", "two lines", "many words"])
def test_no_text_takes_a_second(kind: str) -> None:
    old, new = endless(kind)

    pieces = at_once(lambda: compare_texts(old, new), clock=time.process_time)

    assert told(pieces, Mark.SAME, Mark.INSERTED) == new
    assert sum(len(piece.text) for piece in fold(pieces)) < 10_000


def test_lists_tell_what_came_and_went() -> None:
    found = compare_lists(["a", "b", {"file": 1}], ["b", "c", {"file": 1}])

    assert (found.added, found.removed, found.kept) == (["c"], ["a"], ["b", {"file": 1}])
    assert compare_lists(["a", "b"], ["b", "a"]).is_order


@given(STATES, STATES, STATES)
def test_a_merge_takes_what_one_side_changed_and_asks_for_the_rest(base, theirs, yours) -> None:
    merged = merge(base, theirs, yours)

    for key in base:
        moved = [side[key] for side in (theirs, yours) if side[key] != base[key]]
        if key in merged.conflicts:
            assert len(moved) == 2
            assert theirs[key] != yours[key]
        else:
            assert merged.values[key] == (moved[0] if moved else base[key])


@given(STATES, STATES, STATES, st.sampled_from([THEIRS, YOURS]))
def test_a_choice_decides_every_conflict(base, theirs, yours, side) -> None:
    merged = merge(base, theirs, yours)
    sides = {THEIRS: theirs, YOURS: yours}

    decided = choose(merged, sides, dict.fromkeys(merged.conflicts, side), merged.conflicts)

    assert decided.conflicts == []
    assert all(decided.values[key] == sides[side][key] for key in merged.conflicts)
    assert choose(merged, sides, {}, merged.conflicts).conflicts == merged.conflicts
