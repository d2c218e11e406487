"""Importing a file of offerings as a worker does it, next to bare ``bulk_create`` of the same rows."""

from __future__ import annotations

import csv
import io
import os
import resource
import time
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

import numpy as np

from bench.tables import row

ROWS = 100_000
WARMING = 500
LANGUAGES = ("en", "de", "el")
CONTENT = Path(__file__).resolve().parents[1] / "content"


def measure(data: Path | None, rows: int = ROWS) -> list[dict[str, Any]]:
    """Return the rates of a check, of an import, of the same file again and of bare bulk_create."""
    from django.core.management import call_command

    import finsec_market.celery  # noqa: F401 - enqueueing rings through it

    django.setup()
    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0, stdout=io.StringIO())
    _clear()
    content = _written(rows)
    _imported(_written(WARMING, "warm"))
    begun = _begun(content)
    check, _ = _timed(lambda: _worked(begun))
    load, busy = _timed(lambda: _carried_out(begun))
    again, _ = _timed(lambda: _imported(content))
    entries = list(_entries(rows, "bare"))
    bare, bare_busy = _timed(lambda: _bare(entries))
    _clear()
    what, told = f"{rows:,} rows in three languages, {len(content) / 2**20:.0f} MB", _loaded()
    rate = f"bulk_create {bare:.1f} s, {rows / bare:,.0f} rows a second"
    return [
        row(f"import of offerings, check, {what}", f"{check:.1f} s, {rows / check:,.0f} rows a second", "", told),
        row(f"import of offerings, {what}", f"{load:.1f} s, {rows / load:,.0f} rows a second ({load / bare:.2f} ×)",
            "600 s", rate),
        row("import of offerings, processor time of worker and database", f"{busy:.1f} s ({busy / bare_busy:.2f} ×)",
            "", f"bulk_create {bare_busy:.1f} s"),
        row(f"import of offerings, check and import of the same file again, {what}",
            f"{again:.1f} s, {rows / again:,.0f} rows a second", "", told),
    ]  # fmt: skip


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


def _written(rows: int, prefix: str = "bench") -> bytes:
    entries = _entries(rows, prefix)
    first = next(entries)
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(first))
    writer.writeheader()
    writer.writerow(first)
    writer.writerows(entries)
    return text.getvalue().encode()


def _begun(content: bytes) -> Any:
    from django.core.files.uploadedfile import TemporaryUploadedFile

    from accounts.models import User
    from catalogue.importing.starting import begin_import

    editor, _ = User.objects.get_or_create(
        email="bench-import@localhost.example", defaults={"is_staff": True, "is_superuser": True}
    )
    with TemporaryUploadedFile("bench.csv", "text/csv", len(content), None) as file:
        file.write(content)
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


def _imported(content: bytes) -> None:
    begun = _begun(content)
    _worked(begun)
    _carried_out(begun)


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
