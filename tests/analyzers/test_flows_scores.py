"""A payment's score comes from the fitted model and that payment alone."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from demos.analyzers.contract import Model, Table, settings_of, silent
from demos.analyzers.flows.analyzer import ANALYZER, LABEL

MAPPING = {"sender": "sender", "receiver": "receiver", "time": "booked_at", "amount": "amount"}


@cache
def frame() -> pd.DataFrame:
    return ANALYZER.sample(0).drop(columns=LABEL)


@cache
def model() -> Model:
    return ANALYZER.fit(Table(frame(), MAPPING), settings_of(ANALYZER.manifest), silent)


@cache
def all_scores() -> np.ndarray:
    return model().score(Table(frame(), MAPPING))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 5_900), min_size=1, max_size=60))
def test_score_of_some_rows_is_their_score_among_all(rows):
    part = Table(frame().iloc[rows].reset_index(drop=True), MAPPING)

    assert np.array_equal(model().score(part), all_scores()[rows])


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1_000_000))
def test_order_of_rows_does_not_matter(seed):
    rows = np.random.default_rng(seed).permutation(len(frame()))

    shuffled = Table(frame().iloc[rows].reset_index(drop=True), MAPPING)

    assert np.array_equal(model().score(shuffled), all_scores()[rows])


def test_scoring_twice_gives_the_same_and_lies_between_0_and_1():
    assert np.array_equal(model().score(Table(frame(), MAPPING)), all_scores())
    assert all_scores().min() >= 0
    assert all_scores().max() <= 1


def test_payment_between_unseen_accounts_scores_like_an_ordinary_one():
    known = frame()["amount"].median()
    stranger = pd.DataFrame({"sender": ["X1"], "receiver": ["X2"], "booked_at": [pd.Timestamp("2027-01-01")]})

    score = model().score(Table(stranger.assign(amount=known), MAPPING))[0]

    assert score <= np.quantile(all_scores(), 0.9)


def test_enormous_amount_between_unseen_accounts_stands_out():
    stranger = pd.DataFrame({"sender": ["X1"], "receiver": ["X2"], "booked_at": [pd.Timestamp("2027-01-01")]})

    score = model().score(Table(stranger.assign(amount=1e12), MAPPING))[0]

    assert score > np.quantile(all_scores(), 0.9)


def test_another_file_is_reported_with_its_own_patterns():
    other = ANALYZER.sample(7).drop(columns=LABEL)

    result = model().report(Table(other, MAPPING), silent)

    assert "cycle" in {finding.pattern for finding in result.findings}
    assert np.array_equal(result.scores, model().score(Table(other, MAPPING)))


def test_accounts_are_ranked_by_rows_about_as_by_their_own_score():
    result = model().report(Table(frame(), MAPPING), silent)
    long = pd.concat([frame()["sender"], frame()["receiver"]], ignore_index=True)

    by_rows = pd.Series(np.tile(result.scores, 2)).groupby(long).max()

    own = pd.Series(result.asset_scores).loc[by_rows.index]
    assert own.corr(by_rows, method="spearman") > 0.8
