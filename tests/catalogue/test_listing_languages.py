"""Which language a listing is read in, and how a page says that a text is not there in it yet."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.models import User
from tests.catalogue.listings import make_offering
from tests.catalogue.test_prices_shown import text
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

NOTE = "Not translated yet, shown in English"


def test_the_address_decides_before_the_profile_and_the_profile_before_the_browser() -> None:
    make_offering(title_de="Wache", title_el="Φρουρά", title_fr="Garde")
    member = make_member()
    User.objects.filter(pk=member.pk).update(language="el")
    mine = signed_in(member)
    french = {"Accept-Language": "fr"}

    assert "Wache" in mine.get("/de/catalogue/watch/", headers=french).content.decode()
    assert mine.get("/catalogue/watch/", headers=french)["Location"] == "/el/catalogue/watch/"
    assert Client().get("/catalogue/watch/", headers=french)["Location"] == "/fr/catalogue/watch/"
    assert Client().get("/catalogue/watch/", headers={"Accept-Language": "ja"})["Location"] == "/en/catalogue/watch/"


def test_each_text_of_the_list_says_its_language_by_itself(client: Client) -> None:
    make_offering("half", title_de="Halb")
    make_offering("whole", title_de="Ganz", summary_de="Es wacht.")

    body = client.get("/de/catalogue/?sort=name").content.decode()
    whole, half = body.split('<li class="offer">')[1:]

    assert '/catalogue/half/">Halb' in half
    assert 'class="offer__summary" lang="en">It watches.' in half
    assert 'class="offer__summary">Es wacht.' in whole
    assert "lang=" not in whole.split('class="offer__facts"')[0]


def test_the_list_says_in_words_what_is_in_english(client: Client) -> None:
    make_offering("half", title_fr="Moitié")

    assert "Non ancora tradotto, mostrato in inglese" in text(client, "/it/catalogue/")
    assert "Noch nicht übersetzt, auf Englisch angezeigt" in text(client, "/de/catalogue/")
    assert NOTE not in text(client, "/en/catalogue/")


def test_a_page_names_the_parts_that_are_in_english(client: Client) -> None:
    make_offering(
        title_es="Guardia", summary_es="Vigila.", description_es="Vigila todo el día.", features_en="Sees",
        access_en="Ask.", access_es="Pregunte.",
    )  # fmt: skip

    body = client.get("/es/catalogue/watch/").content.decode()

    assert "se muestra en inglés: Características." in body
    assert '<ul class="ticks" lang="en">' in body


def test_a_complete_page_names_none(client: Client) -> None:
    make_offering(title_es="Guardia", summary_es="Vigila.", description_es="Vigila todo el día.")

    assert 'class="notice"' not in client.get("/es/catalogue/watch/").content.decode()
    assert 'class="notice"' not in client.get("/en/catalogue/watch/").content.decode()
