"""The analyzer that docs/add-an-algorithm.md shows keeps the promises that it tells."""

import re
import sys
from pathlib import Path

import numpy as np
import pytest

import demos.analyzers
from common.wording import translate_titles
from demos.analyzers import catalogue
from demos.analyzers.child import outcome_to_json
from demos.analyzers.contract import SAMPLE_SEED, Table, UnusableDataError, settings_of, silent
from demos.analyzers.pipeline import Request, execute
from demos.drawing import draw

PAGE = Path(__file__).resolve().parents[2] / "docs" / "add-an-algorithm.md"
FILE = re.compile(r"^`demos/analyzers/(invoices/\w+\.py)`\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r'^"([\w-]+)": "(demos\.analyzers\.\w+)",$', re.MULTILINE)


@pytest.fixture
def analyzer(tmp_path, monkeypatch):
    """Put the files of the page where the page says, and the line into the catalogue."""
    text = PAGE.read_text()
    for name, code in FILE.findall(text):
        target = tmp_path / name
        target.parent.mkdir(exist_ok=True)
        target.write_text(code)
    ((key, package),) = ENTRY.findall(text)
    monkeypatch.setattr(demos.analyzers, "__path__", [*demos.analyzers.__path__, str(tmp_path)])
    monkeypatch.setitem(catalogue._PACKAGES, key, package)
    yield catalogue.analyzer(key)
    for name in [name for name in sys.modules if name.startswith(package)]:
        del sys.modules[name]


def table_of(frame):
    return Table(frame.drop(columns=["is_fraud"]), {"supplier": "supplier", "amount": "amount"})


def test_it_runs_on_its_sample_as_on_a_members_file(analyzer):
    outcome = execute(Request(analyzer.manifest.key, source=None))

    assert outcome.quality["auroc"] > 0.99
    assert {one.asset for one in outcome.result.findings} == {"Supplier 11", "Supplier 13", "Supplier 15"}
    assert outcome_to_json(outcome)["findings"][0]["title"]["message"] == "Unusual invoice of %(supplier)s"


def test_its_scores_depend_on_the_model_and_the_row_alone(analyzer):
    table = table_of(analyzer.sample(SAMPLE_SEED))
    model = analyzer.fit(table, settings_of(analyzer.manifest), silent)
    part = Table(table.frame.iloc[100:120].reset_index(drop=True), table.mapping)

    scores = model.score(table)

    assert scores.shape == (len(table),)
    assert scores.min() >= 0.0
    assert scores.max() <= 1.0
    np.testing.assert_array_equal(model.score(part), scores[100:120])


def test_its_reasons_are_true_and_its_plots_can_be_drawn(analyzer):
    table = table_of(analyzer.sample(SAMPLE_SEED))
    result = analyzer.fit(table, settings_of(analyzer.manifest), silent).report(table, silent)

    for finding in result.findings:
        row = table.frame.iloc[finding.rows[0]]
        assert all(reason.value == row[reason.column] for reason in finding.reasons)
    for plot in result.plots:
        assert draw(translate_titles(plot.spec, "el"), width=760).startswith("<svg")


def test_it_refuses_a_file_that_it_cannot_learn_from(analyzer):
    frame = analyzer.sample(SAMPLE_SEED).assign(amount=float("nan"))

    with pytest.raises(UnusableDataError, match="No invoice"):
        analyzer.fit(table_of(frame), settings_of(analyzer.manifest), silent)
