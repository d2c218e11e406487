"""The report of an import as files: one entry for each row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.http import Http404, StreamingHttpResponse

from catalogue.models import OfferingImport
from common.names import neutralise

HEADER = ("row", "slug", "outcome", "messages")


def report_file(begun: OfferingImport, kind: str) -> StreamingHttpResponse:
    """Answer with the report as "csv" or "json", however long it is."""
    if kind not in _WRITERS:
        raise Http404
    write, media_type = _WRITERS[kind]
    response = StreamingHttpResponse(write(begun), content_type=media_type)
    # A name of our own making: nothing the uploader chose goes into a header.
    name = f"finsec-import-{begun.created_at:%Y%m%d-%H%M}.{kind}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


def _rows(begun: OfferingImport) -> Iterator[tuple[int, str, str, list[dict[str, str]]]]:
    return begun.report.order_by("row").values_list(*HEADER).iterator(chunk_size=2_000)


def _csv(begun: OfferingImport) -> Iterator[str]:
    """RFC 4180 with a byte order mark, which spreadsheets need to read other than Latin letters."""
    line = io.StringIO(newline="")
    writer = csv.writer(line, lineterminator="\r\n")
    yield "\ufeff" + ",".join(HEADER) + "\r\n"
    for row, slug, outcome, messages in _rows(begun):
        told = " ".join(_sentence(message) for message in messages)
        writer.writerow([row, neutralise(slug), outcome, neutralise(told)])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _sentence(message: dict[str, str]) -> str:
    return f"{message['column']}: {message['message']}" if message["column"] else message["message"]


def _json(begun: OfferingImport) -> Iterator[str]:
    start = "[\n"
    for row in _rows(begun):
        yield start + json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False)
        start = ",\n"
    yield "\n]\n" if start != "[\n" else "[]\n"


_WRITERS: dict[str, Any] = {
    "csv": (_csv, "text/csv; charset=utf-8"),
    "json": (_json, "application/json"),
}
