"""Reasons are true: their figures follow from the raw rows of the finding."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest

from common.words import Figure
from demos.analyzers.contract import Finding, Reason, Result, Table, settings_of, silent
from demos.analyzers.flows.analyzer import ANALYZER, LABEL

MAPPING = {"sender": "sender", "receiver": "receiver", "time": "booked_at", "amount": "amount"}
SEEDS = range(4)


@cache
def frame(seed: int) -> pd.DataFrame:
    return ANALYZER.sample(seed).drop(columns=LABEL)


@cache
def result(seed: int) -> Result:
    table = Table(frame(seed), MAPPING)
    return ANALYZER.fit(table, settings_of(ANALYZER.manifest), silent).report(table, silent)


def reasons(pattern: str, phrase: str) -> list[tuple[pd.DataFrame, Finding, Reason, pd.DataFrame]]:
    """Return the whole file, finding, reason and the finding's rows, for reasons with a phrase in their message."""
    found = [
        (frame(seed), finding, reason, frame(seed).iloc[list(finding.rows)].sort_values("booked_at"))
        for seed in SEEDS
        for finding in result(seed).findings
        for reason in finding.reasons
        if finding.pattern == pattern and phrase in reason.words.message
    ]
    assert found
    return found


def figure(reason: Reason, name: str) -> float:
    value = reason.words.values[name]
    assert isinstance(value, Figure)
    return value.value


def lasted(rows: pd.DataFrame) -> float:
    return (rows["booked_at"].max() - rows["booked_at"].min()).total_seconds()


def test_ring_closes_in_order_of_time_with_the_amounts_and_time_named():
    for _, finding, reason, rows in reasons("cycle", "back"):
        senders, receivers = rows["sender"].tolist(), rows["receiver"].tolist()

        assert receivers == [*senders[1:], senders[0]]
        assert finding.asset == " → ".join([*senders, senders[0]])
        assert reason.value == figure(reason, "count") == len(set(senders))
        assert figure(reason, "out") == rows["amount"].iloc[0]
        assert figure(reason, "back") == rows["amount"].iloc[-1]
        assert figure(reason, "duration") == lasted(rows)


def test_new_senders_paid_within_the_time_named_and_never_else():
    for whole, finding, reason, rows in reasons("fan-in", "new senders"):
        theirs = whole[(whole["receiver"] == finding.asset) & whole["sender"].isin(rows["sender"])]

        assert reason.value == figure(reason, "count") == rows["sender"].nunique() == len(rows)
        assert set(rows["receiver"]) == {finding.asset}
        assert lasted(rows) == figure(reason, "duration")
        assert (theirs["booked_at"] - rows["booked_at"].min()).abs().max() <= pd.Timedelta(days=2)


def test_payments_under_the_threshold_are_as_many_and_as_large_as_named():
    found = reasons("fan-in", "threshold")
    for whole, finding, reason, _ in found:
        low, high = figure(reason, "low"), figure(reason, "high")
        mine = whole[(whole["receiver"] == finding.asset) & whole["amount"].between(low, high)]

        length = pd.Timedelta(seconds=figure(reason, "duration"))
        counts = [mine["booked_at"].between(start, start + length).sum() for start in mine["booked_at"]]
        assert max(counts) == reason.value == figure(reason, "count")
        assert high < figure(reason, "threshold")
        assert low >= 0.85 * figure(reason, "threshold")


def test_sums_are_the_sums_of_the_rows():
    for pattern in ("fan-in", "dormant-active"):
        for _, _, reason, rows in reasons(pattern, "add up"):
            assert reason.value == pytest.approx(rows["amount"].sum())


def test_sleeping_account_was_silent_and_then_met_that_many():
    for whole, finding, reason, rows in reasons("dormant-active", "without a payment"):
        mine = whole[(whole["sender"] == finding.asset) | (whole["receiver"] == finding.asset)]
        before = mine[mine["booked_at"] < rows["booked_at"].min()]

        assert reason.value == len(rows)
        assert figure(reason, "silence") == (rows["booked_at"].min() - before["booked_at"].max()).total_seconds()
        assert figure(reason, "duration") == lasted(rows)


def test_money_passed_on_followed_a_receipt_within_the_time_named():
    for whole, finding, reason, rows in reasons("rapid-movement", "matching receipt"):
        sent, came = rows[rows["sender"] == finding.asset], rows[rows["receiver"] == finding.asset]
        held = [
            (row.booked_at - came["booked_at"][came["booked_at"] <= row.booked_at].max()) for row in sent.itertuples()
        ]

        assert figure(reason, "matched") == len(sent) == len(came)
        assert figure(reason, "sent") == (whole["sender"] == finding.asset).sum()
        assert reason.value == figure(reason, "duration") == max(held).total_seconds()


def test_share_that_left_is_the_share_of_all_that_came():
    for whole, finding, reason, rows in reasons("rapid-movement", "left again"):
        came = whole.loc[whole["receiver"] == finding.asset, "amount"].sum()
        left = rows.loc[rows["sender"] == finding.asset, "amount"].sum()

        assert reason.value == pytest.approx(left / came)
        assert figure(reason, "received") == pytest.approx(came)


def test_busy_accounts_have_as_many_counterparties_as_named():
    for whole, finding, reason, _ in reasons("unusual-account", "different accounts"):
        side, other = ("sender", "receiver") if reason.column == "receiver" else ("receiver", "sender")

        assert reason.value == whole.loc[whole[side] == finding.asset, other].nunique()
        assert reason.peers is not None
        assert reason.value > reason.peers[1]


def test_split_payments_are_as_many_as_named():
    random = np.random.default_rng(0)
    rest = frame(0)
    parts = pd.DataFrame(
        {
            "sender": "ACC-0001",
            "receiver": "ACC-0299",
            "booked_at": pd.Timestamp("2026-03-20 09:00") + pd.to_timedelta(np.arange(7) * 20, unit="min"),
            "amount": random.uniform(400, 450, 7).round(2),
        }
    )
    whole = pd.concat([rest, parts], ignore_index=True)
    table = Table(whole, MAPPING)

    found = ANALYZER.fit(table, settings_of(ANALYZER.manifest), silent).report(table, silent).findings

    finding = next(finding for finding in found if finding.asset == "ACC-0001")
    reason = finding.reasons[0]
    assert finding.pattern == "structuring"
    assert set(finding.rows) == set(range(len(rest), len(whole)))
    assert reason.value == figure(reason, "count") == 7
    assert figure(reason, "duration") == lasted(parts)


def test_unusual_amount_is_outside_the_ranges_given_with_it():
    odd = pd.DataFrame({"sender": ["ACC-0004"], "receiver": ["ACC-0009"], "amount": [9e9]})
    whole = pd.concat([frame(0), odd.assign(booked_at=pd.Timestamp("2026-03-20 09:00"))], ignore_index=True)
    table = Table(whole, MAPPING)

    found = ANALYZER.fit(table, settings_of(ANALYZER.manifest), silent).report(table, silent).findings

    finding = next(finding for finding in found if finding.asset == "ACC-0004")
    reason = finding.reasons[0]
    mine = whole.loc[(whole["sender"] == "ACC-0004") & (whole["amount"] < 9e9), "amount"]
    assert reason.value == 9e9
    assert reason.usual == pytest.approx(tuple(np.percentile(mine, (5, 95))))
    assert reason.peers == pytest.approx(tuple(np.percentile(whole["amount"], (5, 95))))
