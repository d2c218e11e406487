"""Views and compares: what counts, what does not, and that no page is the worse for it."""

from __future__ import annotations

import socket
import time

import pytest
import redis
from django.test import Client, RequestFactory

from desk.figures import counting
from desk.figures.programs import is_program
from tests.catalogue.listings import make_offering
from tests.desk_figures.sums import PERSON, counted, reader
from tests.enquiries.threads import Parties
from tests.factories import make_member

PAGE = "/en/catalogue/gates-watch/"


def test_a_view_counts_when_the_page_is_made_and_when_it_comes_from_the_kept_copy(parties: Parties) -> None:
    visitor = reader()

    first, second = visitor.get(PAGE), visitor.get(PAGE)

    assert first.content == second.content
    assert (bool(first.templates), bool(second.templates)) == (True, False)
    assert counted() == {"views gates-watch": 2}


def test_a_page_that_has_not_changed_and_other_languages_count_as_views_of_the_same_offering(parties: Parties) -> None:
    visitor = reader()
    tag = visitor.get(PAGE)["ETag"]

    assert visitor.get(PAGE, headers={"if-none-match": tag}).status_code == 304
    visitor.get("/de/catalogue/gates-watch/")

    assert counted() == {"views gates-watch": 3}


def test_a_member_counts_like_a_visitor_and_leaves_no_more_behind(parties: Parties) -> None:
    visitor = reader()
    visitor.force_login(make_member())

    visitor.get(PAGE, REMOTE_ADDR="192.0.2.77")

    [(field, number)] = counting.counters().hgetall(counting.counts_key()).items()
    assert (field.split(" ")[1:], number) == (["views", "gates-watch"], "1")
    assert 0 < counting.counters().ttl(counting.counts_key()) <= counting.KEPT.total_seconds()


@pytest.mark.parametrize(
    "user_agent",
    [
        "",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
        "Mozilla/5.0 (compatible; YandexBot/3.0)",
        "Mozilla/5.0 (compatible; Yahoo! Slurp)",
        "facebookexternalhit/1.1",
        "python-requests/2.32",
        "curl/8.5.0",
        "Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/142.0.0.0 Safari/537.36",
        "x" * 5_000,
    ],
)
def test_programs_do_not_count(parties: Parties, user_agent: str) -> None:
    assert reader(user_agent).get(PAGE).status_code == 200

    assert counted() == {}


@pytest.mark.parametrize(
    "user_agent",
    [
        PERSON,
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 "
        "Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 9; CUBOT_X18_Plus) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile "
        "Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Safari",
        "Lynx/2.9.0 libwww-FM/2.14",
    ],
)  # fmt: skip
def test_browsers_of_people_are_no_programs(user_agent: str) -> None:
    assert is_program(user_agent) is False


def test_what_nobody_reads_does_not_count(parties: Parties) -> None:
    make_offering("draft", state="draft")
    visitor = reader()

    visitor.head(PAGE)
    visitor.post(PAGE)
    visitor.get(PAGE, headers={"sec-purpose": "prefetch;prerender"})
    for path in ("draft/", "none/", "compare/", "favourites/", "", "gates-watch/favourite/"):
        visitor.get(f"/en/catalogue/{path}")

    assert counted() == {}


def test_offerings_side_by_side_are_compared_and_one_alone_or_unknown_is_not(parties: Parties) -> None:
    make_offering("other", parties.provider)
    visitor = reader()

    visitor.get("/en/catalogue/compare/?offering=gates-watch&offering=other&offering=nothing")
    visitor.get("/en/catalogue/compare/?offering=gates-watch&offering=nothing")
    reader("curl/8").get("/en/catalogue/compare/?offering=gates-watch&offering=other")

    assert counted() == {"compares gates-watch": 1, "compares other": 1}


def test_without_redis_pages_are_shown_and_redis_is_left_alone_for_a_while(
    parties: Parties, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    with SilentServer() as address:
        away = redis.Redis.from_url(f"redis://{address}", socket_timeout=0.2, retry=counting.counters().get_retry())
        monkeypatch.setattr(counting, "counters", lambda: asked.append(1) or away)
        visitor = reader()
        began = time.perf_counter()
        answers = [visitor.get(PAGE).status_code for _again in range(5)]
        assert time.perf_counter() - began < 3

    assert answers == [200] * 5
    assert len(asked) == 1


class SilentServer:
    """Takes connections and never answers."""

    def __enter__(self) -> str:
        self.socket = socket.create_server(("127.0.0.1", 0))
        return f"127.0.0.1:{self.socket.getsockname()[1]}"

    def __exit__(self, *_problem: object) -> None:
        self.socket.close()


def test_a_visitor_waits_for_nothing_before_the_page_is_there(parties: Parties) -> None:
    """The count is made when the answer is closed, which a server does after sending it."""
    handler = Client().handler
    handler.load_middleware()

    response = handler.get_response(RequestFactory(headers={"user-agent": PERSON}).get(PAGE))

    assert response.status_code == 200
    assert counted() == {}
    response.close()
    assert counted() == {"views gates-watch": 1}
