"""A whole run (fetch, read, check, analyse, store, draw) next to a bare script of the same library calls."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

from bench.tables import make_payments, row
from common.limited import ProcessLimits

ROOT = Path(__file__).resolve().parents[1]
ALGORITHMS = ("payment-fraud", "log-anomalies")
BARE = """
import json, resource, sys, time
started = time.perf_counter()
import pandas
from demos.analyzers.catalogue import analyzer
from demos.analyzers.contract import Table, settings_of, silent
chosen = analyzer(sys.argv[2])
names = dict.fromkeys(("transaction_id", "customer_id", "terminal_id"), str)
frame = pandas.read_csv(sys.argv[1], parse_dates=["booked_at"], dtype=names)
table = Table(frame, json.loads(sys.argv[3]))
result = chosen.fit(table, settings_of(chosen.manifest), silent).report(table, silent)
print(json.dumps([time.perf_counter() - started, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))
"""


def measure(data: Path | None) -> list[dict[str, Any]]:
    """Return one row per measurement; the file is generated, so ``data`` is not needed."""
    from django.core.management import call_command

    import finsec_market.celery  # noqa: F401 - the run rings its follow-up through it

    django.setup()
    call_command("migrate", verbosity=0)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.csv"
        make_payments().to_csv(path, index=False)
        return [found for key in ALGORITHMS for found in _compare(key, path)]


def _compare(key: str, path: Path) -> list[dict[str, Any]]:
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    busy = _busy()
    seconds, slowest, roles = _whole(key, path)
    busy_run = _busy() - busy
    # The largest child so far: the run's, unless an earlier one was larger.
    peak = max(before, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024
    busy = _busy()
    bare, bare_peak = _bare(key, path, roles)
    busy_bare = _busy() - busy
    return [
        row(f"whole run, 1,000,000 rows, {key}", f"{seconds:.1f} s ({seconds / bare:.2f} ×)", "60 s, 1.25 ×",
            f"bare script {bare:.1f} s"),
        row(f"processor time of the run, {key}", f"{busy_run:.1f} s ({busy_run / busy_bare:.2f} ×)", "1.25 ×",
            f"bare script {busy_bare:.1f} s"),
        row(f"peak memory of the run, {key}", f"{peak:.0f} MB ({peak / bare_peak:.2f} ×)", "1.5 ×",
            f"bare script {bare_peak:.0f} MB"),
        row(f"slowest page meanwhile, {key}", f"{slowest * 1000:.0f} ms", "100 ms", ""),
    ]  # fmt: skip


def _busy() -> float:
    """Return the processor seconds of this thread and of the children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.thread_time() + used.ru_utime + used.ru_stime


def _whole(key: str, path: Path) -> tuple[float, float, dict[str, Any]]:
    """Run it as a worker would; return seconds, the slowest home page meanwhile, and the fields it used."""
    from demos.models import Run
    from demos.running import work_on_run
    from jobs.models import Job
    from jobs.reporting import Reporter

    run = _queued_run(key, path)
    claimed = Job.objects.claim(run.job_id)
    assert claimed is not None
    watcher = _PageWatcher()
    watcher.start()
    started = time.perf_counter()
    claimed.close(Job.Status.DONE, store=work_on_run(claimed, Reporter(claimed)))
    seconds = time.perf_counter() - started
    watcher.stop()
    return seconds, watcher.slowest, Run.objects.get(pk=run.pk).roles["fields"]


def _queued_run(key: str, path: Path) -> Any:
    from django.utils import timezone

    from accounts.models import User
    from common.objects import store
    from demos.analyzers.catalogue import analyzer
    from demos.models import Run
    from jobs.models import Job, Upload

    owner, _made = User.objects.get_or_create(email="bench@localhost")
    Upload.objects.filter(owner=owner).delete()  # left by an earlier measurement
    upload = Upload.objects.create(
        owner=owner, name=path.name, size=path.stat().st_size, sha256=key, expires_at=timezone.now()
    )
    store.put_file(upload.key, str(path))
    job = Job.objects.create(kind="demos.run", owner=owner)
    return Run.objects.create(
        job=job, upload=upload, algorithm=key, version=analyzer(key).manifest.version, name=path.name
    )


def _bare(key: str, path: Path, fields: dict[str, Any]) -> tuple[float, float]:
    environment = os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    # As patient with other processes as the run's own child is: on a busy machine the ratio would say little otherwise.
    done = subprocess.run(
        ["nice", "-n", str(ProcessLimits().niceness), sys.executable, "-c", BARE, str(path), key, json.dumps(fields)],
        cwd=ROOT, env=environment, check=True, capture_output=True,
    )  # fmt: skip
    seconds, peak = json.loads(done.stdout.splitlines()[-1])
    return seconds, peak


class _PageWatcher(threading.Thread):
    """Asks for the home page twice a second, as a visitor during the run would."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.slowest = 0.0
        self._ended = threading.Event()

    def run(self) -> None:
        from django.test import Client

        client = Client(SERVER_NAME="localhost")
        client.get("/en/", secure=True)  # the first page compiles its templates
        while not self._ended.wait(0.5):
            started = time.perf_counter()
            answer = client.get("/en/", secure=True)
            self.slowest = max(self.slowest, time.perf_counter() - started)
            assert answer.status_code == 200, answer

    def stop(self) -> None:
        self._ended.set()
        self.join()
