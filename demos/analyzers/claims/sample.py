"""Generated motor claims with planted fraud."""

from __future__ import annotations

import numpy as np
import pandas as pd

from demos.analyzers.claims.learning import Ints
from demos.analyzers.contract import Floats

LABEL = "is_fraud"
CLAIMS = 3_000
BASE_RATE = 0.02
CROOKED_GARAGE, COMPLICIT_HANDLER = "G-017", "H-05"
START = np.datetime64("2024-01-01")


def sample_claims(seed: int) -> pd.DataFrame:
    """Return 3,000 claims of two years, sorted by the day of the loss.

    Fraud is planted as losses of the policy holder's own making under comprehensive cover, soon after the start of the
    policy or after moving house, as inflated invoices from one garage, and as one person who claims again and again.
    """
    draw = np.random.default_rng(seed)
    frame = _honest(draw)
    _stage(frame, draw)
    chance = np.clip(BASE_RATE * _odds(frame), 0.0, 0.9)
    fraud = draw.random(len(frame)) < chance
    frame.loc[fraud, "amount_claimed_eur"] = (
        frame.loc[fraud, "amount_claimed_eur"] * draw.uniform(1.1, 1.6, int(fraud.sum()))
    ).round(2)
    frame[LABEL] = fraud.astype(np.int64)
    return frame


def _honest(draw: np.random.Generator) -> pd.DataFrame:
    loss_day = np.sort(draw.integers(0, 730, CLAIMS))
    covers = draw.choice(["comprehensive", "partial own damage", "third party only"], CLAIMS, p=[0.35, 0.3, 0.35])
    classes = draw.choice(["small", "family", "van", "premium"], CLAIMS, p=[0.35, 0.4, 0.15, 0.1])
    loss = START + loss_day.astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "claim_ref": [f"C{24_000_000 + 37 * number}" for number in range(CLAIMS)],
            "loss_date": loss.astype("datetime64[s]"),
            "reported_on": (loss + _delays(draw).astype("timedelta64[D]")).astype("datetime64[s]"),
            "policy_start": (loss - _policy_days(draw).astype("timedelta64[D]")).astype("datetime64[s]"),
            "claimant_id": _claimants(draw),
            "cover_type": covers,
            "loss_type": draw.choice(["collision", "parking", "glass", "theft", "weather"], CLAIMS,
                                     p=[0.45, 0.25, 0.12, 0.06, 0.12]),
            "at_fault": draw.choice(["insured", "other party", "shared"], CLAIMS, p=[0.5, 0.4, 0.1]),
            "vehicle_class": classes,
            "vehicle_age": draw.choice(["new", "1 to 3 years", "4 to 7 years", "more than 7 years"], CLAIMS,
                                       p=[0.1, 0.3, 0.35, 0.25]),
            "amount_claimed_eur": _amounts(draw, classes),
            "excess_eur": draw.choice([150, 300, 500, 1000], CLAIMS, p=[0.2, 0.6, 0.15, 0.05]),
            "earlier_claims": draw.choice(["none", "1", "2 to 3", "4 or more"], CLAIMS, p=[0.5, 0.3, 0.15, 0.05]),
            "police_attended": draw.choice(["yes", "no"], CLAIMS, p=[0.3, 0.7]),
            "witnesses": draw.choice([0, 1, 2, 3], CLAIMS, p=[0.6, 0.25, 0.1, 0.05]),
            "last_address_change": draw.choice(
                ["no change", "under 1 year", "1 to 3 years", "more than 3 years"], CLAIMS, p=[0.8, 0.04, 0.06, 0.1]),
            "sold_by": draw.choice(["branch", "broker", "online"], CLAIMS, p=[0.3, 0.4, 0.3]),
            "holder_age": draw.integers(18, 85, CLAIMS),
            "repairer_id": [f"G-{number:03d}" for number in draw.integers(1, 41, CLAIMS)],
            "handler_id": [f"H-{number:02d}" for number in draw.integers(1, 16, CLAIMS)],
        }
    )  # fmt: skip


def _stage(frame: pd.DataFrame, draw: np.random.Generator) -> None:
    """Let one garage and one handler work together on losses that never happened."""
    staged = (frame["repairer_id"] == CROOKED_GARAGE) & (draw.random(len(frame)) < 0.6)
    few = int(staged.sum())
    frame.loc[staged, "cover_type"] = "comprehensive"
    frame.loc[staged, "at_fault"] = "insured"
    frame.loc[staged, "police_attended"] = "no"
    frame.loc[staged, "witnesses"] = 0
    frame.loc[staged, "handler_id"] = draw.choice([COMPLICIT_HANDLER, "H-11"], few, p=[0.8, 0.2])
    frame.loc[staged, "amount_claimed_eur"] = (frame["amount_claimed_eur"][staged] * draw.uniform(4.0, 8.0, few)).round(
        2
    )


def _delays(draw: np.random.Generator) -> Ints:
    return np.minimum(draw.geometric(0.25, CLAIMS) - 1, 60)


def _policy_days(draw: np.random.Generator) -> Ints:
    return np.floor(draw.exponential(700, CLAIMS)).astype(np.int64)


def _claimants(draw: np.random.Generator) -> list[str]:
    people = draw.integers(1, 40_000, CLAIMS)
    people[draw.choice(CLAIMS, 7, replace=False)] = 4711
    return [f"P{number:06d}" for number in people]


def _amounts(draw: np.random.Generator, classes: np.ndarray) -> Floats:
    factor = (
        pd.Series(classes).map({"small": 0.7, "family": 1.0, "van": 1.2, "premium": 2.2}).to_numpy(dtype=np.float64)
    )
    amounts: Floats = np.round(draw.lognormal(7.4, 0.7, CLAIMS) * factor, 2)
    return amounts


def _odds(frame: pd.DataFrame) -> Floats:
    age = (frame["loss_date"] - frame["policy_start"]).dt.days
    parts = [
        np.where(frame["at_fault"] == "insured", 2.2, 0.3),
        frame["cover_type"].map({"comprehensive": 2.2, "partial own damage": 1.2, "third party only": 0.2}).to_numpy(),
        np.where(age <= 45, 4.0, 1.0),
        np.where(frame["last_address_change"].isin(["under 1 year", "1 to 3 years"]), 3.0, 1.0),
        np.where(frame["loss_type"] == "theft", 2.5, 1.0),
        np.where(frame["police_attended"] == "no", 1.2, 0.7),
        np.where(frame["repairer_id"] == CROOKED_GARAGE, 8.0, 1.0),
        np.where(frame["handler_id"] == COMPLICIT_HANDLER, 2.5, 1.0),
        np.where(frame["claimant_id"] == "P004711", 10.0, 1.0),
    ]
    odds: Floats = np.prod(np.vstack(parts), axis=0)
    return odds
