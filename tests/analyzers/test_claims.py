"""Claim fraud as a whole: scores, reasons and findings on generated claims."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from demos.analyzers.claims.analyzer import ANALYZER
from demos.analyzers.claims.sample import COMPLICIT_HANDLER, CROOKED_GARAGE, LABEL
from demos.analyzers.contract import Finding, Reason, Table, settings_of, silent
from demos.analyzers.serial import result_to_json

MAPPING = {
    "claim": "claim_ref",
    "claimant": "claimant_id",
    "time": "loss_date",
    "amount": "amount_claimed_eur",
    "handler": "handler_id",
    "repairer": "repairer_id",
}
SETTINGS = settings_of(ANALYZER.manifest)


def make_table(seed: int = 1, *, labelled: bool = True) -> Table:
    frame = ANALYZER.sample(seed)
    labels = frame.pop(LABEL).to_numpy(dtype=np.float64)
    return Table(frame, MAPPING, labels if labelled else None)


def part(table: Table, rows: np.ndarray) -> Table:
    labels = None if table.labels is None else table.labels[rows]
    return Table(table.frame.iloc[rows].reset_index(drop=True), table.mapping, labels)


@pytest.fixture(scope="module")
def labelled():
    table = make_table()
    model = ANALYZER.fit(table, SETTINGS, silent)
    return table, model, model.report(table, silent)


@pytest.fixture(scope="module")
def unlabelled():
    table = make_table(labelled=False)
    model = ANALYZER.fit(table, SETTINGS, silent)
    return table, model, model.report(table, silent)


@pytest.fixture(params=["labelled", "unlabelled"])
def either(request):
    return request.getfixturevalue(request.param)


def test_the_sample_is_generated_from_its_seed():
    assert ANALYZER.sample(3).equals(ANALYZER.sample(3))
    assert not ANALYZER.sample(3).equals(ANALYZER.sample(4))


def test_the_sample_holds_fraud_that_is_rare():
    labels = ANALYZER.sample(1)[LABEL]

    assert len(labels) == 3_000
    assert 0.03 < labels.mean() < 0.12


def test_planted_fraud_ranks_high_without_and_with_labels(either):
    _, _, result = either
    truth = make_table().labels

    assert roc_auc_score(truth, result.scores) > 0.78
    assert average_precision_score(truth, result.scores) > 0.2


def test_scores_lie_between_nought_and_one(either):
    table, _, result = either

    assert result.scores.shape == (len(table),)
    assert np.all((result.scores >= 0) & (result.scores <= 1))


def test_a_score_does_not_depend_on_the_other_rows(either):
    table, model, result = either
    shuffled = np.random.default_rng(5).permutation(len(table))

    few, mixed = part(table, shuffled[:100]), part(table, shuffled)

    assert np.array_equal(model.score(table), result.scores)
    assert np.array_equal(model.score(few), result.scores[shuffled[:100]])
    assert np.array_equal(model.score(mixed), result.scores[shuffled])


def test_a_score_does_not_depend_on_labels_given_with_it(labelled):
    table, model, result = labelled

    assert np.array_equal(model.score(Table(table.frame, table.mapping)), result.scores)


@pytest.mark.parametrize("known", [True, False])
def test_the_same_seed_gives_the_same_result(known):
    table = part(make_table(labelled=known), np.arange(800))

    one, two = (ANALYZER.fit(table, SETTINGS, silent).report(table, silent) for _ in range(2))

    assert result_to_json(one) == result_to_json(two)
    assert np.array_equal(one.scores, two.scores)


def test_the_result_can_be_stored(either):
    assert json.dumps(result_to_json(either[2]))


def test_no_row_is_scored_by_a_model_that_saw_its_label():
    """Labels without any pattern: a model that had seen them would rank them far better than chance."""
    table = make_table()
    noise = (np.random.default_rng(8).random(len(table)) < 0.2).astype(np.float64)
    random = Table(table.frame, table.mapping, noise)

    model = ANALYZER.fit(random, SETTINGS, silent)

    assert abs(roc_auc_score(noise, model.score(random)) - 0.5) < 0.06


def test_equal_rows_do_not_betray_each_others_label():
    table = part(make_table(), np.arange(1_000))
    noise = (np.random.default_rng(8).random(len(table)) < 0.2).astype(np.float64)
    frame = pd.concat([table.frame, table.frame], ignore_index=True)
    double = Table(frame, table.mapping, np.concatenate([noise, noise]))

    model = ANALYZER.fit(double, SETTINGS, silent)

    assert abs(roc_auc_score(double.labels, model.score(double)) - 0.5) < 0.08


def test_how_known_claims_were_scored_is_said(labelled):
    assert any("has not seen their label" in note.message for note in labelled[2].notes)


def test_claims_of_unknown_outcome_are_scored_by_what_the_known_ones_taught():
    table = make_table()
    hidden = np.arange(len(table)) >= 2_000
    labels = np.where(hidden, np.nan, table.labels)

    result = ANALYZER.fit(Table(table.frame, MAPPING, labels), SETTINGS, silent).report(
        Table(table.frame, MAPPING, labels), silent
    )

    assert roc_auc_score(table.labels[hidden], result.scores[hidden]) > 0.75
    claims = [finding for finding in result.findings if finding.pattern == "learned-pattern"]
    assert claims
    assert all(hidden[finding.rows[0]] for finding in claims)


def test_too_few_known_frauds_fall_back_to_red_flags_and_say_so():
    table = make_table()
    labels = np.zeros(len(table))
    labels[:5] = 1

    result = ANALYZER.fit(Table(table.frame, MAPPING, labels), SETTINGS, silent).report(table, silent)

    assert any("are needed to learn" in note.message for note in result.notes)
    assert {finding.pattern for finding in result.findings} >= {"red-flags"}


def reasons_of(findings: tuple[Finding, ...], *patterns: str) -> Iterator[tuple[int, Reason]]:
    for finding in findings:
        if finding.pattern in patterns:
            yield from ((finding.rows[0], reason) for reason in finding.reasons)


def feature(table: Table, reason: Reason) -> pd.Series:
    """Return the column that a reason's words name, days between dates counted afresh."""
    name = str(reason.words.values["column"])
    if " → " not in name:
        return table.frame[name]
    earlier, later = name.split(" → ")
    return (table.frame[later] - table.frame[earlier]).dt.days


