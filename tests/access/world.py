"""Everybody with a key, the objects of the member, and the answer to one request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from unittest.mock import patch

from django.db import transaction
from django.http import HttpResponse
from django.template.backends.django import Template
from django.urls import get_resolver, reverse
from drf_spectacular.generators import SchemaGenerator

from tests.access.entries import Entry, entries
from tests.access.objects import Objects
from tests.access.people import COLUMNS, Key, client_of

# Where two entries have one route, the first answers and the other is never reached.
ENTRIES = list({entry.route: entry for entry in reversed(list(entries(get_resolver())))}.values())[::-1]
WORDS = {403: "no", 404: "none", 405: "not", 400: "told", 409: "told", 415: "told", 422: "told"}


@dataclass(frozen=True)
class World:
    keys: dict[str, Key]
    objects: Objects

    def ask(
        self, entry: Entry, person: str, method: str, show: str = "", *, strict: bool = False, drawn: bool = True
    ) -> HttpResponse:
        """Answer one request and forget what it changed. Who shows nothing else shows what the address takes."""
        client = client_of(self.keys[person], show or ("token" if entry.is_api else "session"), strict=strict)
        address = entry.address(self.objects.parts_of(entry)) + self.objects.query_of(entry)
        with undone(), nullcontext() if drawn and person in COLUMNS else undrawn():
            answer = client.generic(method, address, **content_of(entry, method))
            if answer.streaming:
                b"".join(answer.streaming_content)
        return answer


def content_of(entry: Entry, method: str) -> dict[str, str]:
    """An empty form, or for a program an empty JSON object."""
    if method in {"GET", "HEAD", "OPTIONS"}:
        return {}
    json = {"data": "{}", "content_type": "application/json"}
    return json if entry.is_api else {"content_type": "application/x-www-form-urlencoded"}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def undrawn() -> Iterator[None]:
    """Leave pages empty: who gets what is decided by then, and those in a column of the table see them drawn."""
    with (
        patch.object(Template, "render", lambda *_args, **_named: ""),
        patch.object(SchemaGenerator, "get_schema", lambda *_args, **_named: {}),
    ):
        yield


def outcome(answer: HttpResponse) -> str:
    """The word for an answer."""
    status = answer.status_code
    if status == 401 or (status == 302 and answer["Location"].split("?")[0] in sign_in_pages()):
        return "login"
    return WORDS.get(status) or {2: "ok", 3: "go"}.get(status // 100, str(status))


def sign_in_pages() -> set[str]:
    return {reverse("account_login"), reverse("admin:login")}
