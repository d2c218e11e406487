"""Claim files without known columns, with odd content, or with nothing to find."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from common.words import Figure
from demos.analyzers.claims.analyzer import ANALYZER
from demos.analyzers.contract import Cancelled, Table, UnusableDataError, settings_of, silent
from demos.analyzers.serial import result_to_json

SETTINGS = settings_of(ANALYZER.manifest)


def test_a_quiet_file_has_no_findings_and_says_so():
    draw = np.random.default_rng(4)
    frame = pd.DataFrame({"colour": draw.choice(["red", "blue"], 500), "size": draw.choice(["s", "l"], 500)})

    result = ANALYZER.fit(Table(frame), SETTINGS, silent).report(Table(frame), silent)

    assert result.findings == ()
    assert result.headline.message == "None of %(claims)s claims stands out."


def test_unknown_columns_are_compared_with_peers():
    draw = np.random.default_rng(4)
    frame = pd.DataFrame({"alpha": draw.normal(100, 5, 800), "beta": draw.normal(10, 1, 800), "gamma": "x"})
    frame["gamma"] = draw.choice(["x", "y"], 800)
    frame.loc[17, ["alpha", "beta"]] = [900.0, 95.0]

    result = ANALYZER.fit(Table(frame), SETTINGS, silent).report(Table(frame), silent)

    assert result.scores.argmax() == 17
    assert result.findings[0].asset == "#19"  # as a spreadsheet counts, below the header
    assert result.findings[0].pattern == "peer-outlier"
    assert result.findings[0].reasons[0].peers is not None


def test_an_amount_far_above_claims_of_the_same_kind_is_named():
    draw = np.random.default_rng(4)
    kinds = draw.choice(["glass", "total loss"], 800)
    amounts = np.where(kinds == "glass", 300, 20_000) * draw.uniform(0.8, 1.2, 800)
    frame = pd.DataFrame({"loss_type": kinds, "claim_amount": amounts.round(2)})
    frame.loc[5] = ["glass", 15_000.0]
    table = Table(frame, {"amount": "claim_amount"})

    result = ANALYZER.fit(table, SETTINGS, silent).report(table, silent)

    assert result.scores.argmax() == 5
    reason = result.findings[0].reasons[0]
    assert reason.column == "claim_amount"
    assert reason.peers is not None
    assert reason.peers[1] < 600
    assert isinstance(reason.words.values["high"], Figure)


def awkward_frame() -> pd.DataFrame:
    draw = np.random.default_rng(2)
    rows = 400
    return pd.DataFrame(
        {
            "many": [f"v{number}" for number in draw.integers(0, 300, rows)],
            "numbers as text": draw.integers(0, 1_000, rows).astype(str),
            "half empty": np.where(draw.random(rows) < 0.5, np.nan, draw.normal(0, 1, rows)),
            "infinite": np.where(draw.random(rows) < 0.1, np.inf, 1.0),
            "empty": np.full(rows, np.nan),
            "dates": pd.Timestamp("2024-01-01") + pd.to_timedelta(draw.integers(0, 90, rows), unit="D"),
            "flag": draw.random(rows) < 0.5,
            "kind": pd.Categorical(draw.choice(["a", "b"], rows)),
        }
    )


@pytest.mark.parametrize("with_labels", [True, False])
def test_awkward_columns_are_taken_in_stride(with_labels):
    labels = (np.arange(400) % 7 == 0).astype(np.float64) if with_labels else None
    table = Table(awkward_frame(), {}, labels)

    result = ANALYZER.fit(table, SETTINGS, silent).report(table, silent)

    assert np.isfinite(result.scores).all()
    assert json.dumps(result_to_json(result))


def test_thousands_of_columns_are_cut_down_and_said_so():
    draw = np.random.default_rng(2)
    frame = pd.DataFrame(draw.integers(0, 5, (60, 1_200)), columns=[f"c{place}" for place in range(1_200)])

    result = ANALYZER.fit(Table(frame), SETTINGS, silent).report(Table(frame), silent)

    assert any("were used" in note.message for note in result.notes)


def test_a_file_with_nothing_in_it_is_refused_in_words():
    frame = pd.DataFrame({"a": [None] * 50, "b": ["x"] * 50})

    with pytest.raises(UnusableDataError, match="No column tells the claims apart"):
        ANALYZER.fit(Table(frame), SETTINGS, silent)


def test_a_cancelled_run_stops():
    def cancel(share, words):
        raise Cancelled

    with pytest.raises(Cancelled):
        ANALYZER.fit(Table(awkward_frame()), SETTINGS, cancel)
