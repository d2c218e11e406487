"""Which column is which: the proposal for files as they come."""

import numpy as np
import pandas as pd
import pytest

from demos.analyzers.catalogue import KEYS, analyzer, manifest
from demos.analyzers.contract import UnusableDataError
from demos.analyzers.mapping import Roles, check, propose, roles_from_columns, roles_from_json, roles_to_json
from demos.analyzers.pipeline import table_of
from demos.analyzers.quality import labels_of

HANDBOOK = {
    "TRANSACTION_ID": "identifier", "TX_DATETIME": "time", "CUSTOMER_ID": "identifier", "TERMINAL_ID": "identifier",
    "TX_AMOUNT": "number", "TX_TIME_SECONDS": "number", "TX_TIME_DAYS": "number", "TX_FRAUD": "number",
    "TX_FRAUD_SCENARIO": "number",
}  # fmt: skip
AMLSIM = {"sourceNodeId": "identifier", "targetNodeId": "identifier", "value": "number", "time": "number"}


def test_public_card_payments_are_understood_and_their_answers_kept_apart():
    roles = propose(manifest("payment-fraud"), HANDBOOK)

    expected = {"customer": "CUSTOMER_ID", "amount": "TX_AMOUNT", "time": "TX_DATETIME", "terminal": "TERMINAL_ID"}
    assert {name: roles.fields[name] for name in expected} == expected
    assert roles.label == "TX_FRAUD"
    assert "TX_FRAUD_SCENARIO" in roles.ignored


def test_public_transfers_are_understood():
    roles = propose(manifest("payment-flows"), AMLSIM)

    assert roles.fields == {"sender": "sourceNodeId", "receiver": "targetNodeId", "time": "time", "amount": "value"}


@pytest.mark.parametrize("key", KEYS)
def test_every_sample_is_understood_by_its_own_analyzer(key):
    frame = analyzer(key).sample(1)
    kinds = {name: "number" if frame[name].dtype.kind in "if" else "category" for name in frame}
    kinds |= {name: "time" for name in frame if "at" in name.split("_") or "date" in name or "time" in name}

    roles = propose(manifest(key), kinds)

    check(manifest(key), roles, kinds)
    assert roles.label in frame


def test_roles_survive_json():
    roles = Roles({"sender": "a", "features": ("b", "c")}, "d", ("e",))

    assert roles_from_json(roles_to_json(roles)) == roles


def test_several_columns_of_one_role_are_kept_in_their_order():
    roles = roles_from_columns(manifest("log-anomalies"), {"a": "features", "b": "features", "c": "ignore"})

    assert roles.fields["features"] == ("a", "b")
    assert roles.ignored == ("c",)


def test_answers_never_reach_an_analyzer_as_features():
    frame = pd.DataFrame({"a": [1, 2], "is_fraud": [0, 1], "scenario": [0, 3]})

    table = table_of(frame, Roles({}, "is_fraud", ("scenario",)))

    assert list(table.frame.columns) == ["a"]
    assert list(table.labels) == [0.0, 1.0]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["normal", "neptune", ""], [0, 1, None]),
        ([0, 1, None], [0, 1, None]),
        (["No", "Yes", "unknown"], [0, 1, None]),
        ([False, True, False], [0, 1, 0]),
    ],
)
def test_labels_are_read_as_people_write_them(values, expected):
    found = labels_of(pd.Series(values), "label")

    assert [None if np.isnan(value) else value for value in found] == expected


def test_a_column_of_many_numbers_is_no_label():
    with pytest.raises(UnusableDataError):
        labels_of(pd.Series([1.5, 2.5, 3.5]), "amount")
