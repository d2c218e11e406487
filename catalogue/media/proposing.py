"""Files of a proposal. Each has a row that is shown nowhere until the proposal, which names it, is published."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.media.keeping import Kept, keep_from_form
from catalogue.media.services import await_worker
from catalogue.media.told import number_in_keys, number_of, read_told
from catalogue.models import Media
from catalogue.revised_parts import CONTENT, media_key, told_of_media
from common.errors import DomainError
from publishing.submissions.models import Submission
from publishing.submissions.permissions import require_writer
from publishing.submissions.proposals import write_proposal
from publishing.submissions.states import PROVIDERS_HANDS

MOST = 30


@dataclass(frozen=True)
class Proposed:
    """One file of a proposal, with what the proposal says about it."""

    media: Media
    key: str
    told: dict[str, Any]


def proposed_media(submission: Submission) -> list[Proposed]:
    """Return the files that a proposal names, in their order; what it names and nobody has is left out."""
    rows = {number_in_keys(media.pk): media for media in Media.objects.filter(offering=submission.row)}
    found = [
        Proposed(rows[number_of(key)], key, read_told(told))
        for key, told in _named(submission).items()
        if number_of(key) in rows
    ]
    return sorted(found, key=lambda one: (str(one.told.get("position", 0)).zfill(6), one.media.created_at))


def find_proposed(submission: Submission, media_id: uuid.UUID | str) -> Proposed | None:
    """Return the file of a proposal with this number; nothing where the proposal does not name it."""
    return next((one for one in proposed_media(submission) if str(one.media.pk) == str(media_id)), None)


def keep_for_proposal(*, person: User, submission: Submission, path: Path, name: str) -> Kept:
    """Put a file into the store for ``propose_media``. Raises MediaError with words where it can never be shown."""
    require_writer(person, submission.organisation)
    if submission.state not in PROVIDERS_HANDS:
        raise DomainError(_("It is not in your hands now. Take it back first, if you want to change it."))
    if len(_named(submission)) >= MOST:
        raise DomainError(_("A listing has at most %(most)d files. Remove one first.") % {"most": MOST})
    return keep_from_form(path, name)


@transaction.atomic
def propose_media(*, person: User, submission: Submission, kept: Kept, texts: Mapping[str, Any]) -> Media:
    """Add a file to a proposal. A worker prepares it; visitors see it once the proposal is published."""
    place = {"position": len(_named(submission))}
    media = Media(
        pk=kept.id, offering_id=submission.row, kind=kept.kind, removed_at=timezone.now(), **{**texts, **place}
    )
    await_worker(media, kept)
    media.save(force_insert=True)
    told = told_of_media(media.sha256[:CONTENT], {**texts, **place})
    _write(submission, person, _named(submission) | {media_key(media): told})
    return media


def describe_proposed(*, person: User, submission: Submission, one: Proposed, texts: Mapping[str, Any]) -> None:
    """Change what a proposal says about a file; what the market shows stays."""
    told = told_of_media(str(one.told.get("content", "")), one.told | dict(texts))
    _write(submission, person, _named(submission) | {one.key: told})


def leave_out(*, person: User, submission: Submission, one: Proposed) -> None:
    """Take a file out of a proposal; once that is published, out of the listing."""
    _write(submission, person, {key: told for key, told in _named(submission).items() if key != one.key})


def _write(submission: Submission, person: User, named: dict[str, str]) -> None:
    write_proposal(submission=submission, person=person, values={"media": named}, seen=submission.digest)


def _named(submission: Submission) -> dict[str, str]:
    named = submission.proposed.get("media")
    return dict(named) if isinstance(named, dict) else {}
