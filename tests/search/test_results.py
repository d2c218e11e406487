"""The page of results and its twin for programs: what is found, how it is told, and absurd queries."""

from __future__ import annotations

import re
from io import StringIO
from typing import Any
from urllib.parse import quote

import pytest
from django.core.management import call_command
from django.test import Client

from tests.catalogue.listings import make_offering, make_provider
from tests.clock import at_once

pytestmark = pytest.mark.django_db


def body(client: Client, query: str, language: str = "en") -> str:
    response = client.get(f"/{language}/search/{query}")
    assert response.status_code == 200
    return response.content.decode()


def titles(html: str) -> list[str]:
    return [re.sub("<.*?>", "", title) for title in re.findall(r"<h3><a [^>]*>(.*?)</a></h3>", html)]


def api(client: Client, query: str, language: str = "en") -> Any:
    response = client.get(f"/api/v1/search/{query}", headers={"Accept-Language": language})
    assert response.status_code == 200
    return response.json()


def keys(client: Client, query: str, language: str = "en") -> list[str]:
    return [hit["key"] for hit in api(client, query, language)["results"]]


@pytest.fixture
def shelf() -> None:
    gates, clouds = make_provider("gates"), make_provider("clouds")
    make_offering(
        "cash-guard", gates, title_en="Guard for cash machines", title_de="Wächter für Geldautomaten",
        title_el="Φύλακας ΑΤΜ", summary_de="Gegen Jackpotting und Skimming.", summary_el="Κατά του jackpotting.",
        summary_en="Against jackpotting and skimming.", description_en="It reads **badge** events and [more](x).",
    )  # fmt: skip
    make_offering("cloud-watch", clouds, title_fr="Veille du nuage", summary_fr="Détection d'intrusions.")
    make_offering("fraud", clouds, title_en="Fraud in payments", title_de="Zahlungsbetrug")
    make_offering("idea", clouds, title_en="Jackpotting idea", state="draft")
    call_command("index_pages", stdout=StringIO())


@pytest.mark.usefixtures("shelf")
class TestFinding:
    def test_hits_of_all_sections_with_their_counts(self, client: Client) -> None:
        html = body(client, "?q=clouds")

        assert "Clouds" in titles(html)
        assert "Cloud Watch" in titles(html)
        assert re.search(r'href="/en/search/\?q=clouds&amp;section=provider"[^>]*>Providers <span class="num">1<', html)

    def test_a_section_narrows_the_list_and_keeps_the_counts(self, client: Client) -> None:
        html = body(client, "?q=clouds&section=provider")

        assert titles(html) == ["Clouds"]
        assert "section=offering" in html
        assert api(client, "?q=clouds&section=provider")["sections"] == api(client, "?q=clouds")["sections"]

    def test_pages_and_analyses_are_found(self, client: Client) -> None:
        assert "payment-fraud" in keys(client, "?q=card+payment+fraud&section=algorithm")
        assert "about" in keys(client, "?q=786727&section=page")
        assert 'href="/de/about/"' in body(client, "?q=786727", "de")

    def test_accents_and_forms_of_words_do_not_matter(self, client: Client) -> None:
        assert keys(client, "?q=detections+intrusion&section=offering", "fr") == ["cloud-watch"]
        assert keys(client, "?q=WACHTER&section=offering", "de") == ["cash-guard"]
        assert keys(client, "?q=φυλακες&section=offering", "el") == ["cash-guard"]

    def test_the_last_word_may_be_unfinished(self, client: Client) -> None:
        assert keys(client, "?q=against+jackpo&section=offering") == ["cash-guard"]

    def test_a_part_of_a_compound_is_found(self, client: Client) -> None:
        assert keys(client, "?q=betrug+&section=offering", "de") == ["fraud"]

    def test_other_words_for_the_same_are_found_and_named(self, client: Client) -> None:
        [hit] = api(client, "?q=ATMs&section=offering", "de")["results"]

        assert hit["key"] == "cash-guard"
        assert {(one["as"], *one["words"]) for term in hit["why"]["terms"] for one in term["found"]} == {
            ("synonym", "Geldautomat")
        }

    def test_phrases_and_exclusions(self, client: Client) -> None:
        assert keys(client, '?q="cash+machines"&section=offering') == ["cash-guard"]
        assert keys(client, '?q="machines+cash"&section=offering') == []
        assert "fraud" not in keys(client, "?q=it+watches+-payments&section=offering")
        assert "cloud-watch" in keys(client, "?q=watches+-payments&section=offering")

    @pytest.mark.parametrize("typo", ["jackpoting", "jakcpotting", "jackpottign", "jackspotting"])
    def test_a_typing_error_is_corrected_and_said(self, client: Client, typo: str) -> None:
        html = body(client, f"?q={quote(typo)}+")

        assert titles(html)[0] == "Guard for cash machines"

    def test_what_was_meant_is_a_link(self, client: Client) -> None:
        html = body(client, "?q=jakcpotting+skimming").partition('class="notice"')[2].partition("</ul>")[0]

        assert '<a href="/en/search/?q=jackpotting+skimming">jackpotting skimming</a>' in html
        assert "No text has “jakcpotting”" in html
        assert api(client, "?q=jakcpotting+skimming")["corrections"] == {"jakcpotting": "jackpotting"}

    def test_words_written_together_are_taken_apart(self, client: Client) -> None:
        assert keys(client, "?q=cashmachines+&section=offering") == ["cash-guard"]

    def test_with_few_hits_for_all_words_some_are_enough_and_it_is_said(self, client: Client) -> None:
        html = body(client, "?q=jackpotting+zeppelins")

        assert titles(html)[0] == "Guard for cash machines"
        assert "“zeppelins” does not occur." in html

    def test_nothing_is_shown_that_has_no_word_of_the_query(self, client: Client) -> None:
        for query in ("jackpotting zeppelin", "ATM", "paymnet", "watch", "betrug"):
            for language in ("en", "de", "el"):
                for hit in api(client, f"?q={quote(query)}", language)["results"]:
                    assert any(term["found"] for term in hit["why"]["terms"]), (query, language, hit)

    def test_only_what_is_public_is_found(self, client: Client) -> None:
        assert "idea" not in keys(client, "?q=jackpotting")


