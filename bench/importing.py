"""Importing a file of offerings as a worker does it, next to bare ``bulk_create`` of the same rows."""

from __future__ import annotations

import csv
import io
import json
import os
import re
import resource
import shutil
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

import numpy as np

from bench.tables import row

ROWS = 100_000
WARMING = 500
LANGUAGES = ("en", "de", "el")
LISTS = ("providers", "audience", "tags")
CONTENT = Path(__file__).resolve().parents[1] / "content"


def measure(data: Path | None, rows: int = ROWS) -> list[dict[str, Any]]:
    """Return the times of new, unchanged and changed files, each checked and imported, and of bare bulk_create."""
    from django.core.management import call_command

    import finsec_market.celery  # noqa: F401 - enqueueing rings through it

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0, stdout=io.StringIO())
    _clear()
    with TemporaryDirectory() as folder:
        _checked_and_imported(_written(Path(folder) / "warm", "csv", _entries(WARMING, "warm")))
        found = [row for kind in ("csv", "json") for row in _rows(Path(folder), kind, rows)]
    return [*found, _bare_row(rows)]


def _rows(folder: Path, kind: str, rows: int) -> Iterator[dict[str, Any]]:
    new = _written(folder / "new", kind, _entries(rows, "bench"))
    changed = _written(folder / "changed", kind, ({**one, "stage": "operation"} for one in _entries(rows, "bench")))
    _clear()
    for what, file in (("new", new), ("unchanged", new), ("changed", changed)):
        check, load, busy, peak = _checked_and_imported(file)
        yield row(
            f"import of offerings, {kind.upper()}, {what}: {rows:,} rows in three languages, "
            f"{file.stat().st_size / 2**20:.0f} MB",
            f"{check + load:.0f} s (check {check:.0f} s, import {load:.0f} s); {busy:.0f} s of processor time; "
            f"at most {peak:.0f} MB of memory in the worker",
            "600 s",
            _loaded(),
        )


def _checked_and_imported(file: Path) -> tuple[float, float, float, float]:
    """Return the seconds of check and import, the processor seconds of both, and the worker's most memory in MB."""
    Path("/proc/self/clear_refs").write_text("5")  # forget the most memory so far
    begun = _begun(file)
    check, busy = _timed(lambda: _worked(begun))
    load, more = _timed(lambda: _carried_out(begun))
    [peak] = re.findall(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())
    return check, load, busy + more, int(peak) / 1024


def _bare_row(rows: int) -> dict[str, Any]:
    entries = list(_entries(rows, "bare"))
    bare, busy = _timed(lambda: _bare(entries))
    _clear()
    return row(
        f"bare bulk_create of the same {rows:,} rows", f"{bare:.0f} s; {busy:.0f} s of processor time", "", _loaded()
    )


def _loaded() -> str:
    return f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"


def _timed(work: Callable[[], None]) -> tuple[float, float]:
    """Return the seconds and the processor seconds, the database's own among them."""
    started, busy = time.perf_counter(), _busy()
    work()
    return time.perf_counter() - started, _busy() - busy


def _busy() -> float:
    """Return the processor seconds of this thread, of children that have ended and of our database process."""
    from django.db import connection

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [[pid]] = cursor.fetchall()
    stat = Path(f"/proc/{pid}/stat")  # there where the database runs on this machine, as the embedded one does
    ticks = stat.read_text().rpartition(")")[2].split()[11:13] if stat.exists() else []
    of_database = sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return time.thread_time() + used.ru_utime + used.ru_stime + of_database


