"""The page of figures, its file and the API: one set of numbers, for the provider's people only."""

from __future__ import annotations

import csv
import html
import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from accounts.models import User
from catalogue.models import Offering
from desk.figures.report import MEASURES
from enquiries.answer_times import refresh
from tests.catalogue.listings import make_offering, make_provider
from tests.clock import at_once
from tests.desk_figures.sums import day, put
from tests.enquiries.threads import Parties, make_parties
from tests.factories import make_member, make_token, signed_in

PAGE = "/en/desk/gates/figures/"
FILE = "/en/desk/gates/figures.csv"
API = "/api/v1/figures/gates/"


def program(parties: Parties, *scopes: str) -> APIClient:
    return program_of(parties.answerer, *(scopes or ["read"]))


def program_of(person: User, *scopes: str) -> APIClient:
    found = APIClient()
    found.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(person, *scopes)}")
    return found


def page(parties: Parties, query: str = "") -> str:
    answer = parties.answering.get(PAGE + query)
    assert answer.status_code == 200
    return str(answer.content.decode())


def file(parties: Parties, query: str = "") -> list[dict[str, str]]:
    content = parties.answering.get(FILE + query).content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(io.StringIO(content)))


def tables(content: str) -> list[list[list[str]]]:
    """The words in the cells of each table of a page."""
    found = []
    for table in re.findall(r"<tbody>(.*?)</tbody>", content, re.DOTALL):
        rows = re.findall(r"<tr>(.*?)</tr>", table, re.DOTALL)
        cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
        found.append([[html.unescape(re.sub(r"<[^>]+>", "", cell)).strip() for cell in row] for row in cells])
    return found


def busy(parties: Parties) -> Offering:
    """Two offerings with large and small figures on many days of a year; the second is returned."""
    other = make_offering("other", parties.provider)
    for ago in range(0, 300, 3):
        put(
            parties.offering, day(ago), views=1_000 + ago, compares=ago % 11, favourites=ago % 7, shortlists=ago % 5,
            requests=ago % 4, runs=ago % 13, ratings=ago % 6, stars=(ago % 6) * (1 + ago % 5),
        )  # fmt: skip
        put(other, day(ago), views=ago % 9, compares=1)
    return other


@pytest.mark.parametrize("query", ["", "?days=30", "?days=365", "?days=90&offering=gates-watch", "?offering=other"])
def test_page_file_and_api_say_the_same(parties: Parties, query: str) -> None:
    busy(parties)
    rows, found = file(parties, query), program(parties).get(API + query).json()
    steps, *plots, by_offering = tables(page(parties, query))

    parts = [row for row in rows if row["part"] == "part"]
    [total] = [row for row in rows if row["part"] == "total"]
    offerings = [row for row in rows if row["part"] == "offering"]
    assert len(plots) == len(MEASURES) + 1
    for place, measure in enumerate(MEASURES):
        in_file = [row[measure] for row in parts]
        assert in_file == [numbers(part[measure], is_sum="offering=" not in query) for part in found["parts"]]
        assert in_file == [plain(row[1]) for row in plots[place]]
        assert total[measure] == numbers(found["total"][measure], is_sum="offering=" not in query)
        assert [row[measure] for row in offerings] == [numbers(one[measure]) for one in found["offerings"]]
        assert [row[measure] for row in offerings] == [plain(row[place + 1]) for row in by_offering]
    assert [row["mean_stars"] for row in parts] == [mean(row[1]) for row in plots[-1]]
    assert [plain(row[1]) for row in steps] == [total[one["step"]] for one in found["steps"]]
    assert any(row["views"].isdigit() for row in parts)
    assert any(row["requests"].startswith("<5") for row in parts)


def numbers(value: int | None, *, is_sum: bool = False) -> str:
    return ("<5 each" if is_sum else "<5") if value is None else str(value)


def plain(words: str) -> str:
    return words.replace("fewer than ", "<").replace(",", "")


def mean(words: str) -> str:
    return "" if words == "–" else str(float(words))


def test_page_file_and_api_are_the_same_to_the_letter_whatever_a_small_figure_is(parties: Parties) -> None:
    def everything() -> list[Any]:
        queries = ["", "?days=30", "?days=365", "?offering=other"]
        texts = [re.sub(r'(nonce|value)="[A-Za-z0-9]{32,}"', "", page(parties, query)) for query in queries]
        return [texts, [file(parties, query) for query in queries],
                [program(parties).get(API + query).json() for query in queries]]  # fmt: skip

    other = make_offering("other", parties.provider)
    put(parties.offering, day(2), views=80, requests=20)
    put(other, day(2), views=4, requests=1, favourites=3, shortlists=1, ratings=1, stars=5)
    put(other, day(1), views=6)
    before = everything()

    put(other, day(2), views=1, requests=4, favourites=0, shortlists=0, ratings=0, stars=0)
    put(other, day(1), views=9)

    assert everything() == before


def test_totals_add_up_groups_only_and_small_figures_wait_for_the_next_days(parties: Parties) -> None:
    put(parties.offering, day(3), views=4, requests=4)
    put(parties.offering, day(2), views=3)

    found = program(parties).get(f"{API}?days=30").json()

    assert [part["views"] for part in found["parts"] if part["views"]] == [7]
    assert (found["total"]["views"], found["total"]["requests"]) == (7, None)
    assert found["steps"][3] == {"step": "requests", "number": None, "of_views": None, "of_before": None}


