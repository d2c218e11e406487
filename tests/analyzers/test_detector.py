import numpy as np
import pandas as pd
import pytest

from demos.analyzers.detector import Detector, attribute, fit_detector


def make_frame(rows=600, seed=0):
    generator = np.random.default_rng(seed)
    first = generator.normal(size=rows)
    return pd.DataFrame(
        {
            "first": first,
            "second": first * 2 + generator.normal(scale=0.1, size=rows),
            "size": generator.lognormal(3, 1.5, rows),
            "kind": generator.choice(["a", "b", "c"], rows, p=[0.6, 0.35, 0.05]),
            "fixed": np.ones(rows),
        }
    )


@pytest.fixture(scope="module")
def frame():
    return make_frame()


@pytest.fixture(scope="module")
def detector(frame) -> Detector:
    return fit_detector(frame, seed=1)


def test_a_score_does_not_depend_on_the_rows_beside_it(frame, detector):
    order = np.random.default_rng(2).permutation(len(frame))

    whole = detector.judge_frame(frame).score
    shuffled = detector.judge_frame(frame.iloc[order]).score
    part = detector.judge_frame(frame.iloc[100:117]).score
    single = [detector.judge_frame(frame.iloc[row : row + 1]).score[0] for row in (0, 5, 599)]

    np.testing.assert_array_equal(shuffled, whole[order])
    np.testing.assert_array_equal(part, whole[100:117])
    np.testing.assert_array_equal(single, whole[[0, 5, 599]])


def test_rows_beyond_one_block_score_as_they_do_alone(frame, detector):
    many = pd.concat([frame] * 120, ignore_index=True)

    scores = detector.judge_frame(many).score

    np.testing.assert_array_equal(scores[-len(frame) :], detector.judge_frame(frame).score)


def test_the_same_seed_gives_the_same_scores_and_all_lie_between_0_and_1(frame, detector):
    again = fit_detector(frame, seed=1).judge_frame(frame).score

    np.testing.assert_array_equal(again, detector.judge_frame(frame).score)
    assert again.min() >= 0.0
    assert again.max() < 1.0


@pytest.mark.parametrize(
    ("column", "value"), [("first", 40.0), ("size", 1e9), ("kind", "never seen"), ("fixed", 2.0), ("second", np.inf)]
)
def test_one_strange_value_stands_out_and_is_named(frame, detector, column, value):
    strange = frame.iloc[[3]].assign(**{column: [value]})

    score = detector.judge_frame(strange).score[0]
    weights = attribute(detector, strange).weights[0]

    assert score > np.quantile(detector.judge_frame(frame).score, 0.95)
    named = frame.columns[int(np.argmax(weights))]
    assert named in ({column} | ({"first", "second"} if column in ("first", "second") else set()))


def test_a_broken_relationship_is_found_and_shows_as_a_surprise(frame, detector):
    row = frame.iloc[[3]].assign(first=[1.2], second=[-2.4], size=[20.0], kind=["a"])
    usual = np.quantile(detector.judge_frame(frame).score, 0.9)

    explanation = attribute(detector, row)

    assert detector.judge_frame(row).score[0] > usual
    assert int(np.argmax(explanation.weights[0])) in (0, 1)
    assert np.abs(explanation.surprise[0, :2]).min() > 0.5


def test_the_first_reason_stays_the_same_over_five_seeds():
    frame = make_frame(1_000, seed=3)
    generator = np.random.default_rng(4)
    changed = generator.choice(1_000, 50, replace=False)
    for number, name in enumerate(["size", "first", "kind", "fixed"]):
        rows = changed[number::4]
        frame.loc[rows, name] = {"size": 1e7, "first": 25.0, "kind": "odd", "fixed": 3.0}[name]
    top = frame.iloc[np.argsort(-fit_detector(frame, seed=0).judge_frame(frame).rarity)[:50]]

    first = np.stack([attribute(fit_detector(frame, seed), top).weights.argmax(axis=1) for seed in range(5)])

    assert np.mean((first == first[0]).all(axis=0)) >= 0.9


def test_reasons_do_not_change_with_the_seed(frame):
    rows = frame.iloc[:40]

    one, other = (attribute(fit_detector(frame, seed), rows).weights for seed in (1, 2))

    np.testing.assert_array_equal(one, other)


def test_many_copies_of_a_row_are_not_anomalies():
    copies = pd.DataFrame({"a": [1.0] * 950 + list(np.linspace(5, 9, 50)), "b": ["x"] * 950 + ["y"] * 50})

    scores = fit_detector(copies).judge_frame(copies).score

    assert scores[:950].max() < scores[950:].min()


@pytest.mark.parametrize("rows", [1, 2, 9])
def test_few_rows_and_missing_values_are_no_trouble(rows):
    frame = pd.DataFrame({"a": [np.nan] + [1.0] * (rows - 1), "b": [None] + ["x"] * (rows - 1), "c": [np.nan] * rows})

    scores = fit_detector(frame).judge_frame(frame).score

    assert np.isfinite(scores).all()


def test_a_row_between_dense_groups_of_different_spread_is_found():
    generator = np.random.default_rng(6)
    groups = [generator.normal(centre, spread, (400, 8)) for centre, spread in ((0.0, 0.2), (4.0, 1.0), (8.0, 0.2))]
    frame = pd.DataFrame(np.concatenate([*groups, np.full((1, 8), 0.9)]), columns=list("abcdefgh"))

    scores = fit_detector(frame).judge_frame(frame).score

    assert scores[-1] > np.quantile(scores[:-1], 0.95)


def test_a_small_group_of_copies_among_many_copies_is_found():
    generator = np.random.default_rng(7)
    usual = generator.choice([1.0, 1.5, 2.0], (3_000, 3))
    frame = pd.DataFrame(np.concatenate([usual, np.full((30, 3), 40.0)]), columns=list("abc"))

    scores = fit_detector(frame).judge_frame(frame).score

    assert scores[3_000:].min() > scores[:3_000].max()


def test_a_clean_history_makes_locally_odd_rows_rarer():
    generator = np.random.default_rng(5)
    angle = generator.uniform(0, 2 * np.pi, 3_000)
    ring = pd.DataFrame({"x": np.cos(angle), "y": np.sin(angle)})
    middle = pd.DataFrame({"x": [0.0], "y": [0.0]})

    clean = fit_detector(ring, clean=True).judge_frame(middle).score[0]
    mixed = fit_detector(ring).judge_frame(middle).score[0]

    assert clean > mixed
