"""What was perhaps meant: titles that are written almost like a query with few hits."""

from __future__ import annotations

import pytest
from django.db import connection

from catalogue.searching.filters import Filters
from catalogue.searching.finding import find
from tests.catalogue.listings import make_offering, make_provider

pytestmark = pytest.mark.django_db


def meant(query: str, language: str = "en") -> list[str]:
    return [slug for slug, _title in find(Filters(query=query), language, "1").near]


@pytest.fixture(autouse=True)
def shelf(db: None) -> None:
    make_offering("cloud-watch", title_el="Φύλακας δεδομένων", title_de="Wolkenwächter")
    make_offering("gate-watch", title_el="Φύλακας πύλης")
    make_offering("lamp", title_en="Lamp for a very long corridor")


@pytest.mark.parametrize(
    "query", ["clowd wach", "cluod watch", "clud", "cloudwatch", "Cloud-Wacht", "φυλακς δεδομενων", "wolkenwachtr"]
)
def test_a_title_is_found_by_what_is_written_almost_like_it(query: str) -> None:
    assert meant(query)[:1] == ["cloud-watch"]


def test_the_nearest_title_comes_first() -> None:
    assert meant("gaet watch")[:1] == ["gate-watch"]


def test_a_word_that_no_title_has_hides_no_other() -> None:
    assert meant("coridor zeppelins") == ["lamp"]


def test_nothing_far_from_every_title_is_proposed() -> None:
    assert meant("zeppelins") == []
    assert meant("it zeppelins overseas cloud") == []


@pytest.mark.parametrize("query", ["'", "%", "a & | !", "<->", "\\", "クラウド", "-", "x" * 200, "cloud " * 30])
def test_whatever_is_asked_gets_an_answer(query: str) -> None:
    assert isinstance(meant(query), list)


def test_only_what_is_published_is_proposed() -> None:
    make_offering("secret", title_en="Zeppelin", state="draft")

    assert meant("zepelin") == []


def test_a_title_is_proposed_by_its_new_words_as_soon_as_it_has_them() -> None:
    offering = make_offering("new", title_en="Barometer")

    offering.title_en = "Thermometer"
    offering.save()

    assert meant("thermomter") == ["new"]
    assert meant("baromter") == []


def test_few_titles_are_read_where_many_have_the_word() -> None:
    provider = make_provider("many")
    for number in range(120):
        make_offering(f"pump-{number}", provider, title_en=f"Pump {number}")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue_near('pumpp')")
        assert 3 <= cursor.fetchone()[0] <= 60
