"""The command line: the same code without a worker, with figures that anyone can compute again."""

import json

import numpy as np
import pandas as pd
import pytest
from django.core.management import CommandError, call_command
from sklearn.metrics import average_precision_score, roc_auc_score

from demos.analyzers.catalogue import analyzer

KEY = "payment-flows"
LABEL = "is_laundering"


@pytest.fixture(scope="module")
def payments():
    return analyzer(KEY).sample(3)


@pytest.fixture
def payments_csv(payments, tmp_path):
    path = tmp_path / "payments.csv"
    payments.to_csv(path, index=False)
    return path


def analyze(capsys, *arguments, **options):
    call_command("analyze", *map(str, arguments), **options)
    return capsys.readouterr().out


def test_with_labels_it_prints_what_its_own_scores_give(payments, payments_csv, tmp_path, capsys):
    told = analyze(capsys, KEY, payments_csv, "--label", LABEL, "--scores", tmp_path / "scores.csv")

    scores = pd.read_csv(tmp_path / "scores.csv")
    truth = payments[LABEL].to_numpy()
    assert list(scores["row"]) == list(range(1, len(payments) + 1))
    assert f"auroc             {roc_auc_score(truth, scores['score']):.4f}" in told
    assert f"average precision {average_precision_score(truth, scores['score']):.4f}" in told
    assert "precision at budget" in told
    assert "rows per second" in told


@pytest.mark.parametrize("ending", ["xlsx", "parquet"])
def test_workbooks_and_parquet_give_the_same_scores_as_csv(payments, payments_csv, ending, tmp_path, capsys):
    other = tmp_path / f"payments.{ending}"
    payments.to_parquet(other) if ending == "parquet" else payments.to_excel(other, index=False, engine="xlsxwriter")

    analyze(capsys, KEY, payments_csv, "--scores", tmp_path / "csv.csv")
    analyze(capsys, KEY, other, "--scores", tmp_path / "other.csv")

    same, found = (pd.read_csv(tmp_path / name)["score"] for name in ("csv.csv", "other.csv"))
    np.testing.assert_allclose(found, same, atol=1e-6)


def test_a_second_file_is_scored_by_what_the_first_one_taught(payments, tmp_path, capsys):
    first, second = tmp_path / "first.csv", tmp_path / "second.csv"
    payments.iloc[:4000].to_csv(first, index=False)
    payments.iloc[4000:].to_csv(second, index=False)

    analyze(capsys, KEY, first, "--test", second, "--scores", tmp_path / "scores.csv")

    assert len(pd.read_csv(tmp_path / "scores.csv")) == len(payments) - 4000


def test_a_row_of_the_second_file_is_scored_whatever_stands_beside_it(payments, tmp_path, capsys):
    first = tmp_path / "first.csv"
    payments.iloc[:4000].to_csv(first, index=False)
    scores = {}
    for name, rows in {"all": slice(4000, None), "some": slice(4000, 4100)}.items():
        payments.iloc[rows].to_csv(tmp_path / "second.csv", index=False)
        analyze(capsys, KEY, first, "--test", tmp_path / "second.csv", "--scores", tmp_path / f"{name}.csv")
        scores[name] = pd.read_csv(tmp_path / f"{name}.csv")["score"].to_numpy()

    np.testing.assert_allclose(scores["some"], scores["all"][:100], rtol=1e-6)


def test_columns_can_be_mapped_by_hand(payments, tmp_path, capsys):
    strange = payments.rename(columns={"sender": "a", "receiver": "b", "booked_at": "c", "amount": "d=e"})
    path = tmp_path / "strange.csv"
    strange.to_csv(path, index=False)
    fields = ["--map", "a=sender", "--map", "b=receiver", "--map", "c=time", "--map", "d=e=amount"]

    analyze(capsys, KEY, path, *fields, "--out", tmp_path / "result.json")

    roles = json.loads((tmp_path / "result.json").read_text())["roles"]
    assert roles["fields"] == {"sender": "a", "receiver": "b", "time": "c", "amount": "d=e"}


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--map", "amount=nonsense"], "There is no field “nonsense”"),
        (["--map", "nonsense=amount"], "There is no column “nonsense”"),
        (["--map", "nonsense"], "--map COLUMN=FIELD"),
        (["--set", "nonsense=1"], "There is no parameter “nonsense”"),
        (["--set", "budget=many"], "“many” is no value for budget"),
        (["--label", "nonsense"], "There is no column “nonsense”"),
        (["--test", "nonsense.csv"], "There is no file nonsense.csv"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(payments_csv, arguments, sentence):
    with pytest.raises(CommandError) as refused:
        call_command("analyze", KEY, str(payments_csv), *arguments)

    assert sentence in str(refused.value)


def test_an_unreadable_file_is_said_in_a_sentence(tmp_path):
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))

    with pytest.raises(CommandError):
        call_command("analyze", KEY, str(broken))
