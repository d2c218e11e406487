"""Rows and parts of the frame that are written once: right on each page, and never an old one."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from django.test import Client

from catalogue.models import Offering
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.catalogue.rates import USUAL, days_ago, load, written
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

LIST = "/en/catalogue/"


@pytest.fixture(autouse=True)
def shelf(tmp_path: Path) -> None:
    load(tmp_path, written((days_ago(1), USUAL)))
    make_term("kinds", "solution", "Solution")
    make_offering("watch", make_provider("gates"), title_en="Watch & guard", price_model="one-off", amount=900,
                  currency="EUR")  # fmt: skip


def body(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_row_leads_back_to_the_list_that_it_stands_in(client: Client) -> None:
    for address in (LIST, f"{LIST}?sort=name", f"{LIST}?kind=solution&sort=name"):
        assert re.findall(r"favourite/\?next=([^\"]+)", body(client, address)) == [quote(address, safe="")]


def test_a_list_never_asked_for_before_shows_a_change_at_once(client: Client) -> None:
    assert "Lantern" not in body(client, LIST)

    Offering.objects.update(title_en="Lantern")

    assert (
        body(client, f"{LIST}?sort=name").count("Lantern") == body(client, f"{LIST}?sort=newest").count("Lantern") > 0
    )


def test_a_row_shows_prices_in_the_currency_of_its_list(client: Client) -> None:
    body(client, LIST)

    assert "855.00" in body(client, f"{LIST}?currency=CHF")
    assert "855.00" not in body(client, f"{LIST}?sort=name")


def test_a_row_is_in_the_language_of_its_list(client: Client) -> None:
    Offering.objects.update(title_de="Wache")

    assert "Wache" not in body(client, LIST)
    assert "Wache" in body(client, "/de/catalogue/")


def test_members_get_forms_of_their_own(client: Client) -> None:
    visitor = body(client, LIST)
    member = body(signed_in(make_member()), LIST)

    assert 'class="save" method="post"' in member
    assert 'class="save" method="post"' not in visitor + body(client, f"{LIST}?sort=name")


def test_found_words_are_marked_in_the_list_that_asked_for_them_only(client: Client) -> None:
    body(client, LIST)

    assert "<mark>Watch</mark>" in body(client, f"{LIST}?q=watch")
    assert "<mark>" not in body(client, f"{LIST}?sort=name")


def test_titles_are_escaped_once_in_what_readers_of_the_screen_hear(client: Client) -> None:
    for page in (body(client, LIST), body(client, "/en/catalogue/watch/"), body(signed_in(make_member()), LIST)):
        assert page.count('<span class="sr-only">: Watch &amp; guard</span>') == 2


def test_the_bar_marks_the_section_of_each_page(client: Client) -> None:
    for name in ("about", "solutions", "services", "about"):
        marked = re.findall(r'href="([^"]+)" aria-current="page"', body(client, f"/en/{name}/?x={name}"))
        assert set(marked) == {f"/en/{name}/"}


def test_each_page_offers_itself_in_other_languages(client: Client) -> None:
    for name in ("about", "solutions"):
        assert f'href="/el/{name}/" lang="el"' in body(client, f"/en/{name}/")


def test_what_a_row_tells_stands_in_its_place_whatever_characters_it_has(client: Client) -> None:
    odd = "".join(map(chr, range(0xE000, 0xE030)))
    Offering.objects.update(title_en=f"Watch {odd}", summary_en="<b>{{ kind }}</b> &amp;", domains=["fraud", odd[:9]])

    page = body(client, f"{LIST}?q=watch")

    assert page.count('<li class="offer">') == 1
    assert "&lt;b&gt;{{ kind }}&lt;/b&gt; &amp;amp;" in page
    assert "<li>fraud</li>" in page
    assert page.count('id="compare-watch"') == page.count('href="/en/catalogue/watch/"') == 1


def test_words_of_an_address_are_never_taken_for_what_is_filled_in(client: Client) -> None:
    address = f"{LIST}?x=SLUG-OF-IT+NEXT-PAGE+TOKEN-OF-IT+TITLE-OF-IT"

    assert f'/favourite/?next={quote(address, safe="")}"' in body(client, address)
    assert f'name="next" value="{address}"' in body(signed_in(make_member()), address)
