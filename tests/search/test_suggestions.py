"""What is suggested while one writes."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from catalogue.models import Offering
from tests.catalogue.listings import make_offering, make_provider

pytestmark = pytest.mark.django_db


def suggested(client: Client, query: str, language: str = "en", **more: str) -> list[str]:
    response = client.get(f"/{language}/search/suggestions/", {"q": query} | more)
    assert response.status_code == 200
    return [one["text"] for one in response.json()["suggestions"]]


@pytest.fixture(autouse=True)
def _shelf() -> None:
    make_offering("cash-guard", title_en="Guard for cash machines", title_de="Wächter für Geldautomaten")
    make_offering("cash-book", title_en="Cash book")
    make_offering("idea", title_en="Cash idea", state="draft")


def test_any_word_of_a_title_begins_a_suggestion_and_whole_titles_come_first(client: Client) -> None:
    assert suggested(client, "cash")[:2] == ["Cash book", "Guard for cash machines"]
    assert suggested(client, "cash ma")[0] == "Guard for cash machines"


def test_accents_and_capitals_do_not_matter_and_the_own_language_comes_alone(client: Client) -> None:
    assert suggested(client, "WACHT", "de")[0] == "Wächter für Geldautomaten"
    assert "Guard for cash machines" not in suggested(client, "gua", "de")
    assert suggested(client, "cash", "de") == ["Cash book"]


def test_the_last_word_is_completed(client: Client) -> None:
    make_offering("deep", description_en="About jackpotting.")

    assert "cash jackpotting" in suggested(client, "cash jackp")


def test_titles_name_their_section_and_one_section_may_be_asked(client: Client) -> None:
    make_provider("cashiers")
    found = client.get("/en/search/suggestions/?q=cash").json()["suggestions"]

    assert {"text": "Cashiers", "section": "Providers"} in found
    assert "Cashiers" not in suggested(client, "cash", section="offering")


def test_changes_are_suggested_at_once_and_drafts_never(client: Client) -> None:
    assert "Cash idea" not in suggested(client, "cash")

    Offering.objects.filter(slug="cash-book").update(title_en="Ledger")

    assert suggested(client, "ledg")[0] == "Ledger"
    assert "Cash book" not in suggested(client, "cash")


def test_one_statement_answers(client: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        suggested(client, "cash")


@pytest.mark.parametrize("address", ["/en/search/", "/en/catalogue/"])
def test_the_fields_ask_for_suggestions_and_work_without(client: Client, address: str) -> None:
    body = client.get(address).content.decode()

    assert 'data-suggest="/en/search/suggestions/"' in body
    assert "js/suggest.js" in body
    assert 'method="get"' in body
