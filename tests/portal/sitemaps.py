"""What crawlers find: the index of the sitemap, its parts, and the addresses in them."""

from __future__ import annotations

from urllib.parse import urlsplit

from defusedxml import ElementTree
from django.test import Client

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def parts(client: Client) -> list[str]:
    """The paths of the parts that the index names."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)
    found = [urlsplit(place.text) for place in tree.findall("s:sitemap/s:loc", NAMES)]
    return [f"{part.path}?{part.query}" if part.query else part.path for part in found]


def listed(client: Client) -> dict[str, dict[str, str]]:
    """Every address of every part, with its alternates by language."""
    found = {}
    for part in parts(client):
        response = client.get(part)
        assert response.status_code == 200
        for url in ElementTree.fromstring(response.content).findall("s:url", NAMES):
            others = {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NAMES)}
            found[url.findtext("s:loc", None, NAMES)] = others
    return found
