"""The work of a run: file out of the store, a limited child, result into store and database."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import transaction

from common.limited import ProcessLimits, RefusedError, run_limited
from common.objects import store
from common.words import say
from demos.models import Finding, Plot, Run
from demos.pictures import picture
from demos.tasks import draw_other_languages
from jobs.models import Job
from jobs.reporting import Reporter

FETCHING = say("Fetching the file")
STORING = say("Storing the result")
GONE = say("The file was deleted before the analysis could read it. Upload it again.")


def work_on_run(job: Job, reporter: Reporter) -> Callable[[], None]:
    """Analyse one run in a limited child and return what stores its outcome."""
    run = Run.objects.select_related("upload").get(job=job)
    with TemporaryDirectory(prefix="run-") as folder:
        data = _analyse(run, Path(folder), reporter)
        reporter.progress(0.96, STORING.to_json())
        store.put_file(run.result_key, f"{folder}/result.json")
        store.put_file(run.scores_key, f"{folder}/scores.npy")
    pictures = {plot["key"]: {run.language: picture(plot, run.language)} for plot in data["plots"]}
    return partial(store_outcome, run, data, pictures)


def _analyse(run: Run, folder: Path, reporter: Reporter) -> dict[str, Any]:
    request = {
        "algorithm": run.algorithm,
        "path": _fetch(run, folder, reporter),
        "name": run.name,
        "options": run.options,
        "roles": run.roles or None,
        "settings": run.settings,
        "folder": str(folder),
    }
    limits = ProcessLimits(
        memory=settings.RUN_MEMORY_BYTES, cpu_seconds=settings.RUN_SECONDS, wall_seconds=settings.RUN_SECONDS
    )
    run_limited(
        "demos.analyzers.child",
        request,
        limits=limits,
        on_progress=reporter.progress,
        should_stop=reporter.should_stop,
    )
    data: dict[str, Any] = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    return data


def _fetch(run: Run, folder: Path, reporter: Reporter) -> str | None:
    """Return the path of the file, or None where the run is about the built-in sample."""
    if run.is_sample:
        return None
    if run.upload is None:
        raise RefusedError(GONE.to_json())
    reporter.progress(0.0, FETCHING.to_json())
    path = folder / "upload"
    store.fetch(run.upload.key, str(path))
    return str(path)


def store_outcome(run: Run, data: dict[str, Any], pictures: dict[str, dict[str, str]]) -> None:
    """Write everything the dashboard reads; called in the transaction that closes the job."""
    Finding.objects.filter(run=run).delete()
    Plot.objects.filter(run=run).delete()
    Run.objects.filter(pk=run.pk).update(
        rows=data["rows"],
        seconds=data["seconds"],
        headline=data["headline"],
        summary=data["summary"],
        facts=data["facts"],
        notes=data["notes"],
        quality=data["quality"],
        columns=data["columns"],
        roles=data["roles"],
    )
    behind = data["rows_behind"]
    Finding.objects.bulk_create(
        [_finding(run, position, found, behind[position]) for position, found in enumerate(data["findings"])],
        batch_size=100,
    )
    Plot.objects.bulk_create(
        Plot(run=run, position=position, pictures=pictures[plot["key"]], **plot)
        for position, plot in enumerate(data["plots"])
    )
    transaction.on_commit(lambda: draw_other_languages.delay(str(run.pk)), robust=True)


def _finding(run: Run, position: int, found: dict[str, Any], behind: list[dict[str, Any]]) -> Finding:
    numbers = found.pop("rows")
    changed = {
        "asset": found["asset"][:400],
        "first_seen": _as_it_stands(found["first_seen"]),
        "last_seen": _as_it_stands(found["last_seen"]),
    }
    return Finding(run=run, position=position, row_numbers=numbers, sample=behind, **found | changed)


def _as_it_stands(iso: str | None) -> datetime | None:
    """Return the time; one without a zone counts as UTC, so that it is shown as the file has it."""
    moment = datetime.fromisoformat(iso) if iso else None
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
