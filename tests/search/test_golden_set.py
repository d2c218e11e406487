"""The golden set of queries holds what its README promises."""

import json
from collections import Counter
from pathlib import Path

import pytest

from demos.analyzers.catalogue import KEYS

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"
GOLDEN = Path(__file__).parent / "golden"
AT_LEAST = {"en": 60, "de": 45, "el": 40, "fr": 30, "it": 30, "es": 30}
KINDS = {"plain", "inflected", "accents", "several-words", "typo", "synonym", "prefix", "provider", "standard"}


def entries_of(language):
    return json.loads((GOLDEN / f"{language}.json").read_text(encoding="utf-8"))


def judged(language):
    return [entry for entry in entries_of(language) if entry["kind"] != "nothing"]


def documents():
    """Every key that a judgement may name."""
    return (
        {f"offering:{folder.name}" for folder in (CONTENT / "offerings").iterdir()}
        | {f"provider:{folder.name}" for folder in (CONTENT / "providers").iterdir()}
        | {f"page:{page.name.split('.')[0]}" for page in (CONTENT / "pages").glob("*.en.toml")}
        | {f"algorithm:{key}" for key in KEYS}
    )


def text_of(language):
    """All that the content says in one language, facts such as names and tags included."""
    files = [*CONTENT.glob(f"*/*/{language}.toml"), *CONTENT.glob(f"pages/*.{language}.toml")]
    facts = [*CONTENT.glob("offerings/*/offering.toml"), *CONTENT.glob("providers/*/provider.toml")]
    return " ".join(file.read_text(encoding="utf-8") for file in files + facts).casefold()


def test_there_is_a_file_for_every_language_and_no_other():
    assert {file.stem for file in GOLDEN.glob("*.json")} == set(AT_LEAST)


@pytest.mark.parametrize("language", AT_LEAST)
def test_every_entry_has_a_query_a_known_kind_and_grades_of_existing_documents(language):
    known = documents()

    for entry in entries_of(language):
        assert set(entry) == {"query", "kind", "relevant"}
        assert entry["query"] == entry["query"].strip() != ""
        assert entry["kind"] in KINDS | {"nothing"}
        assert entry["relevant"].keys() <= known, entry["query"]
        assert set(entry["relevant"].values()) <= {1, 2, 3}
        assert bool(entry["relevant"]) == (entry["kind"] != "nothing"), entry["query"]


@pytest.mark.parametrize("language", AT_LEAST)
def test_no_query_stands_twice(language):
    queries = Counter(entry["query"].casefold() for entry in entries_of(language))

    assert [query for query, times in queries.items() if times > 1] == []


@pytest.mark.parametrize(("language", "fewest"), AT_LEAST.items())
def test_each_language_has_its_share_of_queries_typos_and_queries_that_find_nothing(language, fewest):
    kinds = Counter(entry["kind"] for entry in entries_of(language))

    assert len(judged(language)) >= fewest
    assert kinds["typo"] >= fewest // 6
    assert kinds["nothing"] == 15


def test_the_set_as_a_whole_is_large_and_has_every_kind():
    kinds = Counter(entry["kind"] for language in AT_LEAST for entry in judged(language))

    assert kinds.total() >= 235
    assert kinds["typo"] >= 50
    assert set(kinds) == KINDS


def test_every_offering_provider_page_and_algorithm_is_the_answer_to_some_query():
    graded = {key for language in AT_LEAST for entry in judged(language) for key in entry["relevant"]}

    assert documents() - graded == set()


@pytest.mark.parametrize("language", AT_LEAST)
def test_what_should_find_nothing_does_not_stand_in_the_content(language):
    text = text_of(language)
    nothing = [entry["query"] for entry in entries_of(language) if entry["kind"] == "nothing"]

    assert [word for query in nothing for word in query.casefold().split() if word in text] == []
