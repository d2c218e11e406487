"""The work of an import: file out of the store, a limited child, then batch after batch, each with its report.

A batch and the mark of how far the import is are committed together. An attempt that takes over goes on behind it.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import User
from audit.recording import Work, working
from catalogue.bulk import save_offerings
from catalogue.importing.checking import Checked, Checker
from catalogue.importing.columns import columns
from catalogue.importing.starting import may_import
from catalogue.models import ImportedRow, OfferingImport, OfferingProvider
from catalogue.submitting import own_providers
from common.limited import ProcessLimits, RefusedError, Stopped, run_limited
from common.objects import store
from common.words import say
from jobs.models import Job
from jobs.reporting import Reporter
from publishing.models import Revision
from publishing.services import Signature

BATCH = 500
WRITTEN = (ImportedRow.Outcome.CREATED, ImportedRow.Outcome.UPDATED)
PLACE = "import of offerings"
READING = say("Reading the file")
CHECKING = say("Checking the rows")
IMPORTING = say("Importing the rows")
NO_RIGHT = say("Your account no longer has the right to add and change offerings.")


def work_on_import(job: Job, reporter: Reporter) -> Callable[[], None]:
    """Check or import every row of a file; what is done is committed batch by batch."""
    begun = OfferingImport.objects.get(job=job)
    owner = job.owner
    if owner is None or not may_import(owner):
        raise RefusedError(NO_RIGHT.to_json())
    pk = owner.pk
    with TemporaryDirectory(prefix="import-") as folder, override(begun.language):
        rows = _read(begun, Path(folder), reporter)
        with working(Work(lambda: pk, lambda: PLACE)), rows.open(encoding="ascii") as lines, _settled():
            _take_all(begun, lines, reporter)
    return lambda: None


def _read(begun: OfferingImport, folder: Path, reporter: Reporter) -> Path:
    """Have a limited child take the file apart; return where its rows are."""
    reporter.progress(0.0, READING.to_json())
    path, target = folder / "upload", folder / "rows"
    store.fetch(begun.key, str(path))
    found = run_limited(
        "catalogue.importing.child",
        {"path": str(path), "target": str(target), "columns": columns()},
        limits=ProcessLimits(
            memory=settings.RUN_MEMORY_BYTES, cpu_seconds=settings.RUN_SECONDS, wall_seconds=settings.RUN_SECONDS
        ),
        on_progress=reporter.progress,
        should_stop=reporter.should_stop,
    )
    begun.rows, begun.notes = found["rows"], found["notes"]
    begun.save(update_fields=["rows", "notes"])
    return target


@contextmanager
def _settled() -> Iterator[None]:
    """Let the collector of garbage look at rows only, and not at the whole program each time that many have gone."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


def _take_all(begun: OfferingImport, lines: IO[str], reporter: Reporter) -> None:
    checker = Checker(begun.existing, dict(begun.report.exclude(slug="").values_list("slug", "row")))
    step = (CHECKING if begun.is_check else IMPORTING).to_json()
    rest = islice(lines, begun.position, None)
    while batch := [json.loads(line) for line in islice(rest, BATCH)]:
        if reporter.should_stop():
            raise Stopped
        _take(begun, checker, batch, reporter.job)
        reporter.progress(begun.position / (begun.rows or 1), step)


@transaction.atomic
def _take(begun: OfferingImport, checker: Checker, batch: list[dict[str, Any]], job: Job) -> None:
    """Check and store one batch with its report and its mark, unless another attempt has taken over."""
    if not job.mine().select_for_update().exists():
        raise Stopped
    checked = checker.check(batch)
    _refuse_own(checked, job.owner)
    if not begun.is_check:
        _save(checked, Signature(author=job.owner, source=Revision.Source.IMPORT, comment=begun.name))
    ImportedRow.objects.bulk_create(_report(begun, checked))
    begun.position += len(batch)
    begun.save(update_fields=["position"])


def _refuse_own(checked: list[Checked], person: User | None) -> None:
    """Leave what the importer's own organisation lists to its submissions."""
    providers = own_providers(person) if person else set()
    if not providers:
        return
    written = [row for row in checked if row.offering and row.outcome in WRITTEN]
    shares = OfferingProvider.objects.filter(offering__slug__in=[row.slug for row in written], provider__in=providers)
    own = set(shares.values_list("offering__slug", flat=True))
    for row in written:
        if row.slug in own or providers & set(row.providers or ()):
            row.refuse("providers", _("You belong to a provider of this offering. Submit it for review instead."))
            row.offering = None


def _save(checked: list[Checked], signed: Signature) -> None:
    with connection.cursor() as cursor:
        # The indexes of words take many rows at once far quicker than one by one; the one over all sections each
        # offering once, whatever is written of it.
        cursor.execute("SET LOCAL gin_pending_list_limit = '64MB'")
        cursor.execute("SET CONSTRAINTS search_pending_written DEFERRED")
    save_offerings(
        added=[row.offering for row in checked if row.offering and row.outcome == ImportedRow.Outcome.CREATED],
        changed=[row.offering for row in checked if row.offering and row.outcome == ImportedRow.Outcome.UPDATED],
        providers={row.slug: row.providers for row in checked if row.providers is not None},
        signed=signed,
    )


def _report(begun: OfferingImport, checked: list[Checked]) -> Iterator[ImportedRow]:
    for row in checked:
        slug = "".join(letter for letter in row.slug if letter.isprintable())[:80]
        yield ImportedRow(source=begun, row=row.number, slug=slug, outcome=row.outcome, messages=row.messages)
