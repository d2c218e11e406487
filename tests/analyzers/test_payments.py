"""Payment fraud: scores, reasons that can be recomputed, findings and quality on the built-in sample."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score

from demos.analyzers.contract import PALETTE, Result, Table, settings_of, silent
from demos.analyzers.payments.analyzer import ANALYZER
from demos.analyzers.payments.sample import LABEL, sample_payments
from demos.analyzers.serial import result_to_json

MAPPING = {"customer": "card", "amount": "amount", "time": "paid_at", "terminal": "terminal"}
WEEK = pd.Timedelta(days=7)


def make_table(frame: pd.DataFrame, *, labelled: bool = False) -> Table:
    labels = frame[LABEL].to_numpy(dtype=float) if labelled else None
    return Table(frame.drop(columns=LABEL).reset_index(drop=True), MAPPING, labels)


def fit(table: Table, **given):
    return ANALYZER.fit(table, settings_of(ANALYZER.manifest, given), silent)


@cache
def sample() -> pd.DataFrame:
    return sample_payments(1)


@cache
def few_cards() -> pd.DataFrame:
    """Return the payments of a third of the cards, for what is learned more than once."""
    return sample()[lambda frame: frame["card"].isin(sorted(set(frame["card"]))[::3])].reset_index(drop=True)


@cache
def model(*, labelled: bool):
    return fit(make_table(sample(), labelled=labelled))


@cache
def result(*, labelled: bool) -> Result:
    return model(labelled=labelled).report(make_table(sample(), labelled=labelled), silent)


def part(table: Table, rows) -> Table:
    return Table(table.frame.iloc[rows].reset_index(drop=True), table.mapping)


def test_the_same_seed_gives_the_same_sample():
    again = sample_payments(1)

    pd.testing.assert_frame_equal(again, sample())
    assert 7_000 < len(again) < 10_000
    assert 0.005 < again[LABEL].mean() < 0.05
    assert not sample_payments(2).equals(again)


def test_planted_fraud_ranks_far_above_chance_without_labels():
    scores = result(labelled=False).scores

    assert average_precision_score(sample()[LABEL], scores) > 0.7
    assert scores.min() >= 0
    assert scores.max() <= 1


def test_labels_help_for_a_week_that_was_not_learned_from():
    frame = sample()
    end = frame["paid_at"].max() - WEEK
    past, future = frame[frame["paid_at"] < end], frame[frame["paid_at"] >= end]

    learned = fit(make_table(past, labelled=True)).score(make_table(future))

    assert average_precision_score(future[LABEL], learned) > 0.5


@pytest.mark.parametrize("labelled", [False, True])
def test_a_score_does_not_depend_on_what_is_scored_with_it(labelled):
    table, random = make_table(sample()), np.random.default_rng(0)
    whole = model(labelled=labelled).score(table)
    some = random.permutation(len(table))[:500]

    alone = model(labelled=labelled).score(part(table, some))

    np.testing.assert_allclose(alone, whole[some], rtol=0, atol=1e-12)


def test_a_new_row_is_scored_by_what_was_learned_not_by_its_neighbours_in_the_file():
    frame = sample()
    past, future = frame[frame["paid_at"] < "2026-02-20"], frame[frame["paid_at"] >= "2026-02-20"]
    learned, later = fit(make_table(past)), make_table(future)

    whole = learned.score(later)

    np.testing.assert_array_equal(learned.score(part(later, range(100, 200))), whole[100:200])


def test_a_payment_is_not_held_against_itself():
    quiet = pd.DataFrame({"card": "A", "amount": np.tile([9.0, 10.0, 11.0], 20)})
    quiet["paid_at"] = pd.date_range("2026-01-01", periods=60, freq="D")
    quiet.loc[59, "amount"] = 500.0
    table = Table(quiet, {name: MAPPING[name] for name in ("customer", "amount", "time")})

    scores = fit(table).score(table)

    assert scores.argmax() == 59
    assert scores[59] > 0.8
    assert np.sort(scores)[-2] < 0.5


def test_scores_with_labels_never_come_from_a_model_that_saw_the_label():
    frame = few_cards()
    random = np.random.default_rng(3)
    noise = frame.assign(**{LABEL: random.permutation(frame[LABEL].to_numpy())})
    table = make_table(noise, labelled=True)

    scores = fit(table).score(table)

    assert average_precision_score(noise[LABEL], scores) < 0.08
    assert any("not seen the labels" in note.message for note in result(labelled=True).notes)


def test_unknown_labels_are_scored_by_what_the_known_ones_taught():
    frame = few_cards()
    table = make_table(frame, labelled=True)
    open_rows = (frame["paid_at"] >= "2026-02-20").to_numpy()
    masked = Table(table.frame, table.mapping, np.where(open_rows, np.nan, table.labels))

    scores = fit(masked).score(masked)

    assert average_precision_score(frame[LABEL][open_rows], scores[open_rows]) > 0.5


def test_too_few_labels_are_said_and_the_usual_is_used():
    table = make_table(sample())
    labels = np.zeros(len(table))
    labels[:5] = 1

    learned = fit(Table(table.frame, table.mapping, labels))

    assert any("At least" in note.message for note in learned.report(table, silent).notes)
    np.testing.assert_array_equal(learned.score(table), model(labelled=False).score(table))


def findings_with(column: str, *, labelled: bool):
    for finding in result(labelled=labelled).findings:
        for reason in finding.reasons:
            if reason.column == column:
                yield finding.rows[0], reason


@pytest.mark.parametrize("labelled", [False, True])
def test_reasons_about_amounts_are_true_of_their_row(labelled):
    frame, checked = sample(), 0
    for row, reason in findings_with("amount", labelled=labelled):
        assert reason.value == frame["amount"][row]
        assert reason.peers == pytest.approx(tuple(frame["amount"].quantile([0.05, 0.95])))
        if reason.usual:
            others = frame[(frame["card"] == frame["card"][row]) & (frame.index != row)]["amount"]
            assert reason.usual == pytest.approx(tuple(others.quantile([0.05, 0.95])))
        if "times" in reason.words.values:
            assert reason.value > reason.usual[1]
            assert reason.words.values["times"].value == pytest.approx(reason.value / others.median())
            checked += 1
    assert checked >= 10


def test_reasons_about_haste_count_the_payments_of_ten_minutes():
    frame, checked = sample(), 0
    for row, reason in findings_with("paid_at", labelled=False):
        before = frame["paid_at"][row] - frame["paid_at"]
        near = (frame["card"] == frame["card"][row]) & before.between(pd.Timedelta(0), pd.Timedelta(minutes=10))
        assert reason.value == near.sum()
        checked += 1
    assert checked >= 2


@pytest.mark.parametrize("column", ["card", "terminal"])
def test_reasons_about_neighbours_count_payments_far_above_the_usual(column):
    frame, checked = sample(), 0
    far = model(labelled=False).past.amount >= 3
    for row, reason in findings_with(column, labelled=False):
        apart = (frame["paid_at"] - frame["paid_at"][row]).abs()
        near = (frame[column] == frame[column][row]) & (apart <= WEEK) & (apart > pd.Timedelta(0))
        assert reason.value == far[near.to_numpy()].sum()
        if "all" in reason.words.values:
            assert reason.words.values["all"].value == near.sum()
        checked += 1
    assert checked >= 2


def test_reasons_about_known_fraud_at_a_terminal_count_labels_that_were_known():
    frame, checked = sample(), 0
    for row, reason in findings_with("terminal", labelled=True):
        if "was fraud" not in reason.words.message:
            continue
        ripe = frame["paid_at"][row] - WEEK
        near = (frame["terminal"] == frame["terminal"][row]) & (frame["paid_at"] < ripe)
        near &= frame["paid_at"] >= ripe - pd.Timedelta(days=28)
        assert reason.value == frame[LABEL][near].sum()
        assert reason.words.values["all"].value == near.sum()
        checked += 1
    assert checked >= 1


def test_the_first_reason_stays_the_same_over_seeds_without_labels():
    table = make_table(sample())
    columns = [
        [finding.reasons[0].column for finding in fit(table, seed=seed).report(table, silent).findings]
        for seed in (0, 1)
    ]

    assert columns[0] == columns[1]


def test_findings_are_about_cards_and_terminals_worst_first():
    findings = result(labelled=False).findings

    assert {"amount-jump", "burst", "terminal-compromise"} <= {finding.pattern for finding in findings}
    assert [-finding.severity for finding in findings] == sorted(-finding.severity for finding in findings)
    assert len({(finding.asset, finding.pattern) for finding in findings}) == len(findings)
    for finding in findings:
        column = "terminal" if finding.pattern == "terminal-compromise" else "card"
        assert set(sample()[column].iloc[list(finding.rows)]) == {finding.asset}
        assert finding.first_seen <= finding.last_seen
        assert sum(reason.weight for reason in finding.reasons) <= 1.0001


def test_findings_keep_to_the_review_budget():
    found = fit(make_table(sample()), budget=7).report(make_table(sample()), silent)

    assert sum(finding.row_count for finding in found.findings) == 7
    assert any("budget" in words.message for words in found.summary)


def test_plots_are_small_and_use_the_palette():
    plots = result(labelled=False).plots

    assert [plot.key for plot in plots] == ["timeline", "amounts", "distribution"]
    for plot in plots:
        assert 0 < len(plot.spec["data"]["values"]) <= 500
        assert len(plot.rows[0]) == len(plot.columns)
    assert plots[0].spec["mark"]["color"] in PALETTE.values()


def test_the_result_is_plain_json():
    told = result_to_json(result(labelled=True))

    assert told["findings"]
    assert told["asset_scores"]
