"""The limited process in which a worker's run happens: paths and settings in, files out, no secrets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from common.limited import serve
from common.tables import ReadOptions
from demos.analyzers.contract import Progress
from demos.analyzers.mapping import roles_from_json, roles_to_json
from demos.analyzers.pipeline import Outcome, Request, Source, execute
from demos.analyzers.serial import result_to_json


def work(request: dict[str, Any], tell: Progress) -> dict[str, Any]:
    """Run what ``request`` says and leave result.json and scores.npy in its ``folder``."""
    outcome = execute(request_from_json(request), tell)
    folder = Path(request["folder"])
    (folder / "result.json").write_text(json.dumps(outcome_to_json(outcome), default=_scalar), encoding="utf-8")
    np.save(folder / "scores.npy", outcome.result.scores.astype(np.float64), allow_pickle=False)
    return {"rows": outcome.rows, "seconds": outcome.seconds}


def request_from_json(data: dict[str, Any]) -> Request:
    path = data.get("path")
    return Request(
        algorithm=data["algorithm"],
        source=Source(Path(path), data["name"], ReadOptions.from_json(data.get("options") or {})) if path else None,
        roles=roles_from_json(data["roles"]) if data.get("roles") else None,
        settings=data.get("settings") or {},
    )


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """Return everything but the scores, without a NaN in it: PostgreSQL's JSON knows none.

    Rows of findings are numbered as a spreadsheet shows them.
    """
    data = result_to_json(outcome.result)
    for finding in data["findings"]:
        finding["rows"] = [outcome.row_numbers.of(row) for row in finding["rows"]]
    behind: list[Any] = [list(rows) for rows in outcome.rows_behind]
    whole: dict[str, Any] = finite(
        data
        | {
            "notes": [words.to_json() for words in outcome.notes],
            "roles": roles_to_json(outcome.roles),
            "columns": list(outcome.columns),
            "rows": outcome.rows,
            "seconds": outcome.seconds,
            "quality": outcome.quality,
            "rows_behind": behind,
        }
    )
    return whole


def finite(value: Any) -> Any:
    """Return ``value`` with plain Python numbers, and None in place of NaN and infinities."""
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value


def _scalar(value: Any) -> Any:
    return str(value)


if __name__ == "__main__":
    serve(work)
