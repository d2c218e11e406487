"""What every public page of the portal owes its visitors."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.conf import LazySettings, settings
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = [
    "home", "about", "solutions", "services", "demonstrations", "privacy", "cookies", "terms", "accessibility",
    "security", "imprint", "listing-policy", "transparency",
]  # fmt: skip


class Page(HTMLParser):
    """The tags of a page, as (name, attributes)."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str, **wanted: str) -> list[dict[str, str]]:
        return [attrs for name, attrs in self.tags if name == tag and wanted.items() <= attrs.items()]


def address(name: str, language: str) -> str:
    with override(language):
        return reverse(f"portal:{name}")


def read(client: Client, path: str) -> Page:
    response = client.get(path)
    assert response.status_code == 200, path
    return Page(response.content.decode())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_names_itself_and_its_translations(client: Client, name: str, language: str) -> None:
    path = address(name, language)

    page = read(client, path)

    assert page.all("html", lang=language)
    assert page.all("meta", name="description")[0]["content"]
    assert page.all("link", rel="canonical")[0]["href"] == f"http://testserver{path}"
    alternates = {link["hreflang"]: link["href"] for link in page.all("link", rel="alternate")}
    assert alternates == {code: f"http://testserver{address(name, code)}" for code in LANGUAGES} | {
        "x-default": f"http://testserver{address(name, 'en')}"
    }


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_a_card_and_a_way_past_the_header(client: Client, name: str) -> None:
    page = read(client, address(name, "en"))

    assert len(page.all("h1")) == 1
    assert page.all("meta", property="og:title")[0]["content"]
    assert page.all("meta", property="og:image")[0]["content"].startswith("http://testserver/en/cards/page/")
    assert page.all("a", href="#main")
    assert page.all("main", id="main")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_under_the_strict_policy(client: Client, name: str) -> None:
    response = client.get(address(name, "en"))

    page = Page(response.content.decode())
    assert not page.all("style")
    assert all("src" in script for script in page.all("script") if script.get("type") != "application/ld+json")
    assert not [attrs for _tag, attrs in page.tags if any(key == "style" or key.startswith("on") for key in attrs)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_no_other_host_for_anything(client: Client, name: str) -> None:
    page = read(client, address(name, "en"))

    loaded = [attrs["src"] for _tag, attrs in page.tags if "src" in attrs]
    loaded += [link["href"] for link in page.all("link") if link["rel"] not in {"canonical", "alternate"}]
    assert all(source.startswith("/") for source in loaded)


@pytest.mark.parametrize("language", ["en", "el"])
def test_no_link_of_a_page_is_dead(client: Client, language: str) -> None:
    links: dict[str, str] = {}
    for name in PAGES:
        page = read(client, address(name, language))
        links |= {link["href"].split("#")[0]: name for link in page.all("a") if link["href"].startswith("/")}

    answers = {href: client.get(href, follow=True).status_code for href in links if href}

    assert {href: links[href] for href, status in answers.items() if status != 200} == {}


def test_an_anchor_on_a_page_leads_somewhere(client: Client) -> None:
    for name in PAGES:
        page = read(client, address(name, "en"))
        ids = [attrs["id"] for _tag, attrs in page.tags if "id" in attrs]

        anchors = {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")}

        assert anchors <= set(ids)
        assert len(ids) == len(set(ids))


def test_the_home_page_starts_each_analysis_in_one_click(client: Client) -> None:
    page = read(client, address("home", "en"))

    forms = {form["action"] for form in page.all("form", method="post")}

    keys = ["log-anomalies", "payment-fraud", "payment-flows", "claim-fraud"]
    assert {reverse("demos:sample-run", args=[key]) for key in keys} <= forms
    assert len(page.all("input", name="csrfmiddlewaretoken")) == len(page.all("form", method="post"))


def test_the_language_switch_keeps_the_filters_of_the_page(client: Client) -> None:
    page = read(client, address("about", "en") + "?from=mail&x=1")

    targets = {link["href"] for link in page.all("a", hreflang="de")}

    assert targets == {address("about", "de") + "?from=mail&x=1"}


def test_what_the_operator_has_not_filled_in_is_shown_as_missing(client: Client, settings: LazySettings) -> None:
    settings.OPERATOR = {"name": "", "address": "", "email": "", "representative": ""}

    body = client.get(address("imprint", "en")).content.decode()

    assert body.count('class="todo"') == 4


def test_the_operator_is_named_where_the_law_asks_for_it(client: Client, settings: LazySettings) -> None:
    settings.OPERATOR = {
        "name": "Example Trust",
        "address": "1 Main Street\n1000 Town",
        "email": "desk@example.org",
        "representative": "A. Person",
    }

    pages = [client.get(address(name, "en")).content.decode() for name in ("imprint", "privacy", "security")]

    assert all("Example Trust" in body and "desk@example.org" in body for body in pages)
    assert not any(re.search('class="todo"', body) for body in pages)