@pytest.mark.usefixtures("shelf")
class TestTelling:
    def test_matches_are_marked_and_escaped(self, client: Client) -> None:
        make_offering("evil", title_en='Lantern <script>alert("x")</script>')

        html = body(client, "?q=lanterns")

        assert "<mark>Lantern</mark> &lt;script&gt;" in html
        assert "<script>alert" not in html

    def test_little_words_of_a_synonym_are_not_marked(self, client: Client) -> None:
        make_offering(
            "lock", title_en="Lock", title_el="Φραγή με κλειδί",
            summary_el="Σταματά την εκταμίευση με κακόβουλο λογισμικό, και με ασφάλεια.",
        )  # fmt: skip

        html = body(client, "?q=jackpotting&section=offering", "el")

        assert "<mark>εκταμίευση</mark>" in html
        assert "<mark>λογισμικό</mark>" in html
        assert "<mark>με</mark>" not in html

    def test_a_synonym_with_little_words_is_understood(self, client: Client) -> None:
        query = quote("εκταμίευση με κακόβουλο λογισμικό")

        assert keys(client, f"?q={query}&section=offering", "el") == ["cash-guard"]

    def test_a_match_in_the_text_is_shown_without_its_markdown(self, client: Client) -> None:
        html = body(client, "?q=badges&section=offering")

        assert "<mark>badge</mark>" in html
        assert "**" not in html

    def test_english_in_place_of_a_translation_is_said_and_marked_up(self, client: Client) -> None:
        html = body(client, "?q=cloud&section=offering", "de")

        assert '<a href="/de/catalogue/cloud-watch/" lang="en"><mark>Cloud</mark> Watch</a>' in html
        assert "Noch nicht übersetzt; Sprache des Textes: Englisch." in html

    def test_a_translated_title_is_shown_where_only_the_english_text_has_the_word(self, client: Client) -> None:
        html = body(client, "?q=badge&section=offering", "de")

        assert titles(html) == ["Wächter für Geldautomaten"]
        assert re.search(r'lang="en">…[^<]*<mark>badge</mark>', html)

    def test_why_a_result_is_there_needs_no_script(self, client: Client) -> None:
        html = body(client, "?q=skimmers&section=offering")

        assert '<details class="why">' in html
        assert 'href="/en/search/ranking/"' in html

    def test_the_points_of_the_reasons_are_those_of_the_ranking(self, client: Client) -> None:
        for query in ("jackpotting skimming", "cash machine jackpo", "jackpoting zeppelin", "ATM watch"):
            for language in ("en", "de"):
                for hit in api(client, f"?q={quote(query)}", language)["results"]:
                    why = hit["why"]
                    best = (term["rarity"] * max(one["worth"] for one in term["found"]) for term in why["terms"])
                    assert hit["points"] == pytest.approx(why["share"] * why["coverage"] * sum(best), abs=0.002)

    def test_every_state_is_in_the_address(self, client: Client) -> None:
        for number in range(25):
            make_offering(f"lamp-{number}")

        html = body(client, "?q=lamp&section=offering")

        assert 'href="?q=lamp&amp;section=offering&amp;page=2"' in html
        assert len(titles(body(client, "?q=lamp&section=offering&page=2"))) == 5
        assert titles(body(client, "?q=lamp&page=1000000000")) == titles(body(client, "?q=lamp&page=2"))
        assert titles(body(client, "?q=lamp&page=-1")) == titles(body(client, "?q=lamp"))

    def test_the_page_and_the_api_agree(self, client: Client) -> None:
        for query in ("jackpotting", "cloud", "jackpoting", "payment+fraud"):
            assert len(titles(body(client, f"?q={query}"))) == len(keys(client, f"?q={query}"))
            assert [hit["title"] for hit in api(client, f"?q={query}")["results"]] == titles(
                body(client, f"?q={query}")
            )

    def test_results_are_not_for_search_engines(self, client: Client) -> None:
        assert "noindex" in body(client, "?q=watch")
        assert "noindex" not in body(client, "")

    def test_the_statements_do_not_grow_with_the_hits(self, client: Client, django_assert_max_num_queries: Any) -> None:
        body(client, "?q=lamp")
        for number in range(25):
            make_offering(f"lamp-{number}")

        with django_assert_max_num_queries(8):
            body(client, "?q=lamp+watch+zeppelin", "de")


