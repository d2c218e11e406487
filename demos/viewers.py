"""Who is looking: a member, or a browser that has started a sample run."""

from __future__ import annotations

import secrets
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from common.htmx import HtmxRequest
from demos.analyzers.catalogue import KEYS, manifest
from demos.analyzers.contract import Manifest
from demos.models import Run, RunQuerySet

VISITOR = "visitor"


def visitor_of(request: HttpRequest) -> str:
    """Return the key of this browser's visit, empty where it has none."""
    return str(request.session.get(VISITOR, ""))


def new_visitor(request: HttpRequest) -> str:
    """Return the key of this browser's visit, made now if need be."""
    if VISITOR not in request.session:
        request.session[VISITOR] = secrets.token_urlsafe(24)
    return visitor_of(request)


def runs_of(request: HttpRequest) -> RunQuerySet:
    return Run.objects.owned_by(request.user, visitor_of(request)).for_rows()


def run_or_404(request: HtmxRequest | HttpRequest, run_id: UUID) -> Run:
    """A run that is not the reader's own does not exist for the reader."""
    return get_object_or_404(runs_of(request), pk=run_id)


def manifest_or_404(key: str) -> Manifest:
    if key not in KEYS:
        raise Http404
    return manifest(key)