def test_today_is_not_shown_before_it_is_over(parties: Parties) -> None:
    put(parties.offering, day(-1), views=500)

    assert program(parties).get(API).json()["total"]["views"] is None


def test_steps_have_rates_and_ratings_a_mean(parties: Parties) -> None:
    put(parties.offering, day(1), views=200, compares=50, favourites=6, shortlists=4, requests=5, ratings=8, stars=34)

    content = page(parties)

    assert tables(content)[0] == [
        ["Views", "200", "100.0%", "–"], ["Compares", "50", "25.0%", "25.0%"],
        ["Shortlisted", "10", "5.0%", "20.0%"], ["Requests", "5", "2.5%", "50.0%"],
    ]  # fmt: skip
    assert "4.25" in content


@pytest.mark.parametrize("role", ["owner", "editor", "viewer"])
def test_every_role_of_the_organisation_sees_figures(parties: Parties, role: str) -> None:
    client = signed_in(parties.colleague(role))

    assert client.get(PAGE).status_code == client.get(FILE).status_code == 200


def test_for_everybody_else_there_are_none(parties: Parties) -> None:
    stranger, others = signed_in(make_member()), make_parties("doors")
    for client in (stranger, others.answering):
        assert client.get(PAGE).status_code == client.get(FILE).status_code == 404
    for client in (program(others), program_of(others.asker, "read")):
        assert client.get(API).status_code == 404
    assert Client().get(PAGE).status_code == 302
    assert APIClient().get(API).status_code == 401
    assert program(parties, "requests").get(API).status_code == 403


def test_an_offering_of_another_provider_or_a_draft_does_not_exist(parties: Parties) -> None:
    make_offering("alien", make_provider("doors"))
    make_offering("draft", parties.provider, state="draft")

    for slug in ("alien", "draft", "nothing", "x" * 5_000, "\x00"):
        assert parties.answering.get(PAGE, {"offering": slug}).status_code == 404
        assert program(parties).get(API, {"offering": slug}).status_code == 404


@pytest.mark.parametrize("days", ["0", "-30", "31", "1e9", "abc", "9" * 4_000, "３０", " 30", "30; drop", "\x00"])
def test_an_absurd_period_is_named_and_the_usual_one_is_shown(parties: Parties, days: str) -> None:
    for address in (PAGE, FILE):
        answer = at_once(lambda address=address: parties.answering.get(address, {"days": days}))
        assert answer.status_code == 422
        assert "Choose 30, 90 or 365 days." in answer.content.decode()
    refused = program(parties).get(API, {"days": days})
    assert (refused.status_code, list(refused.json()["errors"])) == (400, ["days"])


def test_an_archived_offering_keeps_its_figures(parties: Parties) -> None:
    put(parties.offering, day(1), views=77)
    Offering.objects.filter(pk=parties.offering.pk).update(state="withdrawn")

    content = page(parties)

    assert "(withdrawn)" in content
    assert tables(content)[-1][0][1] == "77"


def test_an_offering_without_events_and_a_provider_without_offerings_have_pages(parties: Parties) -> None:
    assert tables(page(parties))[0][0][1] == "fewer than 5"
    Offering.objects.update(published_at=None, state="draft")
    assert "There are no figures yet." in page(parties)
    assert program(parties).get(API).json()["total"]["views"] is None


def test_the_smallest_group_is_what_the_operator_says(parties: Parties, settings: Any) -> None:
    settings.FIGURES_SMALLEST_GROUP = 50
    put(parties.offering, day(1), views=49, requests=50)

    found = program(parties).get(API).json()

    assert (found["total"]["views"], found["total"]["requests"], found["smallest_group"]) == (None, 50, 50)
    assert "A day’s figure of fewer than 50 is held back" in page(parties)


def test_the_answer_time_stands_on_the_page(parties: Parties) -> None:
    for number in range(5):
        parties.answer(parties.ask(f"Question {number}"))
    refresh()

    assert "half of them within 1 hour" in page(parties)


def test_more_offerings_and_days_ask_no_more_of_the_database(parties: Parties) -> None:
    parties.answering.get(PAGE)
    with CaptureQueriesContext(connection) as few:
        page(parties)
    for number in range(20):
        put(make_offering(f"more-{number}", parties.provider), day(number), views=9)
    with CaptureQueriesContext(connection) as many:
        page(parties)

    assert len(many) == len(few) <= 14


def test_the_card_of_the_desk_sums_up_a_month(parties: Parties) -> None:
    put(parties.offering, day(29), views=12)
    put(parties.offering, day(31), views=900)

    card = Template("{% load figures %}{% figures_card provider %}").render(Context({"provider": parties.provider}))

    assert "/en/desk/gates/figures/?days=30" in card
    assert ">12<" in card


def test_the_page_speaks_the_reader_s_language_about_days(parties: Parties) -> None:
    put(parties.offering, day(1), views=1_234)

    content = parties.answering.get("/de/desk/gates/figures/?days=365").content.decode()

    assert "1.234" in content


def test_periods_end_on_the_last_day_that_stands(parties: Parties) -> None:
    found = program(parties).get(f"{API}?days=90").json()

    assert found["parts"][-1]["last"] == day(0).isoformat() == found["total"]["last"]
    assert found["total"]["first"] == (day(0) - timedelta(days=89)).isoformat()
    assert json.dumps(found).count("null") == len(found["parts"]) * 7 + 7 + 12 + 7 + 1
