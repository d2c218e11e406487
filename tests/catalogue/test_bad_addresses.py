"""Absurd addresses at every page, feed and endpoint of the catalogue and the search: an answer, and soon."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable
from urllib.parse import quote

import pytest
from django.test import Client

from catalogue.models import Offering
from tests.catalogue.listings import make_document, make_offering, make_provider
from tests.catalogue.saving import LIST, save
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

PUBLIC = [
    "/en/catalogue/", "/el/catalogue/", "/en/catalogue/watch/", "/en/catalogue/compare/", "/en/catalogue/feed.atom",
    "/en/catalogue/feed.json", "/en/providers/", "/en/providers/gates/", "/en/prices/", "/en/search/",
    "/en/search/suggestions/", "/en/search/ranking/", "/api/v1/offerings/", "/api/v1/offerings/watch/",
    "/api/v1/providers/", "/api/v1/providers/gates/", "/api/v1/search/", "/catalogue/", LIST,
]  # fmt: skip
ADMIN = [
    "/en/admin/catalogue/offering/", "/en/admin/catalogue/provider/", "/en/admin/catalogue/term/",
    "/en/admin/catalogue/rate/", "/en/admin/catalogue/offering/import/",
]  # fmt: skip
QUERIES = {
    "page -1": "page=-1&p=-1",
    "page 10^9": "page=1000000000&p=1000000000&page_size=1000000000",
    "page of 5,000 digits": f"page={'9' * 5_000}&p={'9' * 5_000}&page_size={'9' * 5_000}",
    "page that is no number": "page=x&p=x&page_size=x",
    "10,000 characters": f"q={'x' * 10_000}&add={'x' * 10_000}",
    "5,000 words": f"q={'a+b+' * 2_500}&add={'a+b+' * 2_500}",
    "wildcards": "q=%25_%25&add=%25_%25&kind=%25&provider=%25&section=%25&offering=%25",
    "wildcards in thousands": f"q={'%25_' * 1_250}",
    "quotation marks": "q=%27%22%3B--&add=%27%22%3B--&kind=%27%3BDROP+TABLE+catalogue_offering--&offering=%27",
    "a hundred facets": "&".join(f"facet{number}=x" for number in range(100)),
    "a hundred words of a facet": "&".join(f"kind=k{number}&offering=o{number}" for number in range(100)),
    "broken UTF-8": "q=%ff%fe%80&add=%ff&kind=%ff&sort=%ff&page=%ff&section=%ff&offering=%ff&currency=%ff&%ff=%ff",
    "half of a pair": "q=%ed%a0%80&kind=%ed%a0%80&offering=%ed%a0%80",
    "no character": "q=%00&add=%00&kind=%00&sort=%00&page=%00&p=%00&section=%00&offering=%00&currency=%00&next=%00",
    "characters that cannot be seen": "q=%e2%80%aeadda%e2%80%8b&add=%e2%80%ae&kind=%e2%80%8b&provider=%ef%bb%bf",
    "prices that are none": "currency=NaN&country=-1&price=NaN&amount=NaN&min=NaN&max=-1",
}


@pytest.fixture
def _shelf(db: None) -> None:
    gates = make_provider("gates")
    make_document(make_offering("watch", gates, audience=["banks"]))
    make_offering("ward", gates)


def wrong_ones(client: Client, addresses: Iterable[str], *fine: int) -> list[tuple[str, int, float]]:
    """The addresses whose answer is another one or takes a second twice, each with its status and its time."""
    found = []
    for address in addresses:
        status, took = answer(client, address)
        if took > 1:  # other tests run beside
            status, took = answer(client, address)
        found += [(address[:80], status, took)] if status not in fine or took > 1 else []
    return found


def answer(client: Client, address: str) -> tuple[int, float]:
    began = time.perf_counter()
    status = client.get(address).status_code
    return status, time.perf_counter() - began


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_an_absurd_query_gets_a_page_or_is_told(client: Client, query: str) -> None:
    save(client)

    assert not wrong_ones(client, [f"{address}?{query}" for address in PUBLIC], 200, 302, 400, 404)

    assert Offering.objects.count() == 2


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
def test_an_absurd_query_does_no_harm_in_the_administration(query: str) -> None:
    administrator = signed_in(make_member(is_staff=True, is_superuser=True))

    assert not wrong_ones(administrator, [f"{address}?{query}" for address in ADMIN], 200, 302, 400)


PLACES = [
    "/{}", "/{}/catalogue/", "/en/{}", "/en/catalogue/{}/", "/catalogue/{}/", "/en/catalogue/{}.atom",
    "/en/catalogue/favourites/shared/{}/", "/en/catalogue/{}/favourite/", "/en/providers/{}/", "/en/search/{}/",
    "/api/v1/offerings/{}/", "/api/v1/providers/{}/", "/api/v1/{}/", "/media/{}/x.png",
]  # fmt: skip
IN_ADMIN = [
    "/en/admin/catalogue/{}/", "/en/admin/catalogue/offering/{}/change/", "/en/admin/catalogue/offering/{}/history/",
    "/en/admin/catalogue/offering/{}/history/1/", "/en/admin/catalogue/offering/import/{}/",
]  # fmt: skip


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize("odd", ["%ff%fe", "%ed%a0%80", "%c0%ae%c0%ae", "%00", "%25", "%e2%80%ae", "x" * 10_000, "%27"])
def test_an_address_that_nobody_writes_is_not_found(client: Client, odd: str) -> None:
    administrator = signed_in(make_member(is_staff=True, is_superuser=True))

    # An address without a language leads to the one with the reader's.
    assert not wrong_ones(client, [place.format(odd) for place in PLACES], 404, 302)
    # The administration leads from rows that are not there to its first page.
    assert not wrong_ones(administrator, [place.format(odd) for place in IN_ADMIN], 404, 302)


@pytest.mark.usefixtures("_shelf")
@pytest.mark.parametrize("word", ["wat\u200bch", "\u202ewatch", "\ufeffwatch\u2069", "w\u00adatch"])
@pytest.mark.parametrize("address", ["/en/catalogue/?q={}", "/en/catalogue/compare/?add={}"])
def test_characters_that_cannot_be_seen_hide_nothing(client: Client, address: str, word: str) -> None:
    body = client.get(address.format(quote(word))).content.decode()

    assert re.search(r'href="(/en/catalogue/watch/"><mark>|[^"]*offering=watch")', body)
