"""The catalogue for programs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from tests.catalogue.listings import make_offering, make_provider

pytestmark = pytest.mark.django_db

OFFERINGS = "/api/v1/offerings/"


def slugs(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{OFFERINGS}{query}")
    assert response.status_code == 200
    return [row["slug"] for row in response.json()["results"]]


@pytest.fixture
def shelf(db: None) -> None:
    gates, clouds = make_provider("gates"), make_provider("clouds")
    make_offering("gate-watch", gates, domains=["physical"], title_de="Torwache")
    make_offering("cloud-watch", clouds, gates, domains=["cyber"])
    make_offering("advice", clouds, kind="service", price_model="free", domains=["cyber"])
    make_offering("idea", clouds, state="draft")


@pytest.mark.usefixtures("shelf")
def test_the_filters_are_those_of_the_page(client: Client) -> None:
    assert set(slugs(client)) == {"gate-watch", "cloud-watch", "advice"}
    assert slugs(client, "?q=gates") == ["gate-watch"]
    assert set(slugs(client, "?domain=cyber&provider=gates")) == {"cloud-watch"}
    assert slugs(client, "?sort=name") == ["advice", "cloud-watch", "gate-watch"]


# Each with what it is about: words of filters, searches, orders, odd wishes, pages before, in and behind the list.
ADDRESSES = [
    "", "q=watch", "q=watch&sort=name", "q=wtach", "q=nothing", "q=watch+-cloud", 'q="it+watches"', "q=%25", "q=Wache",
    "q=wat%E2%80%8Bch", "q=" + "watch+" * 100, "sort=name", "sort=newest", "sort=relevance", "sort=nothing",
    "kind=service", "kind=service&kind=solution", "kind=nothing", "audience=banks", "audience=banks&audience=insurers",
    "domain=cyber", "domain=cyber&domain=physical&kind=solution", "stage=beta&stage=operation", "standard=NIS2",
    "deployment=cloud&deployment=site", "price=free", "price=free&price=on-request&provider=gates", "provider=gates",
    "provider=gates&provider=clouds&q=watch&sort=name&audience=banks", "provider=nobody", "kind=%00&provider=gates",
    "page=2", "page=-1", "page=0", "page=1000000000", "page=x", "q=watch&page=2&sort=name", "currency=CHF&country=CH",
    "&".join(f"kind=k{number}" for number in range(100)), "unknown=1",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "de", "el"])
def test_page_and_api_show_the_same_in_the_same_order(client: Client, language: str) -> None:
    fill_shelf()
    different = []
    for address in ADDRESSES:
        page = client.get(f"/{language}/catalogue/?{address}").context
        told = client.get(f"{OFFERINGS}?page_size=20&{address}", headers={"Accept-Language": language}).json()
        on_page = page["found"].total, [row.card.slug for row in page["rows"]]
        if on_page != (told["count"], [row["slug"] for row in told["results"]]):
            different.append((address, on_page, told["count"]))
    assert not different


def fill_shelf() -> None:
    """Offerings in which every filter, order and search finds some and not all."""
    gates, clouds = make_provider("gates"), make_provider("clouds")
    for number in range(45):
        make_offering(
            f"number-{number}", *((gates, clouds) if number % 5 == 0 else (clouds if number % 3 else gates,)),
            kind=("solution", "service", "demo")[number % 3], stage=("beta", "operation", "described")[number % 4 % 3],
            price_model=("free", "on-request")[number % 2], audience=["banks", "insurers"][: number % 3],
            domains=["cyber", "physical"][number % 2 :], standards=["NIS2"] if number % 7 == 0 else [],
            deployment=["cloud", "site"][: number % 2 + 1],
            title_en=f"{('Watch', 'Guard', 'Cloud watch')[number % 3]} {number}",
            title_de=f"Wache {number}" if number % 2 else None, summary_el="Φύλακας" if number % 4 == 0 else None,
        )  # fmt: skip


@pytest.mark.usefixtures("shelf")
def test_pages_name_the_next_one_with_its_filters(client: Client) -> None:
    first = client.get(f"{OFFERINGS}?domain=cyber&page_size=1&sort=name").json()

    assert (first["count"], first["previous"]) == (2, None)
    assert client.get(first["next"]).json()["results"][0]["slug"] == "cloud-watch"


@pytest.mark.usefixtures("shelf")
def test_texts_are_in_the_accepted_language_or_in_english(client: Client) -> None:
    german = {"Accept-Language": "de"}

    translated = client.get(f"{OFFERINGS}gate-watch/", headers=german).json()
    missing = client.get(f"{OFFERINGS}advice/", headers=german).json()

    assert (translated["title"], translated["language"]) == ("Torwache", "de")
    assert (missing["title"], missing["language"]) == ("Advice", "en")
    assert translated["url"] == "http://testserver/de/catalogue/gate-watch/"


@pytest.mark.usefixtures("shelf")
def test_what_is_not_published_does_not_exist(client: Client) -> None:
    response = client.get(f"{OFFERINGS}idea/")

    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.usefixtures("shelf")
def test_providers_are_listed_and_shown(client: Client) -> None:
    listed = client.get("/api/v1/providers/").json()

    assert [row["slug"] for row in listed["results"]] == ["clouds", "gates"]
    assert client.get("/api/v1/providers/gates/").json()["summary"] == "Makes gates."


def test_statements_do_not_grow_with_the_list(client: Client, django_assert_num_queries: Any) -> None:
    provider = make_provider()
    for number in range(12):
        make_offering(f"lamp-{number}", provider)

    with django_assert_num_queries(7):
        assert len(slugs(client)) == 12


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "query", ["page=-1", "page=1000000000", "page=x", "page_size=-3", "q=%00", "kind=%00", "q=%ff"]
)
def test_absurd_addresses_get_an_answer(client: Client, query: str) -> None:
    assert client.get(f"{OFFERINGS}?{query}").status_code == 200
