from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from demos.analyzers.contract import Severity, Table, UnusableDataError, settings_of, silent
from demos.analyzers.logs.analyzer import ANALYZER, LABEL


def run(table, **given):
    model = ANALYZER.fit(table, settings_of(ANALYZER.manifest, given), silent)
    return model, model.report(table, silent)


@pytest.fixture(scope="module")
def sample():
    return ANALYZER.sample(1)


@pytest.fixture(scope="module")
def table(sample):
    return Table(sample.drop(columns=[LABEL]), {"asset": "host", "time": "time"})


@pytest.fixture(scope="module")
def reported(table):
    return run(table)


def test_the_sample_is_the_same_for_the_same_seed(sample):
    pd.testing.assert_frame_equal(sample, ANALYZER.sample(1))
    assert not sample.equals(ANALYZER.sample(2))


def test_every_finding_of_the_sample_is_a_planted_incident(sample, reported):
    _, result = reported

    assert len(result.findings) >= 3
    for finding in result.findings:
        assert sample[LABEL].iloc[list(finding.rows)].all()
        assert finding.severity >= Severity.LOW


def test_planted_incidents_carry_their_pattern_and_reference(reported):
    _, result = reported

    found = {(finding.asset, finding.pattern): finding.references for finding in result.findings}

    assert found["branch-05", "password-guessing"] == ("attack:T1110",)
    assert found["branch-03", "data-out"] == ("attack:T1048",)
    assert any(asset == "desk-07" for asset, _ in found)


def test_reasons_are_true_of_their_row(table, reported):
    _, result = reported

    for finding in result.findings:
        row = table.frame.iloc[finding.rows[0]]
        own = table.frame[table.frame["host"] == finding.asset]
        for reason in finding.reasons:
            assert reason.value == row[reason.column]
            if reason.usual is not None:
                assert reason.usual == pytest.approx(tuple(own[reason.column].quantile([0.05, 0.95])))
        assert sum(reason.weight for reason in finding.reasons) <= 1.0 + 1e-9


def test_scores_do_not_depend_on_the_other_rows(table, reported):
    model, result = reported

    part = Table(table.frame.iloc[40:90].reset_index(drop=True), table.mapping)

    np.testing.assert_array_equal(model.score(part), result.scores[40:90])


@pytest.mark.parametrize("kind", ["normal", "exponential", "poisson"])
def test_nothing_is_invented_in_clean_data(kind):
    generator = np.random.default_rng(7)
    values = generator.normal(size=(3_000, 5)) if kind == "normal" else getattr(generator, kind)(0.3, (3_000, 5))
    frame = pd.DataFrame(values.astype(float), columns=list("abcde"))

    _, result = run(Table(frame))

    assert result.findings == ()
    assert result.headline.message == "Nothing in this log stands out from what is usual."


def test_messages_are_compared_by_their_template_and_running_numbers_are_left_out():
    generator = np.random.default_rng(8)
    text = [f"Accepted password for user{n} from 10.0.0.{n % 200} port {n * 7}" for n in range(1_000)]
    text[500] = "kernel panic: not syncing, giving up on everything"
    frame = pd.DataFrame({"line": range(1_000), "message": text, "load": generator.normal(size=1_000)})

    _, result = run(Table(frame))

    assert int(np.argmax(result.scores)) == 500
    assert [note.values["column"] for note in result.notes] == ["line"]


def test_a_log_without_a_usable_column_is_refused():
    frame = pd.DataFrame({"id": range(100), "same": ["x"] * 100})

    with pytest.raises(UnusableDataError, match="No column can be compared"):
        run(Table(frame))


def test_a_log_of_few_rows_is_refused():
    with pytest.raises(UnusableDataError, match="at least 10 rows"):
        run(Table(pd.DataFrame({"a": [1.0, 2.0]})))


def test_plots_say_the_same_as_their_tables(table, reported):
    _, result = reported

    plots = {plot.key: plot for plot in result.plots}

    assert set(plots) == {"timeline", "distribution", "assets"}
    assert sum(row[2] for row in plots["distribution"].rows) == len(table)
    assert sum(row[1] for row in plots["timeline"].rows) == sum(finding.row_count for finding in result.findings)


def test_the_budget_limits_the_rows_of_all_findings(table):
    _, result = run(table, budget=3)

    assert sum(finding.row_count for finding in result.findings) <= 3


def test_a_file_to_compare_with_is_taken_as_a_clean_history_by_itself(table):
    small = replace(table, frame=table.frame.iloc[:500].reset_index(drop=True))
    reference = replace(small, is_reference=True)

    scores = {
        (source is reference, history): run_scores(source, history)
        for source in (small, reference)
        for history in ("auto", "clean", "mixed")
    }

    np.testing.assert_array_equal(scores[True, "auto"], scores[False, "clean"])
    np.testing.assert_array_equal(scores[False, "auto"], scores[True, "mixed"])
    assert not np.array_equal(scores[True, "auto"], scores[False, "auto"])


def run_scores(table, history):
    return ANALYZER.fit(table, settings_of(ANALYZER.manifest, {"history": history}), silent).score(table)


def test_against_a_clean_history_even_a_file_full_of_incidents_stands_out(sample):
    columns = {"asset": "host", "time": "time"}
    bad = sample[LABEL].to_numpy() == 1
    usual = sample[~bad].drop(columns=[LABEL]).reset_index(drop=True)
    incidents = sample[bad].drop(columns=[LABEL]).reset_index(drop=True)

    model = ANALYZER.fit(Table(usual, columns, is_reference=True), settings_of(ANALYZER.manifest), silent)
    result = model.report(Table(incidents, columns), silent)

    assert sum(finding.row_count for finding in result.findings) > len(incidents) / 2
