"""Files that crawlers, security researchers and browsers look for at the root."""

from __future__ import annotations

import json
from datetime import datetime
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils import timezone

pytestmark = pytest.mark.django_db

SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def test_robots_txt_points_at_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode().splitlines()


def test_the_sitemap_lists_every_page_in_every_language(client: Client) -> None:
    tree = ElementTree.fromstring(client.get("/sitemap.xml").content)

    places = [place.text for place in tree.findall("s:url/s:loc", SITEMAP)]

    assert f"http://testserver{reverse('portal:home')}" in places
    assert "http://testserver/el/about/" in places
    assert "http://testserver/de/legal/privacy/" in places
    alternates = tree.findall("s:url", SITEMAP)[0].findall("x:link", SITEMAP)
    assert {link.get("hreflang") for link in alternates} == {code for code, _name in project.LANGUAGES} | {"x-default"}


def test_security_txt_is_complete_and_not_expired(client: Client, settings: LazySettings) -> None:
    settings.OPERATOR = {"email": "safety@example.org"}

    body = client.get("/.well-known/security.txt").content.decode()

    fields = dict(line.split(": ", 1) for line in body.splitlines() if line)
    assert fields["Contact"] == "mailto:safety@example.org"
    assert fields["Canonical"] == "http://testserver/.well-known/security.txt"
    assert fields["Policy"] == f"http://testserver{reverse('portal:security')}"
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert 100 < left.days < 365


def test_security_txt_names_the_policy_while_the_operator_gave_no_address(
    client: Client, settings: LazySettings
) -> None:
    settings.OPERATOR = {}

    body = client.get("/.well-known/security.txt").content.decode()

    assert f"Contact: http://testserver{reverse('portal:security')}" in body.splitlines()


def test_the_manifest_is_valid_and_its_icons_exist(client: Client) -> None:
    response = client.get("/site.webmanifest")

    manifest = json.loads(response.content)
    assert response["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == project.SITE_NAME
    assert [icon["sizes"] for icon in manifest["icons"]] == ["192x192", "512x512"]
    assert all((project.BASE_DIR / "static" / "img" / f"icon-{size}.png").exists() for size in (192, 512))
