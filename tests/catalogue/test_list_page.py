"""The catalogue: what is listed, counted, found, and how it answers absurd addresses."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.clock import at_once

pytestmark = pytest.mark.django_db


def titles(body: str) -> list[str]:
    found = re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", body.rsplit('class="offers"', maxsplit=1)[-1])
    return [re.sub("<.*?>", "", title) for title in found]


def listed(client: Client, query: str = "", language: str = "en") -> list[str]:
    response = client.get(f"/{language}/catalogue/{query}")
    assert response.status_code == 200
    return titles(response.content.decode()) if 'class="offers"' in response.content.decode() else []


def counts(client: Client, query: str = "") -> dict[tuple[str, str], int]:
    body = client.get(f"/en/catalogue/{query}").content.decode()
    found = re.findall(r'name="(\w+)" value="([^"]*)".*?<span class="num quiet">(\d+)<', body)
    return {(name, word): int(number) for name, word, number in found}


@pytest.fixture
def shelf(db: None) -> None:
    make_term("kinds", "solution", "Solution")
    make_term("audiences", "banks", "Banks")
    gates, clouds = make_provider("gates"), make_provider("clouds")
    make_offering("gate-watch", gates, audience=["banks"], domains=["physical"], standards=["NIS2"])
    make_offering("cloud-watch", clouds, gates, audience=["banks", "insurers"], domains=["cyber"])
    make_offering("advice", clouds, kind="service", stage="operation", price_model="free", domains=["cyber"])
    make_offering("idea", clouds, state="draft")


@pytest.mark.usefixtures("shelf")
class TestFilters:
    def test_everything_published_is_listed(self, client: Client) -> None:
        assert set(listed(client)) == {"Gate Watch", "Cloud Watch", "Advice"}

    def test_words_of_one_filter_widen_and_filters_narrow(self, client: Client) -> None:
        assert set(listed(client, "?domain=cyber")) == {"Cloud Watch", "Advice"}
        assert set(listed(client, "?domain=cyber&domain=physical")) == {"Gate Watch", "Cloud Watch", "Advice"}
        assert set(listed(client, "?domain=cyber&kind=solution")) == {"Cloud Watch"}
        assert set(listed(client, "?provider=gates")) == {"Gate Watch", "Cloud Watch"}
        assert set(listed(client, "?price=free")) == {"Advice"}
        assert set(listed(client, "?standard=NIS2&stage=beta&audience=banks")) == {"Gate Watch"}

    def test_counts_leave_the_own_choice_of_a_filter_aside(self, client: Client) -> None:
        found = counts(client, "?kind=solution")

        assert found["kind", "solution"] == 2
        assert found["kind", "service"] == 1
        assert found["domain", "cyber"] == 1
        assert found["provider", "clouds"] == 1
        assert found["provider", "gates"] == 2

    def test_a_count_is_what_one_gets(self, client: Client) -> None:
        for (name, word), number in counts(client).items():
            assert len(listed(client, f"?{name}={quote(word)}")) == number, (name, word)

    def test_a_chosen_word_without_hits_stays_to_be_removed(self, client: Client) -> None:
        assert counts(client, "?kind=training")["kind", "training"] == 0
        assert listed(client, "?kind=training") == []

    def test_the_words_of_the_reader_stand_at_the_filters(self, client: Client) -> None:
        make_term("domains", "cyber", "Cyber security", label_de="Cybersicherheit")

        assert "Cybersicherheit" in client.get("/de/catalogue/").content.decode()

    def test_the_list_and_its_filters_take_four_statements(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(4):
            client.get(
                "/en/catalogue/?q=watch&domain=cyber&domain=physical&provider=gates&provider=clouds&sort=name&x=1"
            )
        with django_assert_num_queries(4):
            client.get("/en/catalogue/?q=cloud")

    def test_sorted_by_name_and_by_date(self, client: Client) -> None:
        assert listed(client, "?sort=name") == ["Advice", "Cloud Watch", "Gate Watch"]
        assert listed(client, "?sort=newest") == ["Advice", "Cloud Watch", "Gate Watch"]


@pytest.mark.usefixtures("shelf")
class TestSearch:
    def test_a_title_counts_more_than_a_description(self, client: Client) -> None:
        make_offering("other", title_en="Something else", description_en="For a gate and other gates at the gate.")

        assert listed(client, "?q=gate") == ["Gate Watch", "Something else"]

    def test_stems_and_accents_do_not_matter(self, client: Client) -> None:
        make_offering("pruefung", title_en="Audit", title_de="Prüfung der Häuser")
        make_offering("elegchos", title_en="Control", title_el="Έλεγχος πρόσβασης")

        assert listed(client, "?q=haus", "de") == ["Prüfung der Häuser"]
        assert listed(client, "?q=prufungen", "de") == ["Prüfung der Häuser"]
        assert listed(client, "?q=ελεγχοι", "el") == ["Έλεγχος πρόσβασης"]

    def test_little_greek_words_are_neither_asked_for_nor_marked(self, client: Client) -> None:
        make_offering("lock", title_en="Lock", title_el="Προστασία ΑΤΜ", summary_el="Και με κάμερα, για τράπεζες.")

        body = client.get("/el/catalogue/?q=" + quote("προστασία με τα ΑΤΜ")).content.decode()

        assert titles(body) == ["Προστασία ΑΤΜ"]
        assert "<mark>Προστασία</mark> <mark>ΑΤΜ</mark>" in body
        assert "<mark>με</mark>" not in body
        assert listed(client, "?q=" + quote("για"), "el") == ["Προστασία ΑΤΜ"]

    def test_english_words_are_found_in_every_language(self, client: Client) -> None:
        make_offering("pruefung", title_en="Audit of houses", title_de="Prüfung der Häuser")

        assert listed(client, "?q=audits", "de") == ["Prüfung der Häuser"]
        assert listed(client, "?q=audits", "el") == ["Audit of houses"]

    def test_matches_are_marked_and_escaped(self, client: Client) -> None:
        make_offering("evil", title_en='Houses <script>alert("x")</script>', title_de="Häuser <b>")

        english = client.get("/en/catalogue/?q=house").content.decode()
        german = client.get("/de/catalogue/?q=haus").content.decode()

        assert "<mark>Houses</mark> &lt;script&gt;" in english
        assert "<mark>Häuser</mark> &lt;b&gt;" in german
        assert "<script>alert" not in english

    def test_a_match_in_the_description_is_shown(self, client: Client) -> None:
        make_offering("deep", title_en="Deep", description_en="## Method\n\nIt reads **badge** events and [more](x).")

        body = client.get("/en/catalogue/?q=badges").content.decode()

        assert "<mark>badge</mark>" in body
        assert "**" not in body

    def test_why_an_offering_is_listed_is_told_by_word_and_field(self, client: Client) -> None:
        make_offering("deep", title_en="Deep", description_en="It reads badge events, and badges.", tags=["badge"])

        body = client.get("/en/catalogue/?q=badges+zeppelin+OR+deep").content.decode()
        row = body.partition('class="why"')[2].partition("</details>")[0]

        assert re.search(r"<b>badges</b>.*?Summary and tags, Description · 3 times", row)
        assert re.search(r"<b>deep</b>.*?Title · 1 time", row)
        assert "zeppelin" not in row
        assert 'href="/en/search/ranking/"' in row

    def test_a_typing_error_gets_a_proposal(self, client: Client) -> None:
        body = client.get("/en/catalogue/?q=clowd+wach").content.decode()

        assert "Did you mean" in body
        assert 'href="/en/catalogue/cloud-watch/">Cloud Watch</a>' in body
        assert "idea" not in body

    def test_the_search_stays_in_every_address(self, client: Client) -> None:
        for number in range(25):
            make_offering(f"lamp-{number}", domains=["cyber"])

        body = client.get("/en/catalogue/?q=lamp&domain=cyber&sort=name").content.decode()

        assert 'href="?q=lamp&amp;domain=cyber&amp;sort=name&amp;page=2"' in body
        assert 'href="/en/catalogue/?q=lamp&amp;sort=name"' in body
        assert len(listed(client, "?q=lamp&domain=cyber&sort=name&page=2")) == 5


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "query",
    [
        "page=-1", "page=0", "page=1000000000", "page=" + "9" * 5000, "page=abc", "page=%00",
        "q=" + "x" * 10_000, "q=" + "%22a+b%22+OR+-c+" * 500, "q=%25_%27%22;--", "q=%00", "q=%ff%fe", "q=\u202ewatch",
        "q=:*%26|!()", "kind=%00", "kind=" + "x" * 5000, "sort=%00", "sort=nothing", "provider=%27;DROP+TABLE",
        "&".join(f"kind=k{number}" for number in range(100)),
        "&".join(f"facet{number}=x" for number in range(100)),
        "&".join(f"{name}=x{number}" for number in range(20) for name in ("audience", "standard", "provider", "stage")),
    ],
    ids=lambda query: query[:24],
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "el"])
def test_an_absurd_address_gets_a_page_quickly(client: Client, query: str, language: str) -> None:
    client.get(f"/{language}/catalogue/")

    response = at_once(lambda: client.get(f"/{language}/catalogue/?{query}"))

    assert response.status_code == 200


@pytest.mark.usefixtures("shelf")
def test_a_page_before_the_first_is_the_first_and_one_after_the_last_the_last(client: Client) -> None:
    assert listed(client, "?page=-1") == listed(client)
    assert listed(client, "?page=1000000000") == listed(client)


def test_an_empty_catalogue_says_so(client: Client) -> None:
    body = client.get("/fr/catalogue/").content.decode()

    assert 'class="empty"' in body


@pytest.mark.usefixtures("shelf")
def test_there_is_no_filter_where_nothing_was_found(client: Client) -> None:
    make_offering()

    filtered = client.get("/en/catalogue/").content.decode()
    nothing = client.get("/en/catalogue/?q=nothingofthatname").content.decode()

    assert 'id="filters"' in filtered
    assert 'id="filters"' not in nothing
    assert 'href="#filters"' not in nothing


def test_search_results_are_not_for_search_engines(client: Client) -> None:
    assert "noindex" in client.get("/en/catalogue/?q=watch").content.decode()
    assert "noindex" not in client.get("/en/catalogue/").content.decode()
