"""Every page offers itself in the other languages; script shows the one that the reader's browser prefers."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tests.catalogue.listings import make_offering

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def watch(db: None) -> None:
    make_offering("watch")


def test_the_page_offers_each_other_language_in_its_own_words(client: Client) -> None:
    """Hidden: script shows the one of the reader's browser, so that the page is the same for everybody."""
    body = client.get("/en/catalogue/watch/?from=a").content.decode()
    offer = body.split("data-language-offer")[1].split("</main>")[0]

    offered = re.findall(r'<p lang="(\w\w)" data-language="\w\w" hidden><a href="([^"]+)"', offer)

    assert [code for code, _address in offered] == ["de", "fr", "it", "es", "el"]
    assert offered[0][1] == "/de/catalogue/watch/?from=a"


def test_the_page_is_the_same_whatever_language_the_browser_wants(client: Client) -> None:
    german = client.get("/en/catalogue/watch/", HTTP_ACCEPT_LANGUAGE="de")
    greek = client.get("/en/catalogue/watch/", HTTP_ACCEPT_LANGUAGE="el")

    assert german.content == greek.content
