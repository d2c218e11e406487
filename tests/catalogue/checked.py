"""Listings for the checks before submission, and what is found in them."""

from __future__ import annotations

import json
from typing import Any

from catalogue.models import Media, Offering
from common.objects import store
from publishing.submissions.checking import Finding, findings
from publishing.submissions.models import Submission
from tests.publishing.submitting import make_draft, propose


def keys_in(submission: Submission) -> list[str]:
    return [one.check for one in findings(submission)]


def found_in(submission: Submission, check: str) -> list[Finding]:
    return [one for one in findings(submission) if one.check == check]


def checked(**values: Any) -> list[Finding]:
    """Return what is found in a new listing that says this."""
    return findings(make_draft(**values))


def make_file(offering: Offering, kind: str = "image", **values: Any) -> tuple[Media, str]:
    """A file of the store, and its key in a proposal."""
    given: dict[str, Any] = {
        "kind": kind, "name": f"gate.{kind}", "content_type": "image/png", "size": 5, "state": "ready",
        "files": [{"name": "0.png", "type": "image/png", "bytes": 5}], "width": 1200, "height": 800,
    }  # fmt: skip
    media = Media.objects.create(offering=offering, **given | values)
    store.put(media.key("0.png"), b"bytes")
    return media, f"{media.name} {str(media.pk)[:8]}"


def with_file(offering: Offering, media: Media, key: str, **texts: str) -> Submission:
    """A proposal that says this about the file."""
    told = {"content": media.sha256[:12], "position": 0, **texts}
    return propose(offering, media={key: json.dumps(told)})
