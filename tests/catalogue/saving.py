"""Favourites through the pages: saving, and what stands on the list."""

from __future__ import annotations

import re

from django.test import Client

from accounts.models import User
from catalogue.models import Favourite

LIST = "/en/catalogue/favourites/"


def save(client: Client, slug: str = "watch", **data: str) -> None:
    answer = client.post(f"/en/catalogue/{slug}/favourite/", data)
    assert answer.status_code == 302


def saved(client: Client) -> list[str]:
    """The addresses on the reader's list, in its order."""
    body = client.get(LIST).content.decode()
    return re.findall(r'action="/en/catalogue/([\w-]+)/favourite/remove/"', body)


def slugs_of(person: User) -> list[str]:
    return list(Favourite.objects.filter(person=person).values_list("offering__slug", flat=True))