def _entries(rows: int, prefix: str) -> Iterator[dict[str, Any]]:
    """Yield offerings, the same ones each time: words as frequent as in the market's own texts."""
    draw = np.random.default_rng(0)
    words = {code: np.array(_words(code), dtype=object) for code in LANGUAGES}
    for number in range(rows):
        entry: dict[str, Any] = {
            "slug": f"{prefix}-{number}", "providers": "finsec", "state": "published", "kind": "service",
            "stage": "beta", "price_model": "subscription", "amount": f"{draw.lognormal(7, 1.2):.2f}",
            "currency": "EUR", "audience": "financial-institutions",
            "tags": "|".join(sorted(set(draw.choice(words["en"], 3)))),
        }  # fmt: skip
        for code in LANGUAGES:
            picked = draw.choice(words[code], 64)
            entry[f"title_{code}"] = f"{' '.join(picked[:4])}"[:110]
            entry[f"summary_{code}"] = f"{' '.join(picked[4:16])}"[:230]
            entry[f"description_{code}"] = " ".join(picked[16:])
        yield entry


def _words(code: str) -> list[str]:
    texts = [tomllib.loads(path.read_text()) for path in sorted((CONTENT / "offerings").glob(f"*/{code}.toml"))]
    words = " ".join(told["description"] for told in texts).split()
    return [word.strip(".,;:()*#[]").lower() for word in words if len(word) > 1 and ":" not in word][:20_000]


def _written(path: Path, kind: str, entries: Iterable[dict[str, Any]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        if kind == "csv":
            entries = iter(entries)
            first = next(entries)
            writer = csv.DictWriter(file, list(first))
            writer.writeheader()
            writer.writerows(chain([first], entries))
        else:
            for number, one in enumerate(entries):
                lists = {name: one[name].split("|") for name in LISTS}
                file.write((",\n" if number else "[\n") + json.dumps(one | lists, ensure_ascii=False))
            file.write("\n]\n")
    return path


def _begun(path: Path) -> Any:
    from django.core.files.uploadedfile import TemporaryUploadedFile

    from accounts.models import User
    from catalogue.importing.starting import begin_import

    editor, _ = User.objects.get_or_create(
        email="bench-import@localhost.example", defaults={"is_staff": True, "is_superuser": True}
    )
    with TemporaryUploadedFile("bench", "text/plain", path.stat().st_size, None) as file, path.open("rb") as written:
        shutil.copyfileobj(written, file)
        file.flush()
        return begin_import(actor=editor, file=file, existing="update")


def _worked(begun: Any) -> None:
    from catalogue.importing.working import work_on_import
    from jobs.models import Job
    from jobs.reporting import Reporter

    begun.refresh_from_db()
    job = Job.objects.claim(begun.job_id)
    assert job is not None
    job.close(Job.Status.DONE, store=work_on_import(job, Reporter(job)))
    refused = begun.report.filter(outcome="refused").first()
    assert refused is None, refused.messages


def _carried_out(begun: Any) -> None:
    from catalogue.importing.starting import carry_out

    carry_out(actor=begun.job.owner, begun=begun)
    _worked(begun)


def _bare(entries: list[dict[str, Any]]) -> None:
    """Write the same rows in the same batches, already checked, without a report."""
    from catalogue.importing.working import BATCH
    from catalogue.models import Offering, OfferingProvider, Provider

    lead, batch = Provider.objects.get(slug="finsec"), []
    for number, entry in enumerate(entries, 1):
        lists = {"audience": ["financial-institutions"], "tags": entry["tags"].split("|")}
        values = {name: value for name, value in entry.items() if name != "providers"} | lists
        batch.append(Offering(lead=lead, **values))
        batch[-1].date_publication()
        if len(batch) == BATCH or number == len(entries):
            Offering.objects.bulk_create(batch)
            OfferingProvider.objects.bulk_create(OfferingProvider(offering=one, provider=lead) for one in batch)
            batch.clear()


def _clear() -> None:
    """Remove what a measurement left."""
    from catalogue.models import Offering
    from jobs.models import Job

    Offering.objects.filter(slug__regex="^(bench|bare|warm)-[0-9]+$").delete()
    Job.objects.filter(kind="catalogue.import").delete()
