"""Payment fraud on data that is odd, thin or unusable."""

import numpy as np
import pandas as pd
import pytest

from demos.analyzers.contract import Table, UnusableDataError, settings_of, silent
from demos.analyzers.payments.analyzer import ANALYZER

MAPPING = {"customer": "card", "amount": "amount", "time": "at", "terminal": "terminal"}


def make_frame(rows: int = 400, cards: int = 20) -> pd.DataFrame:
    random = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "card": random.integers(0, cards, rows).astype(str),
            "amount": random.gamma(4.0, 10.0, rows).round(2),
            "at": pd.Timestamp("2026-01-01") + pd.to_timedelta(random.integers(0, 30 * 86_400, rows), unit="s"),
            "terminal": random.integers(0, 15, rows),
        }
    )


def run(frame: pd.DataFrame, labels=None, mapping=None, **given):
    table = Table(frame, mapping or MAPPING, labels)
    found = ANALYZER.fit(table, settings_of(ANALYZER.manifest, given), silent).report(table, silent)
    assert found.scores.shape == (len(frame),)
    assert np.isfinite(found.scores).all()
    assert ((found.scores >= 0) & (found.scores <= 1)).all()
    return found


def test_nothing_is_reported_where_all_is_ordinary():
    frame = make_frame()
    frame["amount"] = frame["amount"].clip(20, 60)

    found = run(frame)

    assert found.findings == ()
    assert "stands out" in found.headline.message


@pytest.mark.parametrize("column", ["card", "amount", "at", "terminal"])
def test_missing_cells_are_noted_and_no_row_is_lost(column):
    frame = make_frame()
    frame[column] = frame[column].astype(object).where(frame.index > 30) if column == "card" else frame[column]
    if column != "card":
        frame[column] = frame[column].where(frame.index > 30)

    found = run(frame)

    assert len(found.notes) == (0 if column == "terminal" else 1)


def test_refunds_and_zeros_do_not_change_what_is_usual():
    frame = make_frame()
    frame.loc[:20, "amount"] = -500.0
    frame.loc[21:30, "amount"] = 0.0

    found = run(frame)

    assert found.scores[:31].max() < 0.5
    assert any("refund" in note.message for note in found.notes)


def test_one_card_only_is_compared_with_itself():
    frame = make_frame(cards=1)
    frame.loc[7, "amount"] = 5_000.0

    assert run(frame).scores.argmax() == 7


def test_one_payment_per_card_is_compared_with_all_cards():
    frame = make_frame().assign(card=[f"c{number}" for number in range(400)])
    frame.loc[7, "amount"] = 50_000.0

    assert run(frame).scores.argmax() == 7


@pytest.mark.parametrize("change", [{"amount": 10.0}, {"at": pd.Timestamp("2026-01-01")}, {"terminal": 1}])
def test_constant_columns_are_no_trouble(change):
    run(make_frame().assign(**change))


def test_a_single_payment_is_scored():
    run(make_frame(rows=1))


@pytest.mark.parametrize("unit", [1.0, 86_400.0])
def test_times_may_be_counters_of_seconds_or_days(unit):
    frame = make_frame()
    seconds = (frame["at"] - frame["at"].min()).dt.total_seconds()
    counted = frame.assign(at=(seconds / unit) // 1)
    counted.loc[7, "amount"] = 4_000.0

    found = run(counted)

    assert found.scores.argmax() == 7
    assert found.findings[0].first_seen is None


def test_without_terminals_cards_alone_are_judged():
    frame = make_frame().drop(columns="terminal")

    run(frame, mapping={name: column for name, column in MAPPING.items() if name != "terminal"})


def test_names_of_another_type_are_the_same_cards():
    frame = make_frame()
    model = ANALYZER.fit(Table(frame, MAPPING), settings_of(ANALYZER.manifest), silent)

    as_numbers = model.score(Table(frame.assign(card=frame["card"].astype(int)), MAPPING))

    np.testing.assert_array_equal(as_numbers, model.score(Table(frame, MAPPING)))


def test_unknown_cards_and_terminals_are_scored():
    frame = make_frame()
    model = ANALYZER.fit(Table(frame, MAPPING), settings_of(ANALYZER.manifest), silent)

    scores = model.score(Table(frame.assign(card="new", terminal=999), MAPPING))

    assert np.isfinite(scores).all()


def test_chosen_further_columns_are_learned_from():
    frame = make_frame()
    fraud = (np.arange(400) % 8 == 0).astype(float)
    frame["channel"] = np.where(fraud == 1, "web", "shop")

    found = run(frame, fraud, {**MAPPING, "features": ("channel",)}, label_delay_days=1.0)

    assert found.scores[fraud == 1].mean() > found.scores[fraud == 0].mean() + 0.3


def test_frauds_of_one_moment_leave_nothing_to_learn_across_periods():
    frame = make_frame().sort_values("at", ignore_index=True)
    frame.loc[100:140, "at"] = frame["at"][100]
    fraud = np.zeros(400)
    fraud[100:140] = 1

    run(frame, fraud)


@pytest.mark.parametrize("missing", ["card", "amount", "at"])
def test_empty_required_columns_are_refused_with_a_sentence(missing):
    frame = make_frame().assign(**{missing: np.nan})

    with pytest.raises(UnusableDataError, match="card or account, an amount and a time"):
        run(frame)


def test_refunds_alone_are_refused_with_a_sentence():
    with pytest.raises(UnusableDataError, match="No row has an amount above zero"):
        run(make_frame().assign(amount=-1.0))
