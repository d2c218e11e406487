"""Files as they come: gaps, signs, types, sizes."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from demos.analyzers.contract import Result, Table, UnusableDataError, settings_of, silent
from demos.analyzers.flows.analyzer import ANALYZER, LABEL

MAPPING = {"sender": "sender", "receiver": "receiver", "time": "booked_at", "amount": "amount"}


def make_frame(**columns: object) -> pd.DataFrame:
    return ANALYZER.sample(0).drop(columns=LABEL).head(800).assign(**columns)


def run(frame: pd.DataFrame, **settings: object) -> Result:
    table = Table(frame, {name: column for name, column in MAPPING.items() if column in frame})
    return ANALYZER.fit(table, settings_of(ANALYZER.manifest, settings), silent).report(table, silent)


def notes(result: Result) -> str:
    return " ".join(words.message for words in result.notes)


def test_payments_with_gaps_score_0_and_are_counted():
    frame = make_frame()
    frame.loc[0, "sender"] = None
    frame.loc[1, "receiver"] = np.nan
    frame.loc[2, "booked_at"] = pd.NaT

    result = run(frame)

    left_out = next(words for words in result.notes if "left out" in words.message)
    assert left_out.count == 3
    assert list(result.scores[:3]) == [0, 0, 0]
    assert len(result.scores) == 800


def test_payment_to_oneself_scores_0_and_is_noted():
    frame = make_frame()
    frame.loc[5, "receiver"] = frame.loc[5, "sender"]

    result = run(frame)

    assert result.scores[5] == 0
    assert "to itself" in notes(result)


def test_missing_amount_is_judged_by_flow_alone():
    frame = make_frame()
    frame.loc[3, "amount"] = np.nan
    frame.loc[4, "amount"] = 0.0

    result = run(frame)

    assert "without an amount" in " ".join(words.plural for words in result.notes)
    assert np.isfinite(result.scores).all()


def test_sign_of_an_amount_is_dropped_and_noted():
    frame = make_frame()

    turned = run(frame.assign(amount=-frame["amount"]))

    assert np.array_equal(turned.scores, run(frame).scores)
    assert "negative" in notes(turned)


def test_infinite_and_constant_amounts_do_no_harm():
    frame = make_frame(amount=100.0)
    frame.loc[7, "amount"] = np.inf

    assert np.isfinite(run(frame).scores).all()


def test_amounts_as_text_are_left_aside_with_a_note():
    result = run(make_frame(amount="ten"))

    assert "holds no numbers" in notes(result)


def test_account_numbers_are_one_account_as_integer_float_or_text():
    frame = make_frame()
    for side in ("sender", "receiver"):
        frame[side] = frame[side].str[4:].astype("int64")
    mixed = frame.assign(sender=frame["sender"].astype("float64"), receiver=frame["receiver"].astype(str))

    assert run(mixed).asset_scores == run(frame).asset_scores


def test_categories_and_zoned_times_are_read():
    frame = make_frame()
    other = frame.assign(
        sender=frame["sender"].astype("category"), booked_at=frame["booked_at"].dt.tz_localize("Europe/Paris")
    )

    assert np.array_equal(run(other).scores, run(frame).scores)


def test_dates_without_a_time_of_day_are_enough():
    result = run(make_frame(booked_at=lambda frame: frame["booked_at"].dt.normalize()))

    assert np.isfinite(result.scores).all()
    assert "read as dates" in notes(result)


def test_steps_are_noted_as_such():
    assert "read as steps" in notes(run(make_frame(booked_at=np.arange(800))))


def test_same_time_everywhere_is_survived():
    assert np.isfinite(run(make_frame(booked_at=1)).scores).all()


@pytest.mark.parametrize("name", ["sender", "receiver", "booked_at"])
def test_without_a_required_field_the_file_is_refused_in_words(name):
    with pytest.raises(UnusableDataError, match="sender, a receiver and a time"):
        run(make_frame().drop(columns=name))


def test_times_as_text_are_refused_with_the_column_named():
    with pytest.raises(UnusableDataError, match="booked_at"):
        run(make_frame(booked_at="yesterday"))


@pytest.mark.parametrize("rows", [0, 1])
def test_fewer_than_two_payments_are_refused(rows):
    with pytest.raises(UnusableDataError, match="Fewer than two"):
        run(make_frame().head(rows))


def test_one_account_only_is_refused():
    with pytest.raises(UnusableDataError, match="another account"):
        run(make_frame(sender="ACC-1", receiver="ACC-1"))


def test_two_payments_are_enough():
    result = run(make_frame().head(2))

    assert len(result.scores) == 2


def test_accounts_that_never_repeat_are_scored():
    names = np.arange(800)
    frame = make_frame(sender=[f"S{name}" for name in names], receiver=[f"R{name}" for name in names])

    assert np.isfinite(run(frame).scores).all()


def test_two_accounts_with_everything_between_them_are_scored():
    frame = make_frame(sender=["A", "B"] * 400, receiver=["B", "A"] * 400)

    assert np.isfinite(run(frame).scores).all()


def test_busiest_accounts_do_not_blow_up_the_search_for_rings():
    random = np.random.default_rng(0)
    sender = random.integers(0, 6, 20_000)
    frame = pd.DataFrame(
        {
            "sender": sender,
            "receiver": (sender + random.integers(1, 6, 20_000)) % 6,
            "booked_at": np.sort(random.integers(0, 30, 20_000)),
        }
    )

    result = run(frame)

    assert "16 payments only" in notes(result)
    assert len(result.scores) == 20_000
