"""A generated log of a small bank's machines, with four kinds of incidents planted."""

from __future__ import annotations

import numpy as np
import pandas as pd

LABEL = "is_incident"
START = np.datetime64("2026-03-02T00:00:00")
ROWS = 5_000
DAYS = 14
HOSTS = (*(f"atm-{n:02d}" for n in range(1, 13)), *(f"branch-{n:02d}" for n in range(1, 7)),
         *(f"desk-{n:02d}" for n in range(1, 25)))  # fmt: skip
LEVELS = {"atm": (40.0, 1.0, 0.02, 38.0), "branch": (900.0, 6.0, 0.3, 44.0), "desk": (220.0, 3.0, 0.15, 41.0)}
SERVICES = {
    "atm": ("iso8583", "https", "ntp"),
    "branch": ("https", "smb", "dns", "sql"),
    "desk": ("https", "dns", "smb", "imap"),
}


def make_sample(seed: int) -> pd.DataFrame:
    """Return 5,000 rows, one per host and period, in the order of time; ``is_incident`` marks the planted ones."""
    generator = np.random.default_rng(seed)
    frame = _everyday(generator)
    for plant in (_scan, _night_transfer, _guessing, _full_disk):
        plant(frame, generator)
    return frame.sort_values("time", kind="stable").reset_index(drop=True)


def _everyday(generator: np.random.Generator) -> pd.DataFrame:
    hosts = generator.choice(HOSTS, ROWS)
    kinds = np.array([host.split("-")[0] for host in hosts])
    level, ports, failed, disk = np.array([LEVELS[kind] for kind in kinds]).T
    hour = np.where(kinds == "atm", generator.uniform(0, 24, ROWS), np.clip(generator.normal(13, 2.8, ROWS), 6, 21.9))
    seconds = (generator.integers(0, DAYS, ROWS) * 24 + hour) * 3600
    connections = generator.poisson(level / 10) + 1
    kilobytes_in = level * generator.lognormal(0, 0.5, ROWS) * 8
    return pd.DataFrame(
        {
            "time": START + seconds.astype("timedelta64[s]"),
            "host": hosts,
            "service": [generator.choice(SERVICES[kind]) for kind in kinds],
            "connections": connections,
            "distinct_ports": 1 + np.minimum(generator.poisson(ports), connections),
            "kilobytes_in": kilobytes_in.round(1),
            "kilobytes_out": (kilobytes_in * generator.lognormal(-1.6, 0.35, ROWS)).round(1),
            "failed_logins": generator.poisson(failed),
            "cpu_percent": np.clip(generator.normal(12, 4, ROWS) + connections / 4, 1, 100).round(1),
            "disk_percent": np.clip(generator.normal(disk, 4, ROWS), 5, 80).round(1),
            LABEL: np.zeros(ROWS, dtype=np.int64),
        }
    )


def _rows_of(frame: pd.DataFrame, host: str, count: int, generator: np.random.Generator) -> pd.Index[int]:
    """Pick rows of one host within one stretch of time and mark them."""
    own = frame.index[frame["host"] == host].to_numpy()
    by_time = own[np.argsort(frame.loc[own, "time"].to_numpy(), kind="stable")]
    count = min(count, len(by_time))
    start = int(generator.integers(0, len(by_time) - count + 1))
    rows: pd.Index[int] = pd.Index(by_time[start : start + count])
    frame.loc[rows, LABEL] = 1
    return rows


def _scan(frame: pd.DataFrame, generator: np.random.Generator) -> None:
    rows = _rows_of(frame, "desk-07", 6, generator)
    frame.loc[rows, "distinct_ports"] = generator.integers(300, 1_000, len(rows))
    frame.loc[rows, "connections"] = generator.integers(1_000, 2_000, len(rows))


def _night_transfer(frame: pd.DataFrame, generator: np.random.Generator) -> None:
    rows = _rows_of(frame, "branch-03", 5, generator)
    night = frame.loc[rows, "time"].dt.normalize() + pd.to_timedelta(generator.integers(7_200, 14_400, len(rows)), "s")
    frame.loc[rows, "time"] = night
    frame.loc[rows, "kilobytes_out"] = generator.uniform(400_000, 900_000, len(rows)).round(1)


def _guessing(frame: pd.DataFrame, generator: np.random.Generator) -> None:
    rows = _rows_of(frame, "branch-05", 8, generator)
    frame.loc[rows, "failed_logins"] = generator.integers(60, 240, len(rows))


def _full_disk(frame: pd.DataFrame, generator: np.random.Generator) -> None:
    rows = _rows_of(frame, "atm-09", 6, generator)
    frame.loc[rows, "disk_percent"] = np.linspace(93.0, 99.5, len(rows)).round(1)
