"""The page of a provider, however many offerings it has."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.catalogue.listings import make_offering, make_provider

pytestmark = pytest.mark.django_db


def test_all_of_a_few_offerings_stand_on_the_page(client: Client) -> None:
    provider = make_provider("gates")
    for number in range(12):
        make_offering(f"offering-{number:02}", provider)

    page = client.get("/en/providers/gates/").content.decode()

    assert page.count('href="/en/catalogue/offering-') == 12
    assert "?provider=gates" not in page


def test_of_many_offerings_the_catalogue_shows_the_rest(client: Client) -> None:
    provider = make_provider("gates")
    for number in range(14):
        make_offering(f"offering-{number:02}", provider)
    make_offering("draft", provider, state="draft")

    page = client.get("/en/providers/gates/").content.decode()

    assert page.count('href="/en/catalogue/offering-') == 12
    assert '<a href="/en/catalogue/?provider=gates">Show all 14 in the catalogue</a>' in page
    assert client.get("/en/catalogue/?provider=gates").content.decode().count('class="offer"') == 14