@pytest.mark.parametrize("language", ["en", "de", "fr", "it", "es", "el"])
def test_an_empty_search_and_one_without_hits_say_what_to_do(client: Client, language: str) -> None:
    assert 'class="lead"' in body(client, "", language)
    assert 'class="empty"' in body(client, "?q=qqqqxyzzy", language)


@pytest.mark.usefixtures("shelf")
@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 10_000, "q=" + "watch+" * 1700, "q=" + "%22a+b%22+OR+-c+" * 600, "q=%25_%27%22;--", "q=%25", "q=_",
        "q=:*%26|!()", "q=a:*|b%26!c<->d", "q='jackpotting':A", "q=%00", "q=jack%00potting", "q=%ff%fe%80", "q=\\",
        "q=-", "q=--", "q=-jackpotting", "q=%22", "q=%22%22", "q=jack\u200bpotting", "q=\u202egnittopkcaj",
        "q=\ufeff\u2066jackpotting", "q=%ed%a0%80", "q=%f0%9f%98%80", "q=" + "\u0301" * 5000, "q=ﬁnance", "q=ΑΤΜ",
        "q=watch&page=-1", "q=watch&page=0", "q=watch&page=1000000000", "q=watch&page=" + "9" * 5000,
        "q=watch&page=%00", "q=watch&page=abc", "q=watch&page=²", "q=watch&section=%00", "q=watch&section=nothing",
        "q=watch&q=gate", "section=offering", "&".join(f"q=x{number}" for number in range(100)),
    ],
    ids=lambda query: query[:24],
)  # fmt: skip
@pytest.mark.parametrize("address", ["/en/search/", "/el/search/", "/api/v1/search/", "/de/search/suggestions/"])
def test_an_absurd_query_gets_an_answer_quickly(client: Client, query: str, address: str) -> None:
    client.get(address)

    response = at_once(lambda: client.get(f"{address}?{query}"))

    assert response.status_code == 200


@pytest.mark.usefixtures("shelf")
def test_characters_that_cannot_be_seen_do_not_hide_a_word(client: Client) -> None:
    for query in ("jack\u200bpotting", "\ufeffjackpotting\u2069", "jackpotting\u202e"):
        assert keys(client, f"?q={quote(query)}&section=offering") == ["cash-guard"]


def test_no_place_stands_on_the_ranking_page_but_the_numbers_in_use(client: Client, monkeypatch: Any) -> None:
    from search import ranking

    monkeypatch.setattr(ranking, "ENOUGH", 4321)
    html = client.get("/en/search/ranking/").content.decode()

    assert "4,321" in html
    for field in ranking.FIELDS:
        assert str(field.title) in html


@pytest.mark.usefixtures("shelf")
def test_the_bar_leads_to_the_search(client: Client) -> None:
    assert 'class="bar__search" href="/en/search/"' in client.get("/en/").content.decode()
