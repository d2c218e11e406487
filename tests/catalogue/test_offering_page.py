"""The page of one offering, and those of providers."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from catalogue.models import Offering
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.portal.sitemaps import listed

pytestmark = pytest.mark.django_db


def page(client: Client, slug: str = "watch", language: str = "en") -> str:
    response = client.get(f"/{language}/catalogue/{slug}/")
    assert response.status_code == 200
    return response.content.decode()


def structured(body: str) -> dict[str, Any]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', body, re.DOTALL)
    assert found
    return json.loads(found[1])


def test_a_text_in_the_readers_language_is_shown_as_it_is(client: Client) -> None:
    make_offering(title_de="Wache", summary_de="Sie wacht.", description_de="## Aufgabe\n\nSie wacht.")

    body = page(client, language="de")

    assert "<h1>Wache</h1>" in body
    assert "<h2>Aufgabe</h2>" in body
    assert "has not been translated" not in body


def test_a_missing_translation_falls_back_to_english_and_says_so(client: Client) -> None:
    make_offering(title_de="Wache")

    body = page(client, language="de")

    assert "<h1>Wache</h1>" in body
    assert '<div class="prose" lang="en"><p>It watches all day.</p>' in body
    assert 'class="notice"' in body


@pytest.mark.parametrize(
    ("markdown", "wanted", "unwanted"),
    [
        ("<script>alert(1)</script>", "&lt;script&gt;", "<script>alert"),
        ("[x](javascript:alert(1))", "javascript:alert(1)", 'href="javascript'),
        ("![x](https://elsewhere.example/x.png)", "", "<img"),
        ("<img src=x onerror=alert(1)>", "&lt;img", "<img"),
        ("[x](https://elsewhere.example/)", '<a href="https://elsewhere.example/" rel="nofollow noopener">', ""),
        ("[x](offering:other)", '<a href="/en/catalogue/other/">x</a>', "offering:"),
        ("[x](offering:missing)", "<p>x</p>", "<a"),
        ("**bold** \u202etxet\u200b", "<strong>bold</strong>", "**"),
    ],
)
def test_markdown_is_rendered_safely(client: Client, markdown: str, wanted: str, unwanted: str) -> None:
    make_offering(slug="other")
    make_offering(description_en=markdown)

    shown = page(client).split('<div class="prose"')[1].split("</div>")[0]

    assert wanted in shown
    assert not unwanted or unwanted not in shown


def test_script_in_every_text_stays_text(client: Client) -> None:
    evil = '</script><script>alert("x")</script>'
    texts = ("title", "summary", "description", "features", "access", "contact_note")
    make_offering(
        **{f"{name}_en": evil for name in texts}, for_whom_en={"banks": evil}, components_en=evil,
        audience=["banks"], tags=[evil], version=evil,
    )  # fmt: skip

    body = page(client)

    assert "<script>alert" not in body
    assert structured(body)["name"] == evil


def test_facts_and_providers_are_named(client: Client) -> None:
    make_term("standards", "DORA", "The act")
    lead, partner = make_provider("lead"), make_provider("partner")
    make_offering(
        "watch", lead, partner, standards=["DORA"], languages=["en", "el"], price_model="subscription",
        amount="1250.50", currency="CHF",
    )  # fmt: skip

    body = page(client)

    assert "The act" in body
    assert "English, Greek" in body
    assert "CHF1,250.50, subscription" in body
    assert body.index('href="/en/providers/lead/"') < body.index('href="/en/providers/partner/"')


@pytest.mark.parametrize(
    ("name", "args", "shown"),
    [
        (
            "demos:analyzer-detail",
            {"key": "payment-flows"},
            '<a class="button button--go" href="/en/demos/',
        ),
        ("demos:gone", {}, ""),
        ("demos:analyzer-detail", {"wrong": "x"}, ""),
        ("", {}, ""),
    ],
)
def test_it_can_be_tried_where_the_address_exists(client: Client, name: str, args: dict[str, str], shown: str) -> None:
    make_offering(try_url_name=name, try_url_args=args)

    body = page(client)

    assert ("Try it" in body) == bool(shown)
    assert shown in body


def test_related_offerings_are_shown_unless_withdrawn(client: Client) -> None:
    make_offering("near")
    make_offering("gone", state="withdrawn")
    make_offering(related=["near", "gone", "never"])

    body = page(client)

    assert 'href="/en/catalogue/near/"' in body
    assert "/catalogue/gone/" not in body


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_does_not_exist(client: Client, state: str) -> None:
    make_offering(state=state)

    assert client.get("/en/catalogue/watch/").status_code == 404


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("solution", "Product"),
        ("service", "Service"),
        ("training", "Course"),
        ("dataset", "Dataset"),
        ("demo", "WebApplication"),
    ],
)
def test_search_engines_are_told_what_it_is(client: Client, kind: str, type_: str) -> None:
    make_offering(kind=kind, price_model="free")

    data = structured(page(client))

    assert data["@type"] == type_
    assert data["url"] == "http://testserver/en/catalogue/watch/"
    assert data["offers"]["price"] == "0"


def test_each_language_names_the_others_and_the_card(client: Client) -> None:
    make_offering()

    body = page(client, language="fr")

    assert '<link rel="canonical" href="http://testserver/fr/catalogue/watch/">' in body
    assert 'hreflang="el" href="http://testserver/el/catalogue/watch/"' in body
    assert '<meta property="og:title" content="Watch">' in body


def test_the_page_takes_few_statements(client: Client, django_assert_num_queries: Any) -> None:
    others = [make_offering(f"other-{number}").slug for number in range(9)]
    make_offering(related=others)

    with django_assert_num_queries(9):
        page(client)


def test_every_first_offering_and_provider_has_its_page_in_every_language(client: Client) -> None:
    call_command("load_content")

    for offering in Offering.objects.all():
        body = page(client, offering.slug, "el")
        assert offering.title_en in body or offering.title_el
        assert "offering:" not in body
    for language in ("en", "de", "fr", "it", "es", "el"):
        assert client.get(f"/{language}/providers/").status_code == 200
        assert client.get(f"/{language}/providers/finsec/").status_code == 200
        assert client.get(f"/{language}/catalogue/finsec-platform/").status_code == 200


def test_a_provider_shows_what_it_offers(client: Client) -> None:
    provider = make_provider("gates", website="https://gates.example", country="GR")
    make_offering("watch", provider)
    make_offering("idea", provider, state="draft")

    body = client.get("/en/providers/gates/").content.decode()

    assert "/en/catalogue/watch/" in body
    assert "/en/catalogue/idea/" not in body
    assert "Greece" in body
    assert structured(body)["url"] == "https://gates.example"
    assert client.get("/en/providers/nobody/").status_code == 404


def test_the_list_of_providers_counts_what_is_published(client: Client, django_assert_num_queries: Any) -> None:
    provider = make_provider("gates")
    make_offering("watch", provider)
    make_offering("idea", provider, state="draft")

    with django_assert_num_queries(2):
        body = client.get("/en/providers/").content.decode()

    assert "1 offering" in body


def test_the_sitemap_lists_what_is_published(client: Client) -> None:
    make_offering()
    make_offering("idea", state="draft")

    found = listed(client)

    assert "http://testserver/el/catalogue/watch/" in found
    assert "http://testserver/de/providers/gates/" in found
    assert "http://testserver/en/catalogue/" in found
    assert "http://testserver/en/catalogue/idea/" not in found
