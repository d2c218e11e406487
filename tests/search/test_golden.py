"""The goals of the golden set, through the search that people use."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from tests.search.measuring import Answer, answers, means, typo_recall

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def given(django_db_setup: None, django_db_blocker: Any) -> list[Answer]:
    """Every query asked once, of the content that the market ships."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_content", stdout=StringIO())
        found = answers()
        transaction.set_rollback(True)
    return found


def test_what_is_relevant_comes_first(given: list[Answer]) -> None:
    assert means(given)["all"] >= 0.90, worst(given)


def test_typing_errors_do_not_hide_what_is_meant(given: list[Answer]) -> None:
    missed = [(one.language, one.query, one.places[:3]) for one in given if one.kind == "typo" and not one.has_best]

    assert typo_recall(given) >= 0.95, missed


def test_no_hit_is_without_a_word_of_the_query(given: list[Answer]) -> None:
    assert [(one.language, one.query, one.unmatched) for one in given if one.unmatched] == []


def worst(given: list[Answer]) -> str:
    ordered = sorted((one for one in given if one.relevant), key=lambda one: one.ndcg)[:20]
    return "\n".join(f"{one.ndcg:.2f} {one.language} {one.kind}: {one.query}" for one in ordered)
