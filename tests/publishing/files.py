"""Files of listings and of proposals, as a worker has prepared them."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.utils import timezone

from accounts.models import User
from catalogue.media.proposing import describe_proposed, keep_for_proposal, leave_out, propose_media, proposed_media
from catalogue.models import Media, Offering
from common.objects import store
from publishing.services import Signature, record
from publishing.submissions.models import Submission
from tests.catalogue.media_files import picture
from tests.publishing.submitting import writer


def make_picture(offering: Offering, mark: str = "a", **values: Any) -> Media:
    """A picture of a listing; the listing's revision knows it."""
    media = _prepared(Media(offering=offering, alt_en="A gate.", name="gate.png", sha256=mark * 64), mark, **values)
    record(Offering, [offering.pk], Signature(None))
    return media


def make_video(offering: Offering, mark: str = "f", **values: Any) -> Media:
    film = {"name": f"{mark * 32}.mp4", "type": "video/mp4", "bytes": 4}
    media = make_picture(offering, mark, kind="video", name="tour.mp4", content_type="video/mp4", duration=125.0,
                         title_en="A tour", **values)  # fmt: skip
    media.files = [film, *media.files]
    media.save()
    store.put(media.key(film["name"]), b"film")
    return media


def add(submission: Submission, name: str = "gate.png", mark: str = "b", **texts: Any) -> Media:
    """Add a picture to a proposal as its page does, and let it be prepared."""
    media = add_unprepared(submission, name, **texts)
    return _prepared(media, mark, sha256=media.sha256, removed_at=timezone.now())


def add_unprepared(submission: Submission, name: str = "gate.png", content: bytes = b"", **texts: Any) -> Media:
    person = writer(submission)
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content or picture("PNG"))
        kept = keep_for_proposal(person=person, submission=submission, path=path, name=name)
    return propose_media(person=person, submission=submission, kept=kept, texts=texts or {"alt_en": "A new gate."})


def drop(submission: Submission, media: Media, person: User | None = None) -> None:
    one = next(one for one in proposed_media(submission) if one.media == media)
    leave_out(person=person or writer(submission), submission=submission, one=one)


def describe(submission: Submission, media: Media, **texts: str) -> None:
    one = next(one for one in proposed_media(submission) if one.media == media)
    describe_proposed(person=writer(submission), submission=submission, one=one, texts=texts)


def _prepared(media: Media, mark: str, **values: Any) -> Media:
    file = {"name": f"{mark * 32}.png", "type": "image/png", "bytes": 5, "width": 800, "height": 600}
    given = {"kind": "image", "content_type": "image/png", "size": 4_321, "state": "ready", "source": "",
             "files": [file], "width": 800, "height": 600}  # fmt: skip
    for name, value in (given | values).items():
        setattr(media, name, value)
    media.save()
    store.put(media.key(file["name"]), b"pixel")
    return media
