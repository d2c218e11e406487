"""Feeds of new and changed offerings, and how a reader learns that nothing is new."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from django.test import Client
from django.utils import timezone

from accounts.models import User
from catalogue.models import Offering, Provider
from catalogue.services import set_state
from tests.catalogue.listings import make_document, make_offering
from tests.factories import make_member

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FEEDS = ["/de/catalogue/feed.atom", "/de/catalogue/feed.json"]


@pytest.fixture
def administrator() -> User:
    return make_member(is_staff=True, is_superuser=True)


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
def test_who_asks_by_time_alone_learns_of_a_withdrawal(client: Client, address: str, administrator: User) -> None:
    make_offering("old")
    make_offering("gone")
    first = client.get(address)
    Offering.objects.update(updated_at=timezone.now() + timedelta(seconds=2))  # the header knows no smaller unit
    set_state(offerings=Offering.objects.filter(slug="gone"), state="withdrawn", person=administrator)
    Offering.objects.filter(slug="gone").update(updated_at=timezone.now() + timedelta(seconds=4))

    answer = client.get(address, headers={"If-Modified-Since": first["Last-Modified"]})

    assert answer.status_code == 200
    assert b"/catalogue/gone/" not in answer.content


@pytest.mark.parametrize("address", FEEDS)
def test_whatever_the_feed_shows_makes_it_new(client: Client, address: str) -> None:
    offering = make_offering("old")
    for change in (
        lambda: Offering.objects.update(title_de="Ein neuer Titel"),  # leaves the time of the change alone
        lambda: Provider.objects.update(name="Another name"),
        lambda: make_document(offering, title_de="Fakten"),
    ):
        before = client.get(address)
        change()
        assert client.get(address, headers={"If-None-Match": before["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", FEEDS)
def test_what_is_behind_the_question_mark_changes_nothing(client: Client, address: str) -> None:
    make_offering("old")

    assert client.get(f"{address}?page=-1&x=%ff").content == client.get(address).content


@pytest.mark.parametrize("address", FEEDS)
def test_an_empty_feed_is_a_feed(client: Client, address: str) -> None:
    assert client.get(address).status_code == 200


def one(element: Any, name: str) -> str:
    """The text of a child that must be there once."""
    [found] = element.findall(f"a:{name}", ATOM)
    return found.text or ""


def test_the_atom_feed_has_what_its_standard_demands(client: Client) -> None:
    """RFC 4287, 4.1.1 and 4.1.2."""
    for number in range(3):
        make_document(make_offering(f"number-{number}", tags=["cash"]))

    feed = ElementTree.fromstring(client.get(FEEDS[0]).content)

    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    entries = feed.findall("a:entry", ATOM)
    for element in (feed, *entries):
        assert one(element, "title")
        assert urlsplit(one(element, "id")).netloc
        assert datetime.fromisoformat(one(element, "updated")).tzinfo
        assert [link.get("href") for link in element.findall("a:link", ATOM) if link.get("rel") == "alternate"]
    assert len({one(entry, "id") for entry in entries}) == len(entries) == 3
    assert all(one(entry.find("a:author", ATOM), "name") for entry in entries)
    assert all(entry.find("a:category", ATOM).get("term") == "cash" for entry in entries)
    selves = [link.get("href") for link in feed.findall("a:link", ATOM) if link.get("rel") == "self"]
    assert selves == [f"http://testserver{FEEDS[0]}"]
    assert one(feed, "updated") == max(one(entry, "updated") for entry in entries)


def test_the_json_feed_has_what_its_standard_demands(client: Client) -> None:
    """JSON Feed 1.1: version, title and items; of an item its id and a content, and types as they are given there."""
    for number in range(3):
        make_document(make_offering(f"number-{number}", tags=["cash"]))

    feed = client.get(FEEDS[1]).json()

    texts = {"version", "title", "description", "home_page_url", "feed_url", "language"}
    assert feed.keys() == {*texts, "items"}
    assert all(isinstance(feed[name], str) and feed[name] for name in texts)
    assert feed["feed_url"] == f"http://testserver{FEEDS[1]}"
    assert len({item["id"] for item in feed["items"]}) == 3
    for item in feed["items"]:
        assert all(isinstance(item[name], str) and item[name] for name in ("id", "url", "title", "content_text"))
        assert all(datetime.fromisoformat(item[name]).tzinfo for name in ("date_published", "date_modified"))
        assert item["authors"] == [{"name": "Gates"}]
        assert item["tags"] == ["cash"]
        [attached] = item["attachments"]
        assert attached["url"].startswith("http://testserver/media/")
        assert (attached["mime_type"], attached["size_in_bytes"] > 0) == ("application/pdf", True)
