"""Files that crawlers, security researchers and browsers look for at the root."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.conf import LazySettings
from django.conf import settings as project
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.catalogue.listings import make_offering
from tests.portal.sitemaps import listed, parts

pytestmark = pytest.mark.django_db


def test_robots_txt_points_at_the_sitemap(client: Client) -> None:
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert "Sitemap: http://testserver/sitemap.xml" in response.content.decode().splitlines()


def test_the_sitemap_lists_every_page_in_every_language(client: Client) -> None:
    found = listed(client)

    assert f"http://testserver{reverse('portal:home')}" in found
    assert "http://testserver/de/legal/privacy/" in found
    codes = [code for code, _name in project.LANGUAGES]
    assert found["http://testserver/el/about/"] == {code: f"http://testserver/{code}/about/" for code in codes} | {
        "x-default": "http://testserver/en/about/"
    }


def test_page_and_sitemap_name_the_same_alternates(client: Client) -> None:
    make_offering()
    found = listed(client)

    for path in ("/de/", "/el/catalogue/", "/fr/catalogue/watch/", "/it/providers/gates/"):
        links = re.findall(
            r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', client.get(path).content.decode()
        )
        assert found[f"http://testserver{path}"] == dict(links)


def test_every_part_of_a_long_sitemap_is_named_once_and_complete(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("portal.sitemaps.RowSitemap.limit", 4)  # less than an offering has languages
    slugs = [make_offering(f"number-{number}").slug for number in range(5)]

    named, found = parts(client), listed(client)

    assert "/sitemap-offerings.xml?p=8" in named
    assert len(set(named)) == len(named) == 1 + 8 + 2
    for code, _name in project.LANGUAGES:
        for slug in slugs:
            assert found[f"http://testserver/{code}/catalogue/{slug}/"]["el"].endswith(f"/el/catalogue/{slug}/")


def test_a_part_reads_its_own_rows_only(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(3):
        make_offering(f"number-{number}")

    with django_assert_num_queries(3):  # the index: two counts and the latest change
        client.get("/sitemap.xml")
    with django_assert_num_queries(2) as caught:
        client.get("/sitemap-offerings.xml")
    assert "description" not in str([one["sql"] for one in caught.captured_queries])


@pytest.mark.parametrize(
    "address", ["nothing.xml", "offerings.xml?p=-1", "offerings.xml?p=1000000000", "offerings.xml?p=x", "%ff.xml"]
)
def test_a_part_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    assert client.get(f"/sitemap-{address}").status_code == 404


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
