"""Files that nothing can bring to the market any more: those of proposals that ended, and what drafts left out."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import transaction

from catalogue.media.keeping import delete_after_commit
from catalogue.media.told import number_in_keys, number_of
from catalogue.models import Media, Offering, Origin
from publishing.models import Revision
from publishing.submissions.keeping import needed_since

BATCH = 100  # listings at once

Named = tuple[int, str]  # a listing, and the first part of the number of one of its files


def forget_files(before: datetime) -> int:
    """Delete files that were proposed or removed before a moment and that nothing names which can still be shown.

    What proposals say about them stays: name, place, texts and the beginning of the digest.
    """
    listings = list(_old(before).order_by("offering").values_list("offering", flat=True).distinct())
    return sum(_forget(listings[start : start + BATCH], before) for start in range(0, len(listings), BATCH))


def _old(before: datetime) -> Any:
    """Content files come back with the next load, so they are no business of this."""
    return Media.objects.filter(removed_at__lt=before).exclude(origin=Origin.CONTENT)


@transaction.atomic
def _forget(listings: Collection[int], before: datetime) -> int:
    rows = list(_old(before).filter(offering__in=listings).select_for_update())
    named = set(_named(listings, before))
    gone = [media for media in rows if (media.offering_id, number_in_keys(media.pk)) not in named]
    keys = [key for media in gone for key in media.object_keys()]
    Media.objects.filter(pk__in=[media.pk for media in gone]).delete()
    delete_after_commit(keys)
    return len(gone)


def _named(listings: Collection[int], before: datetime) -> Iterator[Named]:
    """Yield what revisions name, each of which can be brought back, and proposals that may still be published."""
    revisions = Revision.objects.filter(model=Offering._meta.label_lower, row__in=listings)
    proposals = needed_since(before).of(Offering, listings)
    told: Iterable[tuple[int, Any]] = chain(
        revisions.values_list("row", "snapshot__values__media").iterator(),
        proposals.values_list("row", "proposed__media").iterator(),
    )
    return ((row, number_of(key)) for row, files in told if isinstance(files, dict) for key in files)
