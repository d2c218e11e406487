"""Forms of the desk filled in as a browser does it: what stands there is sent back, but for what a person changes."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalogue.media.proposing import keep_for_proposal, propose_media
from catalogue.models import Media
from publishing.submissions.models import Submission

Sent = dict[str, Any]


class Filled(HTMLParser):
    """What a browser would send of every form of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.sent: Sent = {}
        self._area = self._select = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        name = told.get("name") or ""
        if tag == "textarea":
            self._area, self.sent[name] = name, ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in told:
            self.sent[self._select] = told["value"]
        elif tag == "input" and told.get("type") in ("checkbox", "radio"):
            if "checked" in told:
                self.sent.setdefault(name, []).append(told.get("value", "on"))
        elif tag == "input" and name:
            self.sent[name] = told.get("value") or ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The first end of a line after the tag belongs to the tag.
            self.sent[self._area] = self.sent[self._area].removeprefix("\n").replace("\n", "\r\n")
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data


def filled(client: Client, address: str, **changes: Any) -> Sent:
    return Filled(client.get(address).content.decode()).sent | changes


def edit_url(submission: Submission) -> str:
    return reverse("desk:submission-edit", args=[submission.pk])


def detail_url(submission: Submission) -> str:
    return reverse("desk:submission-detail", args=[submission.pk])


def step_url(submission: Submission, step: str) -> str:
    return reverse("desk:submission-step", args=[submission.pk, step])


def write(client: Client, submission: Submission, **changes: Any) -> Any:
    """Open the editor, change these fields and save."""
    return client.post(edit_url(submission), filled(client, edit_url(submission), **changes))


def take(client: Client, submission: Submission, step: str, **changes: Any) -> Any:
    """Open the page and press the button of a step."""
    return client.post(step_url(submission, step), filled(client, detail_url(submission), **changes))


def propose_document(submission: Submission, person: User) -> Media:
    """Add a document to a proposal; a worker has not seen it yet."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "facts.pdf"
        path.write_bytes(b"%PDF-1.7")
        kept = keep_for_proposal(person=person, submission=submission, path=path, name=path.name)
    return propose_media(person=person, submission=submission, kept=kept, texts={"title_en": "Facts"})