def such_claims(table: Table, reason: Reason) -> np.ndarray:
    column, values = feature(table, reason), reason.words.values
    if "low" not in values and "high" not in values:
        return (column == reason.value).to_numpy()
    low = values["low"].value if "low" in values else -np.inf
    high = values["high"].value if "high" in values else np.inf
    return ((column >= low) & (column < high)).to_numpy()


def test_learned_reasons_are_true_of_their_row_and_their_shares_can_be_counted(labelled):
    table, _, result = labelled
    checked = 0

    for row, reason in reasons_of(result.findings, "learned-pattern"):
        assert feature(table, reason)[row] == reason.value
        if "share" not in reason.words.values:
            continue
        alike = such_claims(table, reason)
        assert alike[row]
        assert reason.words.values["share"].value == pytest.approx(table.labels[alike].mean())
        assert reason.words.values["rest"].value == pytest.approx(table.labels[~alike].mean())
        assert table.labels[alike].mean() > table.labels[~alike].mean()
        checked += 1

    assert checked > 200


def test_red_flags_are_true_of_their_row_and_their_shares_can_be_counted(unlabelled):
    table, model, result = unlabelled
    flags = {flag.rule.message: flag for flag in model.judge.flags}
    checked = 0

    for row, reason in reasons_of(result.findings, "red-flags", "peer-outlier"):
        assert feature(table, reason)[row] == reason.value
        flag = flags.get(reason.words.message)
        if flag is not None:
            hits = flag.hits(feature(table, reason).rename(str(reason.words.values["column"])))
            assert hits[row]
            assert reason.words.values["share"].value == pytest.approx(hits.mean())
            checked += 1

    assert checked > 200


def test_the_first_reason_hardly_changes_with_the_seed():
    table = make_table()
    known, new = part(table, np.arange(0, 3_000, 2)), part(table, np.arange(1, 3_000, 2))
    first = []
    for seed in range(1, 4):
        model = ANALYZER.fit(known, settings_of(ANALYZER.manifest, {"seed": seed}), silent)
        claims = [one for one in model.report(new, silent).findings if one.pattern == "learned-pattern"]
        first.append({claim.asset: claim.reasons[0].column for claim in claims})

    names = [{found[asset] for found in first if asset in found} for asset in first[0]]

    assert np.mean([len(columns) == 1 for columns in names]) >= 0.9


