"""Offerings side by side: what the address says is what is shown, whatever it says."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import Offering
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.clock import at_once

pytestmark = pytest.mark.django_db


def compared(client: Client, *slugs: str, language: str = "en", **more: str) -> str:
    query = urlencode([("offering", slug) for slug in slugs] + list(more.items()))
    response = client.get(f"/{language}/catalogue/compare/?{query}")
    assert response.status_code == 200
    return response.content.decode()


def row(body: str, label: str) -> str:
    """The row of the table that begins with this label."""
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    [found] = [one for one in rows if f'<th scope="row">{label}' in one]
    return found


def titles(body: str) -> list[str]:
    head = body.split("<thead>")[1].split("</thead>", maxsplit=1)[0]
    return [re.sub("<[^>]+>", "", cell) for cell in re.findall(r'<th scope="col"><a.*?</th>', head)]


def notices(body: str) -> str:
    return " ".join(re.findall(r'<div class="notice.*?</div>', body, re.DOTALL))


@pytest.fixture
def pair(db: None) -> tuple[Offering, Offering]:
    make_term("deployments", "cloud", "In the cloud")
    make_term("deployments", "site", "On your site")
    gates, walls = make_provider("gates"), make_provider("walls")
    return (
        make_offering("watch", gates, deployment=["cloud", "site"], version="2.1", languages=["en", "de"]),
        make_offering("ward", walls, deployment=["cloud"], stage="operation", languages=["de", "en"]),
    )


# What is shown


@pytest.mark.usefixtures("pair")
def test_the_address_gives_the_order_of_the_columns(client: Client) -> None:
    assert titles(compared(client, "ward", "watch")) == ["Ward", "Watch"]
    assert titles(compared(client, "watch", "ward")) == ["Watch", "Ward"]


@pytest.mark.usefixtures("pair")
def test_a_row_that_differs_is_marked_in_words_and_one_that_is_the_same_is_not(client: Client) -> None:
    body = compared(client, "watch", "ward")

    assert "differs" in row(body, "Stage")
    assert "differs" not in row(body, "Kind")
    assert "differs" not in row(body, "Languages"), "the order of a list is no difference"


@pytest.mark.usefixtures("pair")
def test_of_a_list_what_not_all_have_is_marked(client: Client) -> None:
    where = row(compared(client, "watch", "ward"), "Where it runs")

    marked = [line for line in where.split("<li>")[1:] if "not all have this:" in line]

    assert len(marked) == 1
    assert "On your site" in marked[0]


@pytest.mark.usefixtures("pair")
def test_what_is_missing_is_said(client: Client) -> None:
    version = row(compared(client, "watch", "ward"), "Version")

    assert "2.1" in version
    assert "not stated" in version


@pytest.mark.usefixtures("pair")
def test_only_differences_is_part_of_the_address(client: Client) -> None:
    body = compared(client, "watch", "ward", only="differences")

    assert row(body, "Stage")
    assert '<th scope="row">Kind' not in body
    assert 'href="/en/catalogue/compare/?offering=watch&amp;offering=ward"' in body, "the switch leads back"


def test_offerings_without_a_difference_say_so(client: Client) -> None:
    day = make_offering("watch").published_at
    make_offering("ward", title_en="Watch", published_at=day)

    assert "these offerings are the same" in notices(compared(client, "watch", "ward", only="differences"))


@pytest.mark.usefixtures("pair")
def test_each_cell_names_its_offering_for_narrow_windows(client: Client) -> None:
    assert re.findall(r'data-label="([^"]+)"', row(compared(client, "watch", "ward"), "Stage")) == ["Watch", "Ward"]


@pytest.mark.usefixtures("pair")
def test_each_can_be_removed_and_the_rest_of_the_state_stays(client: Client) -> None:
    body = compared(client, "watch", "ward", only="differences")

    assert 'href="/en/catalogue/compare/?offering=ward&amp;only=differences"' in body


@pytest.mark.usefixtures("pair")
def test_a_word_finds_what_can_be_added_by_a_link(client: Client) -> None:
    make_offering("gatekeeper")

    body = compared(client, "watch", add="gatekeeper")

    assert 'href="/en/catalogue/compare/?offering=watch&amp;offering=gatekeeper"' in body
    assert "Nothing else fits" in compared(client, "watch", add="nothingofthatname")
    assert "Nothing else fits" in compared(client, "gatekeeper", add="gatekeeper"), "it is there already"


def test_a_text_that_is_not_translated_says_its_language(client: Client) -> None:
    make_offering("watch", title_de="Wache")
    make_offering("ward", summary_de="Sie wehrt ab.")

    body = compared(client, "watch", "ward", language="de")

    assert titles(body) == ["Wache", "Ward"]
    assert '<td data-label="Wache" lang="en">' in body
    assert re.search(r'<td data-label="Ward"><ul class="compare__values"><li>Sie wehrt ab', body)


@pytest.mark.usefixtures("pair")
def test_comparisons_are_not_for_search_engines(client: Client) -> None:
    assert "noindex" in compared(client, "watch", "ward")


def test_what_providers_write_stays_text(client: Client) -> None:
    evil = '<script>alert("x")</script>'
    make_offering(
        "watch", title_en=evil, summary_en=evil, features_en=evil, access_en=evil, version=evil, sectors=[evil]
    )

    assert "<script>alert" not in compared(client, "watch", add=evil)


# How much


def test_none_is_an_invitation_to_choose(client: Client) -> None:
    body = compared(client)

    assert 'class="empty"' in body
    assert "<table" not in body


@pytest.mark.usefixtures("pair")
def test_one_is_shown_and_a_second_asked_for(client: Client) -> None:
    body = compared(client, "watch")

    assert titles(body) == ["Watch"]
    assert "Add a second offering" in notices(body)
    assert 'class="differs"' not in row(body, "Stage")


def test_of_five_the_first_four_are_shown_and_the_fifth_named(client: Client) -> None:
    slugs = [make_offering(f"number-{number}").slug for number in range(5)]

    body = compared(client, *slugs)

    assert titles(body) == ["Number 0", "Number 1", "Number 2", "Number 3"]
    assert "Number 4" in notices(body)
    assert 'name="add"' not in body
    assert 'href="/en/catalogue/compare/?offering=number-1&amp;offering=number-2&amp;offering=number-3' in body


@pytest.mark.usefixtures("pair")
def test_one_that_is_named_twice_is_shown_once(client: Client) -> None:
    body = compared(client, "watch", "ward", "watch")

    assert titles(body) == ["Watch", "Ward"]
    assert "shown once" in notices(body)


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_like_what_does_not_exist(client: Client, state: str) -> None:
    make_offering("secret", state=state, title_en="Secretmarker")

    unpublished, unknown = compared(client, "watch", "secret"), compared(client, "watch", "missing")

    assert "Secretmarker" not in unpublished
    assert notices(unpublished) == notices(unknown)
    assert "not in the catalogue, or no longer" in notices(unknown)


@pytest.mark.usefixtures("pair")
@pytest.mark.parametrize(
    "query",
    [
        "&".join(f"offering=number-{number}" for number in range(100)),
        "offering=%27;DROP+TABLE+catalogue_offering;--", "offering=%00", "offering=%ff%fe", "offering=" + "x" * 10_000,
        "offering=../../admin", "offering=watch&offering=%ED%A0%80", "only=%00", "add=%00", "add=%ff", "page=-1",
        "add=" + "x" * 10_000, "add=%25_%27%22;--", "offering[]=watch",
        "offering=watch&only=differences&page=" + "9" * 5000,
    ],
    ids=lambda query: query[:24],
)  # fmt: skip
def test_an_absurd_address_gets_a_page_quickly(client: Client, query: str) -> None:
    compared(client)

    response = at_once(lambda: client.get(f"/en/catalogue/compare/?{query}"))

    assert response.status_code == 200
    assert Offering.objects.count() == 2


def test_four_cost_no_more_statements_than_one(client: Client) -> None:
    gates, walls = make_provider("gates"), make_provider("walls")
    slugs = [make_offering(f"number-{number}", gates, walls).slug for number in range(4)]
    compared(client, slugs[0])

    with CaptureQueriesContext(
        connection,
    ) as one:
        compared(client, slugs[0])
    with CaptureQueriesContext(connection) as four:
        compared(client, *slugs)

    assert len(four) == len(one) <= 3


# The words of the catalogue's own pages


@pytest.mark.parametrize("slug", ["compare", "favourites"])
def test_no_offering_hides_behind_a_page_of_the_catalogue(slug: str) -> None:
    provider = make_provider()
    with pytest.raises(IntegrityError), transaction.atomic():
        make_offering(slug, provider)

    offering = Offering(
        slug=slug, lead=provider, kind="demo", stage="beta", price_model="free",
        title_en="A", summary_en="B", description_en="C",
    )  # fmt: skip
    with pytest.raises(ValidationError, match="page of its own"):
        offering.full_clean()


# Ways in


def test_the_list_and_the_page_of_an_offering_choose_it_without_script(client: Client) -> None:
    make_offering("watch")

    for address in ("/en/catalogue/", "/en/catalogue/watch/"):
        body = client.get(address).content.decode()
        assert re.search(r'<input type="checkbox" form="compare" name="offering" value="watch"', body)
        assert re.search(r'<form [^>]*id="compare" method="get" action="/en/catalogue/compare/"', body)
