"""Data for search engines follow schema.org, and feeds and the sitemap their own standards."""

from __future__ import annotations

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree
from django.conf import LazySettings
from django.core.management import call_command
from django.test import Client

from catalogue.models import CountryPrice, Offering, Provider
from catalogue.structured import TYPES
from tests.catalogue.listings import make_offering, make_provider
from tests.portal.sitemaps import listed

pytestmark = pytest.mark.django_db

SCHEMA = json.loads(Path(__file__).with_name("schema_org.json").read_text())
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGES = {"en", "de", "fr", "it", "es", "el"}


def lineage(type_: str) -> list[str]:
    """A type and what it inherits from."""
    found = [type_]
    while found[-1] in SCHEMA["parents"]:
        found.append(SCHEMA["parents"][found[-1]])
    return found


def objections(node: dict[str, Any]) -> list[str]:
    """Everything in a node and below it that schema.org does not know."""
    type_ = node.get("@type", "")
    if type_ not in SCHEMA["parents"]:
        return [f"there is no type {type_!r}"]
    ranges: dict[str, list[str]] = {}
    for one in lineage(type_):
        ranges |= SCHEMA["properties"].get(one, {})
    found = [f"{type_} lacks {name}" for name in SCHEMA["required"].get(type_, ()) if not node.get(name)]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in ranges:
            found.append(f"{type_} has no property {name}")
            continue
        for one in value if isinstance(value, list) else [value]:
            found += objections(one) if isinstance(one, dict) else []
            if not any(fits(one, wanted) for wanted in ranges[name]):
                found.append(f"{type_}.{name} cannot be {one!r}")
    return found


def fits(value: Any, wanted: str) -> bool:
    if isinstance(value, dict):
        return wanted in lineage(value["@type"])
    if wanted == "URL":
        return isinstance(value, str) and urlsplit(value).scheme in {"http", "https"} and bool(urlsplit(value).netloc)
    if wanted == "Integer":
        return isinstance(value, int)
    return wanted == "Text" and isinstance(value, str) and bool(value.strip())


def data(client: Client, address: str) -> list[dict[str, Any]]:
    found = [json.loads(told) for told in SCRIPT.findall(client.get(address).content.decode())]
    assert all(one["@context"] == "https://schema.org" for one in found)
    return found


@pytest.mark.parametrize("kind", sorted(TYPES))
@pytest.mark.parametrize("price", [{"price_model": "free"}, {"price_model": "subscription", "amount": 5}, {}])
def test_an_offering_of_every_kind_is_valid(client: Client, kind: str, price: dict[str, Any]) -> None:
    currency = {"currency": "CHF"} if "amount" in price else {}
    make_offering(kind=kind, languages=["en", "el"], **price, **currency)

    offering, trail = data(client, "/de/catalogue/watch/")

    assert (offering["@type"], trail["@type"]) == (TYPES[kind], "BreadcrumbList")
    assert objections(offering) + objections(trail) == []
    assert ("offers" in offering) == bool(price)
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3]


def test_prices_of_countries_are_valid_offers(client: Client) -> None:
    offering = make_offering(price_model="subscription", amount="5.50", currency="EUR")
    CountryPrice.objects.create(offering=offering, country="CH", amount=7, currency="CHF")

    told = data(client, "/en/catalogue/watch/")[0]

    assert objections(told) == []
    assert [(offer["price"], offer["priceCurrency"]) for offer in told["offers"]] == [("5.50", "EUR"), ("7.00", "CHF")]


def test_what_an_offering_does_not_say_is_left_out(client: Client) -> None:
    make_offering(kind="service", languages=[], summary_en="")
    make_provider("quiet", summary_en="")

    nodes = [*data(client, "/de/catalogue/watch/"), *data(client, "/de/providers/quiet/")]

    assert [told for node in nodes for told in objections(node)] == []
    assert all("description" not in node for node in nodes)