CALM = {
    "at_fault": "other party",
    "cover_type": "third party only",
    "loss_type": "glass",
    "last_address_change": "no change",
    "amount_claimed_eur": 700.0,
    "police_attended": "yes",
}


def test_the_score_falls_with_the_value_named_as_first_reason(labelled):
    table, model, result = labelled
    claims = [finding for finding in result.findings if finding.pattern == "learned-pattern"]
    before = table.frame.iloc[[finding.rows[0] for finding in claims]].reset_index(drop=True)
    before["claim_ref"] = [f"new-{place}" for place in range(len(before))]  # not the rows that were learned from
    after, touched = before.copy(), []
    for place, finding in enumerate(claims):
        column = finding.reasons[0].column
        if column in CALM:
            after.loc[place, column] = CALM[column]
        elif column in {"loss_date", "reported_on"}:
            after.loc[place, "policy_start"] -= pd.Timedelta(days=900)
        touched.append(column in {*CALM, "loss_date", "reported_on"})

    fall = model.score(Table(before, MAPPING)) - model.score(Table(after, MAPPING))

    assert sum(touched) > 50
    assert np.mean(fall[touched] > 0) > 0.9


def test_findings_are_ranked_dated_and_within_bounds(either):
    table, _, result = either
    keys = [(-finding.severity, -finding.score) for finding in result.findings]

    assert keys == sorted(keys)
    assert 50 <= len(result.findings) <= 200
    assert all(finding.first_seen is not None for finding in result.findings)
    assert all(0 < reason.weight <= 1 for finding in result.findings for reason in finding.reasons)
    assert all(finding.reasons for finding in result.findings)
    claims = [finding for finding in result.findings if finding.row_count == 1]
    assert all(table.frame["claim_ref"][finding.rows[0]] == finding.asset for finding in claims)


def test_the_colluding_parties_and_the_repeated_claimant_are_found(either):
    _, _, result = either
    by_pattern = {(finding.pattern, finding.asset) for finding in result.findings}

    assert ("party-excess", CROOKED_GARAGE) in by_pattern
    assert ("repeat-claimant", "P004711") in by_pattern


def test_the_colluding_handler_is_found_where_outcomes_are_known(labelled):
    assert COMPLICIT_HANDLER in {finding.asset for finding in labelled[2].findings}


def test_no_party_is_accused_where_claims_are_spread_by_chance():
    table = make_table(labelled=False)
    frame = table.frame.copy()
    frame["handler_id"] = [f"H{place % 20}" for place in range(len(frame))]
    frame["repairer_id"] = [f"G{place % 30}" for place in range(len(frame))]
    even = Table(frame, MAPPING)

    result = ANALYZER.fit(even, SETTINGS, silent).report(even, silent)

    assert not [finding for finding in result.findings if finding.pattern == "party-excess"]


def test_plots_stay_small_and_say_the_same_as_their_table(either):
    for plot in either[2].plots:
        assert 0 < len(plot.rows) <= 500
        assert all(len(row) == len(plot.columns) for row in plot.rows)
    assert {"distribution", "timeline"} <= {plot.key for plot in either[2].plots}


def test_personal_attributes_do_not_move_the_score_unless_asked_for(labelled):
    table, model, _ = labelled
    aged = table.frame.assign(holder_age=20, claim_ref="other")
    young, old = Table(aged, MAPPING), Table(aged.assign(holder_age=80), MAPPING)

    assert np.array_equal(model.score(young), model.score(old))
    asked = ANALYZER.fit(part(table, np.arange(800)), settings_of(ANALYZER.manifest, {"protected": True}), silent)
    assert not np.array_equal(asked.score(young), asked.score(old))


def test_a_file_of_other_columns_than_learned_is_still_scored(either):
    table, model, _ = either

    scores = model.score(Table(table.frame[["cover_type", "claim_ref"]], {"claim": "claim_ref"}))

    assert np.isfinite(scores).all()


def test_a_file_without_rows_gives_an_empty_result(either):
    table, model, _ = either
    empty = part(table, np.zeros(0, dtype=np.int64))

    result = model.report(empty, silent)

    assert result.scores.shape == (0,)
    assert result.findings == ()
