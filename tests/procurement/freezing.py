"""Shortlists through the pages."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from procurement.models import Shortlist

NEW = "/en/procurement/shortlists/new/"
CHECK = "/en/procurement/shortlists/check/"


def send(client: Client, *slugs: str, **more: Any) -> HttpResponse:
    given = {"more": "\n".join(slugs), "currency": "EUR", "country": "", "title": "Monitoring"}
    return client.post(NEW, given | more)


def freeze(client: Client, *slugs: str, **more: Any) -> Shortlist:
    """Freeze offerings as a member does."""
    answer = send(client, *slugs, **more)
    assert answer.status_code == 302, answer.content.decode()
    return Shortlist.objects.get(pk=answer["Location"].rstrip("/").rpartition("/")[2])


def exported(client: Client, shortlist: Shortlist, kind: str = "json") -> bytes:
    answer = client.get(f"/en/procurement/shortlists/{shortlist.pk}/export/{kind}/")
    assert answer.status_code == 200
    return bytes(answer.content)


def document(client: Client, shortlist: Shortlist) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(exported(client, shortlist))
    return found
