"""Prices on pages and in the API: the provider's own, and about what that is for the reader."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import formats, translation

from accounts.models import User
from catalogue.models import CountryPrice
from tests.catalogue.listings import make_offering
from tests.catalogue.rates import USUAL, days_ago, load, written
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

API = "/api/v1/offerings/"


@pytest.fixture
def rates(tmp_path: Path) -> None:
    load(tmp_path, written((days_ago(1), USUAL)))


@pytest.fixture
def watch(rates: None) -> None:
    make_offering(price_model="one-off", amount="1234.50", currency="EUR")


def text(client: Client, address: str) -> str:
    """The main part of a page as a reader sees it."""
    response = client.get(address)
    assert response.status_code == 200, address
    main = response.content.decode().split("<main", 1)[1].split("</main>")[0]
    return " ".join(unescape(re.sub("<[^>]*>", " ", main)).replace("\xa0", " ").replace("\u202f", " ").split())


def told_day(language: str, age: int = 1) -> str:
    with translation.override(language):
        return str(formats.date_format(days_ago(age), "DATE_FORMAT"))


@pytest.mark.usefixtures("watch")
class TestPages:
    def test_a_greek_reader_gets_swiss_francs_beside_the_own_price(self, client: Client) -> None:
        for address in ("/el/catalogue/?currency=CHF", "/el/catalogue/watch/?currency=CHF"):
            shown = text(client, address)

            assert "1.234,50 €" in shown
            assert "1.172,78 CHF" in shown
            assert told_day("el") in shown

    @pytest.mark.parametrize(
        ("language", "currency", "own", "about"),
        [
            ("en", "JPY", "€1,234.50", "about ¥198,137, at the rate of"),
            ("en", "USD", "€1,234.50", "about $1,543.13, at the rate of"),
            ("de", "CHF", "1.234,50 €", "1.172,78 CHF"),
            ("fr", "CHF", "1 234,50 €", "1 172,78 CHF"),
            ("it", "GBP", "1.234,50 €", "987,60 £"),
        ],
    )
    def test_money_is_written_as_the_language_and_the_currency_want(
        self, client: Client, language: str, currency: str, own: str, about: str
    ) -> None:
        shown = text(client, f"/{language}/catalogue/watch/?currency={currency}")

        assert own in shown
        assert about in shown

    def test_the_own_currency_needs_no_other(self, client: Client) -> None:
        shown = text(client, "/en/catalogue/watch/?currency=EUR")

        assert "€1,234.50" in shown
        assert "at the rate of" not in shown

    def test_the_day_of_an_old_rate_is_said_plainly(self, client: Client, tmp_path: Path) -> None:
        load(tmp_path, written((days_ago(0), {"USD": "1"}), (days_ago(1), USUAL)))
        assert "old rate" not in text(client, "/en/catalogue/watch/?currency=CHF")

    def test_what_has_no_rate_is_not_converted_and_the_page_says_so(self, client: Client) -> None:
        shown = text(client, "/en/catalogue/watch/?currency=AED")

        assert "€1,234.50" in shown
        assert "There is no current reference rate by which it could be converted to AED." in shown
        assert "about" not in text(client, "/en/catalogue/?currency=AED").split("1 offering")[1]

    def test_the_currency_stays_in_every_address_of_the_list(self, client: Client) -> None:
        for number in range(25):
            make_offering(f"lamp-{number}", domains=["cyber"])

        body = client.get("/en/catalogue/?q=lamp&domain=cyber&currency=chf&country=CH").content.decode()

        assert 'href="?q=lamp&amp;domain=cyber&amp;currency=CHF&amp;country=CH&amp;page=2"' in body
        assert 'href="/en/catalogue/?q=lamp&amp;currency=CHF&amp;country=CH"' in body
        assert 'href="/en/catalogue/?currency=CHF&amp;country=CH"' in body
        assert re.search(r'href="/en/catalogue/lamp-\d+/\?currency=CHF&amp;country=CH"', body)
        assert '<option value="CHF" selected>' in body
        assert '<input type="hidden" name="country" value="CH">' in body

    def test_a_shared_address_shows_the_same_in_another_language(self, client: Client) -> None:
        body = client.get("/el/catalogue/watch/?currency=CHF").content.decode()
        german = re.search(r'href="(/de/catalogue/watch/[^"]*)"', body)
        assert german

        assert "1.172,78 CHF" in text(Client(), unescape(german[1]))

    def test_the_address_before_the_profile_before_the_cookie(self, client: Client) -> None:
        member = make_member(currency="USD")
        mine = signed_in(member)
        for one in (client, mine):
            one.cookies[settings.PRICES_COOKIE_NAME] = "JPY."

        assert "¥198,137" in text(client, "/en/catalogue/watch/")
        assert "$1,543.13" in text(mine, "/en/catalogue/watch/")
        assert "CHF1,172.78" in text(mine, "/en/catalogue/watch/?currency=CHF")
        User.objects.filter(pk=member.pk).update(currency="")
        assert "¥198,137" in text(mine, "/en/catalogue/watch/")

    @pytest.mark.parametrize(
        "query",
        ["currency=XXX", "currency=", "currency=%00", "currency=" + "x" * 10_000, "country=ZZ", "country=%ff",
         "currency=CHF&currency=XXX", "currency=%E2%82%AC", "country=" + "C" * 5000],
    )  # fmt: skip
    def test_an_absurd_wish_shows_the_usual_price(self, client: Client, query: str) -> None:
        for page in ("/en/catalogue/", "/en/catalogue/watch/"):
            shown = text(client, f"{page}?{query}")
            assert "€1,234.50" in shown
            assert "at the rate of" not in shown

    @pytest.mark.parametrize("cookie", ["", ".", "XXX.ZZ", "CHF.CH.x", "\xe2\x82\xac", "x" * 3000])
    def test_an_absurd_cookie_does_no_harm(self, client: Client, cookie: str) -> None:
        client.cookies[settings.PRICES_COOKIE_NAME] = cookie

        assert "€1,234.50" in text(client, "/en/catalogue/watch/")

    def test_caches_know_that_readers_differ(self, client: Client) -> None:
        for page in ("/en/catalogue/", "/en/catalogue/watch/"):
            assert "Cookie" in client.get(page)["Vary"]


@pytest.mark.parametrize(("age", "words"), [(10, "at the rate of"), (11, "at an old rate of")])
def test_a_rate_older_than_ten_days_is_called_old(client: Client, tmp_path: Path, age: int, words: str) -> None:
    load(tmp_path, written((days_ago(age), USUAL)))
    make_offering(price_model="one-off", amount="100", currency="EUR")

    for page in ("/en/catalogue/", "/en/catalogue/watch/"):
        assert f"about CHF95.00, {words} {told_day('en', age)}" in text(client, f"{page}?currency=CHF")


@pytest.mark.usefixtures("rates")
def test_everybody_may_look_at_the_rates(client: Client) -> None:
    shown = text(client, "/en/prices/")

    assert f"Swiss Franc (CHF) 0.95 {told_day('en')}" in shown
    assert "Source: European Central Bank." in shown


def test_without_any_rates_prices_stand_alone(client: Client) -> None:
    make_offering(price_model="subscription", amount="100", currency="CHF")

    assert "CHF100.00, subscription" in text(client, "/en/catalogue/?currency=USD")
    assert "about" not in text(client, "/en/catalogue/?currency=USD").split("1 offering")[1]
    assert "There are no rates yet" in text(client, "/en/prices/")


@pytest.mark.usefixtures("rates")
def test_what_is_free_is_free_in_every_currency(client: Client) -> None:
    make_offering(price_model="free")

    assert "Free (CHF0.00)" in text(client, "/en/catalogue/watch/?currency=CHF")
    assert "Free (" not in text(client, "/en/catalogue/watch/")


@pytest.mark.usefixtures("rates")
def test_the_list_asks_for_rates_once(client: Client, django_assert_num_queries: Any) -> None:
    for number in range(9):
        make_offering(f"lamp-{number}", price_model="one-off", amount="100", currency="CHF")

    client.cookies["another"] = "a visitor whose pages are not kept"
    with django_assert_num_queries(5):
        client.get("/en/catalogue/")
    with django_assert_num_queries(3):
        client.get("/en/catalogue/?currency=USD")


@pytest.mark.usefixtures("watch")
class TestChoosing:
    def test_a_visitor_chooses_without_script_and_comes_back(self, client: Client) -> None:
        page = client.get("/en/prices/?next=/en/catalogue/%3Fdomain%3Dcyber%26currency%3DUSD")
        form = page.context["form"].initial

        answer = client.post("/en/prices/", {"currency": "CHF", "country": "CH", "next": form["next"]})

        assert answer.url == "/en/catalogue/?domain=cyber"
        cookie = answer.cookies[settings.PRICES_COOKIE_NAME]
        assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("CHF.CH", True, "Lax")
        assert "CHF1,172.78" in text(client, "/en/catalogue/watch/")
        assert settings.SESSION_COOKIE_NAME not in client.cookies

    def test_a_member_keeps_the_choice_in_the_profile(self) -> None:
        member = make_member()
        mine = signed_in(member)

        mine.post("/en/prices/", {"currency": "CHF", "country": "GR"})

        member.refresh_from_db()
        assert (member.currency, member.country) == ("CHF", "GR")
        assert "CHF1,172.78" in text(signed_in(member), "/en/catalogue/watch/")

    def test_the_profile_has_both(self) -> None:
        member = make_member(first_name="Ada")
        mine = signed_in(member)
        values = {"first_name": "Ada", "currency": "JPY", "country": "CH"}

        answer = mine.post("/en/account/profile/", values)

        assert answer.status_code == 302
        member.refresh_from_db()
        assert (member.currency, member.country) == ("JPY", "CH")
        assert mine.post("/en/account/profile/", values | {"currency": "XXX"}).status_code == 422

    @pytest.mark.parametrize(
        "wrong", [{}, {"currency": "XXX"}, {"currency": "CHF", "country": "ZZ"}, {"currency": "\0"}]
    )
    def test_a_wrong_choice_is_told_and_changes_nothing(self, client: Client, wrong: dict[str, str]) -> None:
        answer = client.post("/en/prices/", wrong)

        assert answer.status_code == 422
        assert answer.context["form"].errors
        assert settings.PRICES_COOKIE_NAME not in answer.cookies

    @pytest.mark.parametrize(
        "way",
        [
            "https://elsewhere.example/",
            "//elsewhere.example",
            "javascript:alert(1)",
            "/\\elsewhere.example",
            "x" * 1999,
        ],
    )
    def test_the_way_back_never_leads_elsewhere(self, client: Client, way: str) -> None:
        answer = client.post("/en/prices/", {"currency": "CHF", "next": way})

        assert answer.status_code == 302
        assert "elsewhere" not in answer.url
        assert "javascript" not in answer.url

    def test_pages_without_a_form_set_no_cookie(self, client: Client) -> None:
        client.get("/en/catalogue/watch/?currency=CHF")

        assert not client.cookies


@pytest.mark.usefixtures("watch")
class TestApi:
    def test_the_converted_price_names_the_day_of_its_rate(self, client: Client) -> None:
        wanted = {
            "amount": "1172.78", "currency": "CHF", "country": "", "rate_on": days_ago(1).isoformat(), "is_old": False,
        }  # fmt: skip

        listed = client.get(f"{API}?currency=CHF").json()["results"][0]
        one = client.get(f"{API}watch/?currency=CHF").json()

        assert listed["converted"] == one["converted"] == wanted
        assert (one["amount"], one["currency"]) == ("1234.50", "EUR")

    def test_nothing_is_converted_unasked_or_without_a_rate(self, client: Client) -> None:
        assert client.get(f"{API}watch/").json()["converted"] is None
        assert client.get(f"{API}watch/?currency=AED").json()["converted"] is None
        assert client.get(f"{API}watch/?currency=EUR").json()["converted"]["rate_on"] is None

    @pytest.mark.parametrize("query", ["currency=XXX", "currency=%00", "country=ZZ", "currency=" + "x" * 5000])
    def test_an_unknown_code_is_told(self, client: Client, query: str) -> None:
        for address in (API, f"{API}watch/"):
            answer = client.get(f"{address}?{query}")
            assert answer.status_code == 400
            assert "such as C" in answer.content.decode()

    def test_the_price_of_a_country_is_the_one_converted(self, client: Client) -> None:
        CountryPrice.objects.create(offering_id=make_offering("gate").pk, country="CH", amount="95", currency="CHF")

        one = client.get(f"{API}gate/?currency=EUR&country=CH").json()

        assert one["prices"] == [{"country": "CH", "amount": "95.00", "currency": "CHF"}]
        assert (one["converted"]["amount"], one["converted"]["country"]) == ("100.00", "CH")