def test_no_text_ends_the_element_it_stands_in(client: Client) -> None:
    evil = "</script><script>alert(1)</script><!-- & \u2028"
    make_offering("watch", make_provider("gates", name=evil, summary_en=evil), title_en=evil, summary_en=evil)

    told, trail = data(client, "/en/catalogue/watch/")
    [provider, _way] = data(client, "/en/providers/gates/")

    assert [told["name"], told["description"], told["brand"]["name"]] == [evil] * 3
    assert trail["itemListElement"][-1]["name"] == evil
    assert [provider["name"], provider["description"]] == [evil] * 2


def test_every_first_offering_and_provider_is_valid(client: Client) -> None:
    call_command("load_content")
    rows = [*Offering.objects.all(), *Provider.objects.all()]
    pages = [row.get_absolute_url() for row in rows]

    found = {page: [told for node in data(client, page) for told in objections(node)] for page in pages}

    assert not {page: told for page, told in found.items() if told}


def test_a_provider_and_its_way_are_valid(client: Client) -> None:
    make_provider("gates", country="GR", website="https://gates.example")

    nodes = data(client, "/el/providers/gates/")

    assert [node["@type"] for node in nodes] == ["Organization", "BreadcrumbList"]
    assert [told for node in nodes for told in objections(node)] == []


def test_the_home_page_says_how_the_market_is_searched(client: Client, settings: LazySettings) -> None:
    settings.OPERATOR = settings.OPERATOR | {"name": "The operator"}
    make_offering()
    [market] = data(client, "/fr/")

    target = market["potentialAction"]["target"]["urlTemplate"]
    answer = client.get(target.replace("{search_term_string}", "watch"))

    assert objections(market) == []
    assert market["publisher"]["name"] == "The operator"
    assert "/fr/catalogue/watch/" in answer.content.decode()


def test_the_list_of_properties_finds_what_is_wrong() -> None:
    wrong = {"@type": "Service", "name": "", "availableLanguage": ["en"], "provider": {"@type": "Nobody"}, "url": "x"}

    assert set(objections(wrong)) >= {"Service lacks name", "Service has no property availableLanguage",
                                      "there is no type 'Nobody'", "Service.url cannot be 'x'"}  # fmt: skip


@pytest.mark.parametrize("many", [0, 2])
def test_atom_has_every_element_that_its_standard_requires(client: Client, many: int) -> None:
    for number in range(many):
        make_offering(f"number-{number}", tags=["atm"])

    feed = ElementTree.fromstring(client.get("/el/catalogue/feed.atom").content)

    assert feed.tag == f"{ATOM}feed"
    links = {link.get("rel") for link in feed.findall(f"{ATOM}link")}
    assert {"self", "alternate"} <= links
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == many
    for part in [feed, *entries]:
        for name in ("id", "title", "updated"):
            [element] = part.findall(f"{ATOM}{name}")
            assert element.text
        assert datetime.fromisoformat(part.findtext(f"{ATOM}updated")).tzinfo
        assert urlsplit(part.findtext(f"{ATOM}id")).scheme
    for entry in entries:
        assert entry.findtext(f"{ATOM}author/{ATOM}name")
        assert entry.find(f"{ATOM}link").get("href")
        assert entry.findtext(f"{ATOM}summary")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == many


def test_a_json_feed_has_every_member_that_its_standard_requires(client: Client) -> None:
    make_offering()

    feed = client.get("/el/catalogue/feed.json").json()

    assert {"version", "title", "items"} <= set(feed)
    for item in feed["items"]:
        assert isinstance(item["id"], str)
        assert item["content_text"]
        assert datetime.fromisoformat(item["date_modified"]).tzinfo


def test_addresses_of_the_sitemap_name_each_other_in_every_language(client: Client) -> None:
    make_offering()
    make_provider("doors")

    named = listed(client)
    for links in named.values():
        assert set(links) == LANGUAGES | {"x-default"}
        assert links["x-default"] == links["en"]
    assert {"http://testserver/el/catalogue/watch/", "http://testserver/de/providers/doors/"} <= set(named)
    assert all(named[links[code]] == links for links in named.values() for code in LANGUAGES)
