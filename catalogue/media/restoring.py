"""Pictures, videos and documents as an earlier revision of their offering had them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from catalogue.media.forms import WRITTEN
from catalogue.media.keeping import delete_after_commit
from catalogue.media.services import keep_for_revisions, refresh_cover, take_away
from catalogue.media.told import number_in_keys
from catalogue.models import Media

Told = Mapping[str, Any]


@transaction.atomic
def bring_media_to(offering_id: int, wanted: Mapping[str, Told]) -> None:
    """Bring back what was removed, replaced or written otherwise, and remove what was added since.

    ``wanted`` holds what a revision says about each file, by the first part of its number. Whoever calls has asked
    whether the person may change the offering.
    """
    for media in Media.objects.select_for_update().filter(offering=offering_id):
        told = wanted.get(number_in_keys(media.pk))
        if told is not None:
            _bring_back(media, told)
        elif media.removed_at is None:
            take_away(media)
    refresh_cover(offering_id)


def _bring_back(media: Media, told: Told) -> None:
    media.removed_at = None
    for name in WRITTEN:
        setattr(media, name, told.get(name, ""))
    _show_earlier(media, told.get("content", ""))
    media.save()


def _show_earlier(media: Media, content: str) -> None:
    """Show the upload of this digest again, where another one has taken its place."""
    if not content or media.sha256.startswith(content):
        return
    upload = next((one for one in media.earlier if one["sha256"].startswith(content)), None)
    if upload is None:
        return  # it was never shown
    keep_for_revisions(media)
    if media.source:
        delete_after_commit([media.key(media.source)])
    for name, value in upload.items():
        setattr(media, name, value)
    media.state, media.problem, media.source, media.job_id = Media.State.READY, None, "", None
