"""A finished run as a file, for its page, its share link and the API."""

from __future__ import annotations

import io

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _

from common.errors import DomainError
from common.objects import store
from common.wording import tell
from demos.exports import EXPORTS, scores_csv
from demos.models import Run
from demos.reports import report_of
from demos.services import busy_without_store
from jobs.models import Job

SCORES = "scores"


def export(run: Run, kind: str, link: str) -> HttpResponseBase:
    """Answer with the run in the given format; scores are one line a row."""
    if kind != SCORES and kind not in EXPORTS:
        raise Http404
    if run.job.status != Job.Status.DONE:
        raise DomainError(_("Only a finished result can be exported."))
    if kind == SCORES:
        return _scores(run)
    chosen = EXPORTS[kind]
    body = chosen.render(report_of(run, link=link), tell)
    response = HttpResponse(body, content_type=chosen.media_type)
    response["Content-Disposition"] = f'attachment; filename="{file_stem(run)}.{chosen.extension}"'
    return response


def _scores(run: Run) -> HttpResponseBase:
    with busy_without_store():
        stored = store.get(run.scores_key)
    import numpy as np  # Pages need no numbers, so only this answer loads the library.

    scores = np.load(io.BytesIO(stored), allow_pickle=False)
    response = StreamingHttpResponse(scores_csv(scores), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_stem(run)}-scores.csv"'
    return response


def file_stem(run: Run) -> str:
    """A file name of our own making: nothing the uploader chose goes into a header."""
    return f"finsec-{run.algorithm}-{run.created_at:%Y%m%d-%H%M}"
