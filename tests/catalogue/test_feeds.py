"""Feeds of new and changed offerings, and how a reader learns that nothing is new."""

from __future__ import annotations

import pytest
from defusedxml import ElementTree
from django.test import Client

from catalogue.models import Offering
from tests.catalogue.listings import make_offering

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = ["/de/catalogue/feed.atom", "/de/catalogue/feed.json"]


def test_atom_lists_the_latest_change_first(client: Client) -> None:
    make_offering("old", title_de="Das Alte <&>")
    make_offering("new")
    make_offering("idea", state="draft")
    Offering.objects.get(slug="old").save()

    response = client.get(FEEDS[0])

    tree = ElementTree.fromstring(response.content)
    assert response["Content-Type"].startswith("application/atom+xml")
    assert [title.text for title in tree.findall("a:entry/a:title", ATOM)] == ["Das Alte <&>", "New"]
    assert tree.find("a:entry/a:link", ATOM).get("href") == "http://testserver/de/catalogue/old/"


def test_the_json_feed_says_which_language_an_item_is_in(client: Client) -> None:
    make_offering("old", title_de="Das Alte")
    make_offering("new")

    response = client.get(FEEDS[1])

    feed = response.json()
    assert response["Content-Type"] == "application/feed+json"
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [(item["title"], item["language"]) for item in feed["items"]] == [("New", "en"), ("Das Alte", "de")]


@pytest.mark.parametrize("address", FEEDS)
def test_what_has_not_changed_is_not_sent_again(client: Client, address: str) -> None:
    make_offering("old")
    first = client.get(address)

    same = client.get(address, headers={"If-None-Match": first["ETag"]})
    same_time = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})
    Offering.objects.get(slug="old").save()
    changed = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (same.status_code, same_time.status_code, changed.status_code) == (304, 304, 200)
    assert same.content == b""


@pytest.mark.parametrize("address", FEEDS)
def test_a_withdrawal_changes_the_feed(client: Client, address: str) -> None:
    make_offering("old")
    make_offering("gone")
    first = client.get(address)
    Offering.objects.filter(slug="old").update(state="withdrawn")

    assert client.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert b"/catalogue/old/" not in client.get(address).content


@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_feed_is_a_feed(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200
