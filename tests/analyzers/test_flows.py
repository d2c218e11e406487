"""Payment flows: what is found, what is scored and what stays quiet."""

from __future__ import annotations

import json
from functools import cache

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from demos.analyzers.contract import Cancelled, Result, Table, settings_of, silent
from demos.analyzers.flows.analyzer import ANALYZER, LABEL
from demos.analyzers.serial import result_to_json

MAPPING = {"sender": "sender", "receiver": "receiver", "time": "booked_at", "amount": "amount"}


def make_table(frame: pd.DataFrame, **mapping: str) -> Table:
    return Table(frame.drop(columns=LABEL, errors="ignore"), MAPPING | mapping)


def run(table: Table, **settings: object) -> Result:
    return ANALYZER.fit(table, settings_of(ANALYZER.manifest, settings), silent).report(table, silent)


@cache
def sample_result(seed: int = 0) -> Result:
    return run(make_table(ANALYZER.sample(seed)))


def make_traffic(payments: int = 4000, accounts: int = 250, days: int = 40, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    days_at = np.sort(random.uniform(0, days, payments)).round(4)
    sender = random.integers(0, accounts, payments)
    receiver = (sender + random.integers(1, accounts, payments)) % accounts
    return pd.DataFrame(
        {
            "sender": [f"A{code}" for code in sender],
            "receiver": [f"A{code}" for code in receiver],
            "booked_at": pd.Timestamp("2026-01-05") + pd.to_timedelta(days_at, unit="D"),
            "amount": random.lognormal(5, 1, payments).round(2),
        }
    )


def add_payments(frame: pd.DataFrame, *payments: tuple[str, str, float, float]) -> pd.DataFrame:
    """Add payments given as sender, receiver, days since the start and amount."""
    more = pd.DataFrame(payments, columns=["sender", "receiver", "days", "amount"])
    more["booked_at"] = pd.Timestamp("2026-01-05") + pd.to_timedelta(more.pop("days"), unit="D")
    return pd.concat([frame, more], ignore_index=True)


def patterns(result: Result) -> set[tuple[str, str]]:
    return {(finding.pattern, finding.asset) for finding in result.findings}


def test_sample_is_the_same_for_the_same_seed_and_has_some_6000_payments():
    first, again, other = ANALYZER.sample(3), ANALYZER.sample(3), ANALYZER.sample(4)

    assert first.equals(again)
    assert not first.equals(other)
    assert 5_500 < len(first) < 6_500
    assert set(first[LABEL].unique()) == {0, 1}


def test_every_planted_pattern_of_the_sample_is_among_the_findings():
    found = {finding.pattern for finding in sample_result().findings}

    assert {"cycle", "fan-in", "rapid-movement", "dormant-active"} <= found


@pytest.mark.parametrize("seed", range(3))
def test_planted_payments_of_the_sample_have_the_highest_scores(seed):
    known = ANALYZER.sample(seed)[LABEL]

    scores = sample_result(seed).scores

    assert roc_auc_score(known, scores) > 0.98
    assert average_precision_score(known, scores) > 0.8


def test_findings_above_information_are_all_planted_ones():
    known = ANALYZER.sample(0)[LABEL]

    serious = [finding for finding in sample_result().findings if finding.severity >= 3]

    assert serious
    assert all(known.iloc[list(finding.rows)].mean() > 0.5 for finding in serious)


@pytest.mark.parametrize("seed", range(3))
def test_random_traffic_gives_next_to_no_findings(seed):
    result = run(make_table(make_traffic(seed=seed)))

    assert len(result.findings) <= 2


def test_ring_with_a_fee_at_every_hop_is_one_finding_for_its_accounts():
    hops = [("A7", "B1", 20.1, 9000.0), ("B1", "B2", 20.4, 8900.0), ("B2", "A7", 20.7, 8800.0)]

    result = run(make_table(add_payments(make_traffic(), *hops)))

    assert ("cycle", "A7 → B1 → B2 → A7") in patterns(result)


def test_order_of_time_matters_for_a_ring():
    hops = [("A7", "B1", 20.7, 900.0), ("B1", "B2", 20.4, 890.0), ("B2", "A7", 20.1, 880.0)]

    result = run(make_table(add_payments(make_traffic(), *hops)))

    assert "cycle" not in {finding.pattern for finding in result.findings}


def test_split_payments_under_the_threshold_are_structuring():
    parts = [("A3", f"A{20 + part}", 10 + part / 20, 9_500.0 + 10 * part) for part in range(6)]

    result = run(make_table(add_payments(make_traffic(), *parts)))

    assert ("structuring", "A3") in patterns(result)


def test_threshold_is_a_setting():
    parts = [("A3", f"A{20 + part}", 10 + part / 20, 480.0 + part) for part in range(9)]
    table = make_table(add_payments(make_traffic(payments=1500), *parts))

    low, usual = run(table, threshold=500.0), run(table)

    def under(result: Result) -> list[int]:
        return [f.row_count for f in result.findings for r in f.reasons if "threshold" in r.words.message]

    assert under(low)
    assert not under(usual)


def test_many_new_receivers_within_a_day_are_fan_out():
    parts = [("A5", f"N{part}", 12 + part / 40, 100.0) for part in range(16)]

    result = run(make_table(add_payments(make_traffic(), *parts)))

    assert ("fan-out", "A5") in patterns(result)


def test_daily_payments_to_the_same_shop_are_nothing_to_report():
    daily = [("A5", "SHOP", float(day), 20.0) for day in range(40)]

    result = run(make_table(add_payments(make_traffic(), *daily)))

    assert not [finding for finding in result.findings if "A5" in finding.asset and finding.severity >= 3]


def test_shape_only_leaves_amounts_aside():
    frame = ANALYZER.sample(0)
    masked = run(make_table(frame), ignore_amounts=True)

    unmapped = run(
        Table(frame[["sender", "receiver", "booked_at"]], {k: v for k, v in MAPPING.items() if k != "amount"})
    )

    assert np.array_equal(masked.scores, unmapped.scores)
    assert all(reason.column != "amount" for finding in masked.findings for reason in finding.reasons)


def test_known_labels_change_nothing():
    frame = ANALYZER.sample(0)
    table = Table(frame.drop(columns=LABEL), MAPPING, frame[LABEL].to_numpy(float))

    assert np.array_equal(run(table).scores, sample_result().scores)


def test_steps_find_the_same_ring_as_dates():
    hops = [("A7", "B1", 20.1, 9000.0), ("B1", "B2", 20.4, 8900.0), ("B2", "A7", 20.7, 8800.0)]
    frame = add_payments(make_traffic(), *hops)
    hours = (frame["booked_at"] - frame["booked_at"].min()).dt.total_seconds() // 3600
    steps = make_table(frame.assign(booked_at=hours.astype("int64")))

    result = run(steps, window=24)

    assert ("cycle", "A7 → B1 → B2 → A7") in patterns(result)
    assert all(finding.first_seen is None for finding in result.findings)


def test_findings_come_most_severe_first_and_within_the_budget():
    result = run(make_table(ANALYZER.sample(0)), budget=3)

    order = [(-finding.severity, -finding.score) for finding in result.findings]
    assert order == sorted(order)
    assert len(result.findings) == 3
    assert any("budget" in words.message for words in result.notes)


def test_rows_of_a_finding_are_worst_first_and_seen_between_its_dates():
    frame, result = ANALYZER.sample(0), sample_result()

    for finding in result.findings:
        scores, times = result.scores[list(finding.rows)], frame["booked_at"].iloc[list(finding.rows)]
        assert list(scores) == sorted(scores, reverse=True)
        assert finding.score == pytest.approx(scores.max())
        assert finding.row_count == len(finding.rows) or finding.row_count > 200
        assert finding.first_seen == times.min()
        assert finding.last_seen == times.max()


def test_every_account_has_a_score_of_its_own():
    frame, scores = ANALYZER.sample(0), sample_result().asset_scores

    assert set(scores) == set(frame["sender"]) | set(frame["receiver"])
    assert all(0 <= score <= 1 for score in scores.values())


def test_result_is_plain_json_and_no_picture_has_over_500_marks():
    data = json.loads(json.dumps(result_to_json(sample_result()), allow_nan=False))

    assert {plot["key"] for plot in data["plots"]} == {"flow", "timeline", "distribution"}
    for plot in sample_result().plots:
        layers = plot.spec.get("layer", [plot.spec])
        assert sum(len(layer["data"]["values"]) for layer in layers) <= 500


def test_pictures_are_drawn_without_complaint():
    vl_convert = pytest.importorskip("vl_convert")

    for plot in sample_result().plots:
        assert vl_convert.vegalite_to_svg(dict(plot.spec)).startswith("<svg")


def test_weights_of_reasons_share_the_score():
    for finding in sample_result().findings:
        assert sum(reason.weight for reason in finding.reasons) <= 1.001


def test_first_reason_keeps_its_column_over_five_seeds():
    table = make_table(ANALYZER.sample(0))

    firsts = [{(f.asset, f.pattern): f.reasons[0].column for f in run(table, seed=seed).findings} for seed in range(5)]

    same = [all(other.get(key) == column for other in firsts) for key, column in firsts[0].items()]
    assert np.mean(same) >= 0.9


def test_progress_can_cancel_the_run():
    def stop(share: float, words: object) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        ANALYZER.fit(make_table(ANALYZER.sample(0)), settings_of(ANALYZER.manifest), stop)
