"""Prices for single countries: shown, fallen back from, edited, loaded from files, told to machines."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DataError, IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.countries import country_name
from audit.models import AuditEntry
from catalogue.models import CountryPrice, Offering
from tests.catalogue.contents import small_content
from tests.catalogue.listings import make_offering
from tests.catalogue.test_catalogue_admin import errors, filled
from tests.catalogue.test_prices_shown import text
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def gate() -> Offering:
    offering = make_offering("gate", price_model="one-off", amount="100", currency="EUR")
    CountryPrice.objects.create(offering=offering, country="CH", amount="120", currency="CHF")
    return offering


@pytest.fixture
def staff() -> Client:
    return signed_in(make_member(is_staff=True, is_superuser=True))


@pytest.mark.usefixtures("gate")
class TestReading:
    def test_the_own_price_of_the_readers_country_is_shown(self, client: Client) -> None:
        assert "CHF120.00 (Switzerland)" in text(client, "/en/catalogue/?country=CH")
        page = text(client, "/en/catalogue/gate/?country=ch&currency=CHF")

        assert "CHF120.00 For Switzerland." in page
        assert "€100.00" not in page

    def test_readers_of_every_country_get_their_price_on_page_list_and_api(self, client: Client) -> None:
        prices = {"US": ("130", "USD", "$130.00"), "GB": ("90", "GBP", "£90.00"), "JP": ("16000", "JPY", "¥16,000")}
        for country, (amount, currency, _shown) in prices.items():
            CountryPrice.objects.create(
                offering=Offering.objects.get(), country=country, amount=amount, currency=currency
            )
        shown = {country: told for country, (_amount, _currency, told) in prices.items()} | {"CH": "CHF120.00"}
        for country in ("AT", "CH", "CY", "DE", "ES", "FR", "GB", "GR", "IE", "IT", "JP", "LI", "NO", "PT", "US"):
            name, own = country_name(country), shown.get(country, "€100.00")
            page = text(client, f"/en/catalogue/gate/?country={country}&currency=EUR")
            listed = text(client, f"/en/catalogue/?country={country}&currency=EUR")
            told = client.get(f"/api/v1/offerings/gate/?country={country}&currency=EUR").json()

            assert f"Price {own}" in page
            assert (f"For {name}." if country in shown else f"there is no other one for {name}.") in page
            assert f"{own} ({name})" in listed if country in shown else own in listed
            assert {one["country"] for one in told["prices"]} == set(shown)
            if country not in shown:
                assert told["converted"]["country"] == ""

    def test_elsewhere_the_general_price_is_shown_and_called_so(self, client: Client) -> None:
        page = text(client, "/el/catalogue/gate/?country=GR")
        english = text(client, "/en/catalogue/gate/?country=GR")

        assert "100,00 €" in page
        assert "The general price: there is no other one for Greece." in english

    def test_a_reader_without_a_country_learns_where_prices_differ(self, client: Client) -> None:
        assert "These countries have their own: Switzerland." in text(client, "/en/catalogue/gate/")

    def test_machines_are_told_every_price(self, client: Client) -> None:
        body = client.get("/en/catalogue/gate/").content.decode()
        told = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
        assert told

        offers = json.loads(told[1])["offers"]

        assert [(one["price"], one["priceCurrency"]) for one in offers] == [("100.00", "EUR"), ("120.00", "CHF")]
        assert offers[1]["eligibleRegion"] == {"@type": "Country", "name": "CH"}

    def test_a_list_for_a_country_takes_one_statement_more(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        client.cookies["another"] = "a visitor whose pages are not kept"
        client.get("/en/catalogue/")
        for number in range(5):
            make_offering(f"lamp-{number}")

        with django_assert_num_queries(4):
            client.get("/en/catalogue/?country=CH&currency=CHF")


class TestEditing:
    def rows(self, *prices: dict[str, str]) -> dict[str, str]:
        values = {"country_prices-TOTAL_FORMS": str(len(prices)), "country_prices-INITIAL_FORMS": "0"}
        for number, price in enumerate(prices):
            values |= {f"country_prices-{number}-{name}": value for name, value in price.items()}
        return values

    def test_an_editor_adds_a_price_and_the_trail_has_it(self, staff: Client) -> None:
        offering = make_offering()
        address = reverse("admin:catalogue_offering_change", args=[offering.pk])
        price = {"country": "CH", "amount": "12.50", "currency": "CHF"}

        answer = staff.post(address, filled(staff, address) | self.rows(price))

        assert answer.status_code == 302, errors(answer)
        kept = offering.country_prices.get()
        assert (kept.country, kept.amount, kept.currency, kept.origin) == ("CH", Decimal("12.50"), "CHF", "people")
        entry = AuditEntry.objects.about_row("catalogue_countryprice", offering.pk).first()
        assert entry.after["amount"] == 12.5

    @pytest.mark.parametrize(
        ("wrong", "field"),
        [
            ({"amount": "-1"}, "amount"),
            ({"amount": "1e400"}, "amount"),
            ({"amount": "NaN"}, "amount"),
            ({"amount": "Infinity"}, "amount"),
            ({"amount": "1,5"}, "amount"),
            ({"amount": "10000000000"}, "amount"),
            ({"amount": "1.234"}, "amount"),
            ({"amount": ""}, "amount"),
            ({"amount": "0.5", "currency": "JPY"}, "amount"),
            ({"currency": "XXX"}, "currency"),
            ({"currency": ""}, "currency"),
            ({"country": "ZZ"}, "country"),
            ({"country": ""}, "country"),
        ],
    )
    def test_a_bad_price_is_told_at_its_field(self, staff: Client, wrong: dict[str, str], field: str) -> None:
        offering = make_offering()
        address = reverse("admin:catalogue_offering_change", args=[offering.pk])
        price = {"country": "CH", "amount": "12.50", "currency": "CHF"} | wrong

        answer = staff.post(address, filled(staff, address) | self.rows(price))

        assert answer.status_code == 200
        assert f"country_prices-0-{field}" in errors(answer)
        assert not CountryPrice.objects.exists()

    def test_a_country_twice_is_told(self, staff: Client) -> None:
        offering = make_offering()
        address = reverse("admin:catalogue_offering_change", args=[offering.pk])
        price = {"country": "CH", "amount": "12.50", "currency": "CHF"}

        answer = staff.post(address, filled(staff, address) | self.rows(price, price))

        assert answer.status_code == 200
        assert not CountryPrice.objects.exists()

    @pytest.mark.parametrize(
        ("wrong", "told"),
        [
            ({"amount": "0.5", "currency": "JPY", "price_model": "one-off"}, "Prices in JPY have 0 decimals."),
            ({"amount": "5", "currency": "", "price_model": "one-off"}, "Give an amount together with its currency"),
            ({"amount": "1,5", "currency": "EUR", "price_model": "one-off"}, "Enter a number."),
            ({"amount": "Infinity", "currency": "EUR", "price_model": "one-off"}, "Enter a number."),
            ({"amount": "1e400", "currency": "EUR", "price_model": "one-off"}, "digits"),
        ],
    )
    def test_the_general_price_obeys_the_same_rules(self, staff: Client, wrong: dict[str, str], told: str) -> None:
        offering = make_offering()
        address = reverse("admin:catalogue_offering_change", args=[offering.pk])

        answer = staff.post(address, filled(staff, address) | wrong)

        assert told in str(errors(answer)["amount"])

    @pytest.mark.parametrize("values", ["-1, 'EUR', 'CH'", "'NaN', 'EUR', 'CH'", "'Infinity', 'EUR', 'CH'",
                                        "1, 'XXX', 'CH'", "1, 'EUR', 'ZZ'", "1e11, 'EUR', 'CH'"])  # fmt: skip
    def test_the_database_itself_refuses(self, values: str) -> None:
        offering = make_offering()
        statement = (
            "INSERT INTO catalogue_countryprice (offering_id, origin, amount, currency, country) "
            f"VALUES ({offering.pk}, 'people', {values})"
        )

        with pytest.raises((IntegrityError, DataError)), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestFiles:
    """Prices in the files of an installation; those of the market's own content name none."""

    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        return small_content(tmp_path, "security-consulting")

    def price(self, folder: Path, general: str, countries: str = "") -> str:
        path = folder / "offerings" / "security-consulting" / "offering.toml"
        kept = [
            line
            for line in path.read_text().split("[[prices]]")[0].splitlines()
            if not line.startswith(("amount", "currency"))
        ]
        told = "\n".join(kept).replace('price_model = "on-request"', 'price_model = "one-off"')
        path.write_text(f"{general}\n{told}\n{countries}")
        out = StringIO()
        call_command("load_content", folder=folder, stdout=out)
        return out.getvalue()

    SWISS = '[[prices]]\ncountry = "CH"\namount = "1300"\ncurrency = "CHF"\n'

    def test_prices_come_change_and_go_with_the_file(self, folder: Path) -> None:
        call_command("load_content", folder=folder, stdout=StringIO())

        said = self.price(folder, 'amount = "1250.50"\ncurrency = "EUR"', self.SWISS)
        offering = Offering.objects.get()
        assert "Left as" not in said
        assert (offering.amount, offering.currency) == (Decimal("1250.50"), "EUR")
        assert offering.country_prices.get().amount == 1300

        self.price(folder, 'amount = "1250.50"\ncurrency = "EUR"', self.SWISS.replace("1300", "1400"))
        assert offering.country_prices.get().amount == 1400

        assert "Left as" not in self.price(folder, "")
        offering.refresh_from_db()
        assert (offering.amount, offering.currency) == (None, "")
        assert not offering.country_prices.exists()

    def test_a_price_that_people_wrote_stays_and_is_named(self, folder: Path, staff: Client) -> None:
        self.price(folder, "", self.SWISS)
        address = reverse("admin:catalogue_offering_change", args=[Offering.objects.get().pk])
        answer = staff.post(address, filled(staff, address) | {"country_prices-0-amount": "999"})
        assert answer.status_code == 302, errors(answer)

        said = self.price(folder, "", self.SWISS)

        assert CountryPrice.objects.get().amount == 999
        assert "price of security-consulting for CH" in said

    @pytest.mark.parametrize(
        ("general", "countries", "told"),
        [
            ('amount = "1,5"\ncurrency = "EUR"', "", "amount: Write the amount as a text with a point"),
            ('amount = "-1"\ncurrency = "EUR"', "", "amount: Write"),
            ('amount = "NaN"\ncurrency = "EUR"', "", "amount: Write"),
            ('amount = "1e400"\ncurrency = "EUR"', "", "amount: Write"),
            ('amount = "99999999999"\ncurrency = "EUR"', "", "amount: Write"),
            ("amount = 5.5\ncurrency = 'EUR'", "", "amount: A text is needed."),
            ('amount = "5"', "", "currency: '' is no currency"),
            ('amount = "5"\ncurrency = "XXX"', "", "currency: 'XXX' is no currency"),
            ('amount = "0.5"\ncurrency = "JPY"', "", "amount: Prices in JPY have 0 decimals."),
            ('currency = "EUR"', "", "amount: Write"),
            ("", SWISS.replace('"CH"', '"ZZ"'), "prices[0].country: An ISO 3166-1 code"),
            ("", SWISS + SWISS, "prices[1].country"),
            ("", SWISS.replace("1300", "-1"), "prices[0].amount: Write"),
            ("", SWISS.replace('"1300"', "nan"), "prices[0].amount: Write"),
            ("", SWISS.replace("CHF", "francs"), "prices[0].currency"),
            ("", SWISS + 'vat = "8"\n', "prices[0].vat: There is no such field."),
            ("", SWISS.replace('"CH"', "[]"), "prices[0].country"),
        ],
    )
    def test_a_mistake_is_told_with_file_and_key(self, folder: Path, general: str, countries: str, told: str) -> None:
        with pytest.raises(CommandError) as refusal:
            self.price(folder, general, countries)

        assert f"offering.toml: {told}" in str(refusal.value)
        assert not Offering.objects.exists()

    def test_an_amount_needs_a_price_model_that_has_one(self, folder: Path) -> None:
        path = folder / "offerings" / "security-consulting" / "offering.toml"
        path.write_text(f'amount = "5"\ncurrency = "EUR"\n{path.read_text()}')

        with pytest.raises(CommandError, match="An amount needs the price_model subscription or one-off"):
            call_command("load_content", folder=folder, stdout=StringIO())
