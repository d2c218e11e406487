"""A shared address opens in the language of whoever opens it: their profile's, then their browser's."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from tests.catalogue.listings import make_offering, make_provider

pytestmark = pytest.mark.django_db

PAGES = [
    "/catalogue/", "/catalogue/?q=watch&kind=solution&page=1", "/catalogue/watch/",
    "/catalogue/compare/?offering=watch&offering=ward&only=differences", "/providers/", "/providers/gates/",
]  # fmt: skip


@pytest.fixture(autouse=True)
def shelf(db: None) -> None:
    make_offering("watch", make_provider("gates"))
    make_offering("ward")


def shared(body: str) -> str:
    """The address that the page gives to copy."""
    found = re.search(r'id="share-address" type="text" readonly value="([^"]+)"', body)
    assert found
    return found[1].replace("&amp;", "&")


@pytest.mark.parametrize("page", PAGES)
def test_the_browsers_language_is_taken_and_the_query_kept(client: Client, page: str) -> None:
    answer = client.get(page, HTTP_ACCEPT_LANGUAGE="de-AT,de;q=0.9,en;q=0.5")

    assert (answer.status_code, answer["Location"]) == (302, f"/de{page}")
    assert client.get(answer["Location"]).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_the_profiles_language_comes_before_the_browsers(member: User, member_client: Client, page: str) -> None:
    User.objects.filter(pk=member.pk).update(language="el")

    answer = member_client.get(page, HTTP_ACCEPT_LANGUAGE="de")

    assert answer["Location"] == f"/el{page}"


@pytest.mark.parametrize("accepted", ["", "*", "ja", "xx;q=9", "\xff", "de;" * 2000])
def test_without_a_language_of_ours_it_is_english(client: Client, accepted: str) -> None:
    assert client.get("/catalogue/watch/", HTTP_ACCEPT_LANGUAGE=accepted)["Location"] == "/en/catalogue/watch/"


def test_the_redirect_says_what_it_depends_on(client: Client) -> None:
    """So a cache gives nobody the language of somebody else."""
    vary = client.get("/catalogue/watch/", HTTP_ACCEPT_LANGUAGE="fr")["Vary"]

    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in vary.split(",")}


@pytest.mark.parametrize("address", ["//evil.example/catalogue/", "/\\evil.example/", "/%2F%2Fevil.example/catalogue/"])
def test_nobody_is_led_to_another_host(client: Client, address: str) -> None:
    answer = client.get(address)

    assert answer.status_code == 404 or urlsplit(answer["Location"]).netloc in {"", "testserver"}


def test_what_does_not_exist_is_not_there_in_any_language(client: Client) -> None:
    assert client.get("/catalogue/missing/", follow=True).status_code == 404


@pytest.mark.parametrize("page", [one for one in PAGES if one != "/providers/"])
def test_each_page_gives_its_address_without_a_language(client: Client, page: str) -> None:
    body = client.get(f"/fr{page}").content.decode()

    assert shared(body) == f"http://testserver{page}"


def test_a_query_in_broken_utf_8_can_be_shared(client: Client) -> None:
    assert shared(client.get("/en/catalogue/?q=%ff%fe").content.decode()).startswith("http://testserver/catalogue/?q=")


def test_links_to_share_are_plain_and_hold_the_address(client: Client) -> None:
    body = client.get("/en/catalogue/watch/").content.decode()
    linkedin = re.search(r'href="(https://www\.linkedin\.com[^"]+)"', body)
    mail = re.search(r'href="(mailto:[^"]+)"', body)
    assert linkedin
    assert mail

    assert parse_qs(urlsplit(linkedin[1]).query) == {"url": ["http://testserver/catalogue/watch/"]}
    assert unquote(mail[1].replace("&amp;", "&")) == "mailto:?subject=Watch&body=http://testserver/catalogue/watch/"
    assert "+" not in mail[1]
