"""The files of media, from the market's own host. A name stands for its content, so a copy is good for ever."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.media.permissions import may_preview
from catalogue.media.ranges import wanted_part
from catalogue.models import Media, Offering
from common.errors import BusyError, GoneError
from common.objects import ObjectMissingError, StoreUnavailableError, store
from common.public_files import FOR_EVER

log = logging.getLogger(__name__)


@login_not_required
@require_safe
def media_file(request: HttpRequest, media_id: uuid.UUID, name: str) -> HttpResponseBase:
    media: Media = get_object_or_404(Media.objects.select_related("offering"), pk=media_id)
    file, track = media.file(name), next((text for _code, own, text in media.tracks() if own == name), "")
    is_shown = media.offering.state == Offering.State.PUBLISHED and media.removed_at is None
    is_public = is_shown and bool(file or track)
    file = file or media.earlier_file(name)
    if not (file or track) or not (is_public or may_preview(request.user, media.offering_id)):
        raise Http404
    etag = f'"{name.partition(".")[0]}"'
    response = get_conditional_response(request, etag=etag) or (
        _answer(request, media, file, etag) if file else HttpResponse(track, content_type="text/vtt; charset=utf-8")
    )
    response["ETag"] = etag
    response["Cache-Control"] = FOR_EVER if is_public else "private, no-store"
    return response


def _answer(request: HttpRequest, media: Media, file: dict[str, Any], etag: str) -> HttpResponseBase:
    size = int(file["bytes"])
    try:
        part = wanted_part(request, size, etag)
    except ValueError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    first, last = part or (0, size - 1)
    response = StreamingHttpResponse(
        _body(request, media.key(file["name"]), part),
        status=206 if part else 200,
        content_type=file["type"],
        headers={"Accept-Ranges": "bytes", "Content-Length": str(last - first + 1)},
    )
    if part:
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    if media.kind == Media.Kind.DOCUMENT:
        response["Content-Disposition"] = content_disposition_header(True, media.name) or "attachment"
    return response


def _body(request: HttpRequest, key: str, part: tuple[int, int] | None) -> Iterable[bytes]:
    if request.method == "HEAD":
        return ()
    try:
        return store.chunks(key, part)
    except ObjectMissingError as problem:
        log.exception("The object %s of a listing is not in the store.", key)
        raise GoneError(_("This file is no longer in our store. Ask its provider to add it again.")) from problem
    except StoreUnavailableError as problem:
        raise BusyError(_("The file store does not answer for the moment. Please try again in a minute.")) from problem
