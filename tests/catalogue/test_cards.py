"""The pictures beside shared links: their own words in each language, at addresses that may be kept for ever."""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from fontTools.ttLib import TTFont
from PIL import Image

from catalogue.cards import keeping
from catalogue.cards.drawing import GROUND, INKS, draw
from catalogue.cards.letters import FONTS, GREEK, LATIN, Hand, showable
from catalogue.cards.tasks import tidy_cards
from catalogue.cards.words import Card
from catalogue.models import Offering
from common.errors import BusyError
from common.objects import StoreUnavailableError, store
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.clock import at_once

pytestmark = pytest.mark.django_db
META = re.compile(r'<meta (?:property|name)="((?:og|twitter):[^"]*)" content="([^"]*)">')
PAGE = "/en/catalogue/watch/"
LANGUAGES = ("en", "de", "fr", "it", "es", "el")


def meta(client: Client, page: str) -> dict[str, str]:
    answer = client.get(page)
    assert answer.status_code == 200
    return dict(META.findall(answer.content.decode()))


def address(client: Client, page: str = PAGE) -> str:
    return meta(client, page)["og:image"].partition("http://testserver")[2]


def made(title: str, **words: str) -> Card:
    return Card("offering", "watch", title, words.get("kicker", "Service"), words.get("byline", "Gates"), "watch")


def picture(content: bytes) -> Image.Image:
    shown = Image.open(io.BytesIO(content))
    shown.load()
    return shown


@pytest.fixture(autouse=True)
def drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Card]]:
    """Every card that is drawn during a test; none is there before it."""
    cards: list[Card] = []

    def noted(card: Card) -> bytes:
        cards.append(card)
        return draw(card)

    monkeypatch.setattr(keeping, "draw", noted)
    forget_all(monkeypatch)
    yield cards
    forget_all(monkeypatch)


def forget_all(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(keeping, "KEPT", timedelta(seconds=-5))
        tidy_cards()
    keeping._recent.clear()


class TestTags:
    def test_a_page_names_its_card_with_size_and_words(self, client: Client) -> None:
        make_term("kinds", "solution", "solution")
        make_offering(title_en='Watch "all" <day>', summary_en="It's for <all>.")

        found = meta(client, PAGE)

        assert found["og:title"] == "Watch &quot;all&quot; &lt;day&gt;"
        assert found["og:description"] == "It&#x27;s for &lt;all&gt;."
        assert found["og:url"] == f"http://testserver{PAGE}"
        assert found["og:image"].startswith("http://testserver/en/cards/offering/watch/")
        assert (found["og:image:type"], found["og:image:width"], found["og:image:height"]) == (
            "image/png",
            "1200",
            "630",
        )
        assert found["og:image:alt"] == "Solution · Watch &quot;all&quot; &lt;day&gt; · Gates · FINSEC Market"
        assert found["twitter:card"] == "summary_large_image"

    def test_a_page_says_which_languages_it_is_in(self, client: Client) -> None:
        make_offering()
        body = client.get("/el/catalogue/watch/").content.decode()

        told = META.findall(body)

        assert [value for name, value in told if name == "og:locale"] == ["el_GR"]
        others = {value for name, value in told if name == "og:locale:alternate"}
        assert others == {"en_GB", "de_DE", "fr_FR", "it_IT", "es_ES"}

    @pytest.mark.parametrize(
        "page", ["", "solutions/", "services/", "demonstrations/", "about/", "catalogue/", "providers/",
                 "providers/gates/", "search/", "demos/", "legal/privacy/", "account/login/"],
    )  # fmt: skip
    def test_every_page_has_a_title_a_sentence_and_a_card_that_exists(self, client: Client, page: str) -> None:
        make_provider("gates")

        found = meta(client, f"/de/{page}")
        card = client.get(found["og:image"])

        assert all(found[name] for name in ("og:title", "og:description", "og:image:alt", "og:locale"))
        assert (card.status_code, card["Content-Type"]) == (200, "image/png")
        assert picture(card.content).size == (1200, 630)

    def test_pages_without_a_card_of_their_own_share_one_in_each_language(self, client: Client) -> None:
        cards = {code: {address(client, f"/{code}/{page}") for page in ("", "catalogue/")} for code in LANGUAGES}

        assert all(len(found) == 1 for found in cards.values())
        assert len({client.get(found.pop()).content for found in cards.values()}) == len(LANGUAGES)


class TestAnswers:
    def test_a_card_is_a_picture_that_may_be_kept_for_ever(self, client: Client) -> None:
        make_offering()
        where = address(client)

        answer = client.get(where)
        again = client.get(where, headers={"If-None-Match": answer["ETag"]})

        shown = picture(answer.content)
        assert (shown.format, shown.size) == ("PNG", (1200, 630))
        assert len(answer.content) < 150_000
        assert answer["Content-Type"] == "image/png"
        assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
        assert (again.status_code, again.content) == (304, b"")

    def test_a_card_is_the_same_for_everybody(self, client: Client, member_client: Client) -> None:
        make_offering()
        where = address(client)

        for reader in (Client(), client, member_client):
            answer = reader.get(where)
            assert answer.status_code == 200
            assert "Cookie" not in answer.headers.get("Vary", "")
            assert "Accept-Language" not in answer.headers.get("Vary", "")
            assert not answer.cookies

    def test_a_new_title_has_a_new_card_and_the_old_address_leads_there(self, client: Client) -> None:
        offering = make_offering()
        old, before = address(client), client.get(address(client)).content
        offering.title_en = "Guard"
        offering.save()

        new = address(client)
        moved = client.get(old)

        assert new != old
        assert client.get(new).content != before
        assert (moved["Location"], moved["Cache-Control"]) == (new, "no-cache")

    def test_each_language_has_its_own_card(self, client: Client) -> None:
        make_offering(title_de="Wache", title_el="Φύλακας")

        bodies = {client.get(address(client, f"/{code}/catalogue/watch/")).content for code in ("en", "de", "el")}

        assert len(bodies) == 3

    def test_what_nobody_may_see_has_no_card(self, client: Client) -> None:
        make_offering()
        where = address(client)
        client.get(where)
        Offering.objects.update(state="withdrawn")

        assert client.get(where).status_code == 404
        assert client.get("/en/cards/offering/nothing/abc.png").status_code == 404
        assert client.get("/en/cards/nothing/watch/abc.png").status_code == 404
        assert client.get("/en/cards/page/nothing/abc.png").status_code == 404

    def test_a_card_takes_few_statements(self, client: Client, django_assert_max_num_queries: Any) -> None:
        make_offering()
        where = address(client)

        with django_assert_max_num_queries(2):
            client.get(where)


class TestDrawnOnce:
    def test_nothing_is_drawn_that_no_page_names(self, client: Client, drawn: list[Card]) -> None:
        make_offering()
        where = address(client)

        for number in range(20):
            assert client.get(f"/en/cards/offering/watch/{number:024}.png").status_code == 302
        assert client.head(where).status_code == 200

        assert drawn == []

    def test_a_card_is_drawn_once_and_then_kept(self, client: Client, drawn: list[Card]) -> None:
        make_offering()
        where = address(client)

        first = client.get(where).content
        keeping._recent.clear()  # as in another process

        assert client.get(where).content == first
        assert len(drawn) == 1

    def test_of_many_first_requests_at_once_one_draws(self, drawn: list[Card]) -> None:
        card = made("Watch")

        with ThreadPoolExecutor(50) as readers:
            pictures = list(readers.map(patiently, [card] * 50))

        assert len(drawn) == 1
        assert set(pictures) == {draw(card)}

    def test_who_would_wait_too_long_is_asked_to_come_back(self, client: Client, drawn: list[Card]) -> None:
        make_offering()
        where = address(client)

        with keeping._pen:
            answer = at_once(lambda: client.get(where))

        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "immutable" not in answer.headers.get("Cache-Control", "")
        assert drawn == []
        assert client.get(where).status_code == 200

    def test_without_the_store_a_card_is_still_drawn_once(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, drawn: list[Card]
    ) -> None:
        make_offering()

        def away(*_args: object) -> bytes:
            raise StoreUnavailableError

        monkeypatch.setattr(store, "get", away)
        monkeypatch.setattr(store, "put", away)

        assert [client.get(address(client)).status_code for _again in range(3)] == [200] * 3
        assert len(drawn) == 1

    def test_old_cards_are_deleted_and_nothing_else(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, drawn: list[Card]
    ) -> None:
        make_offering()
        where = address(client)
        first = client.get(where).content
        store.put("cardsharp", b"of somebody else")

        tidy_cards()
        keeping._recent.clear()
        client.get(where)
        assert len(drawn) == 1  # young cards stay

        forget_all(monkeypatch)
        assert client.get(where).content == first
        assert len(drawn) == 2
        assert store.get("cardsharp") == b"of somebody else"


class TestDrawing:
    def test_the_digest_changes_with_every_word_that_is_drawn(self) -> None:
        cards = [made("A"), made("B"), made("A", kicker="Course"), made("A", byline="Doors")]

        assert len({card.digest for card in cards}) == 4
        assert len({draw(card) for card in cards}) == 4
        assert draw(made("A")) == draw(made("A"))

    @pytest.mark.parametrize(
        "title",
        [
            "", " ", "W" * 5_000, "word " * 1_000, "Ω" * 120, "\u202eevil\u200b\u2066\ufeff", "שלום",
            "你好 مرحبا", "🔒" * 50, "\0\x07\ud800", "<script>alert(1)</script>", "a\nb\tc\u2028d",
            "e\u0301" * 200, "\u0301" * 5_000, "\u200b" * 100_000, "x" * 10_000_000,
        ],
        ids=range(16),
    )  # fmt: skip
    def test_absurd_titles_are_drawn_too_and_soon(self, title: str) -> None:
        shown = at_once(lambda: picture(draw(made(title, kicker=title, byline=title))), clock=time.process_time)

        assert shown.size == (1200, 630)

    def test_what_turns_or_hides_letters_is_left_out(self) -> None:
        assert showable("\u202eevil\u200b \u2066Watch\u2069") == "evil Watch"
        assert showable("ﬁne\u00a0 Ștefan ἀρχή") == "fine Stefan αρχή"
        assert showable("你好") == ""
        assert draw(made("\u202eWatch\u200b")) == draw(made("Watch"))

    def test_a_title_without_a_letter_that_can_be_drawn_gives_way_to_the_address(self) -> None:
        assert draw(made("שלום")) == draw(made("watch"))

    def test_long_titles_break_between_words(self) -> None:
        hand = Hand("literata", 60, 600)
        text = "Kollaborative Risikobewertung für Finanzinfrastrukturen und deren Lieferketten"

        lines = hand.lines(text, 1_000)

        assert " ".join(lines) == text
        assert all(hand.width(line) <= 1_000 for line in lines)

    def test_words_wider_than_a_line_get_hyphens(self) -> None:
        hand = Hand("literata", 60, 600)

        lines = hand.lines("Risiko" * 20, 1_000)

        assert len(lines) > 2
        assert all(line.endswith("-") for line in lines[:-1])
        assert all(hand.width(line) <= 1_000 for line in lines)

    def test_what_finds_no_room_ends_in_an_ellipsis_after_a_whole_word(self) -> None:
        hand = Hand("inter", 32, 400)
        lines = hand.lines("word " * 100, 500)

        shown = hand.first(lines, 2, 500)

        assert len(shown) == 2
        assert shown[-1].endswith(" word…")
        assert hand.width(shown[-1]) <= 500

    @pytest.mark.parametrize("family", ["literata", "inter"])
    def test_the_typefaces_have_every_letter_that_counts_as_showable(self, family: str) -> None:
        for script, pattern in (("latin", LATIN), ("greek", GREEK)):
            has = set(TTFont(FONTS / f"{family}-{script}.woff2").getBestCmap())
            wanted = {code for code in range(0x2300) if pattern.fullmatch(chr(code)) and chr(code).isprintable()}
            assert not {f"{code:04x}" for code in wanted - has}

    def test_every_ink_can_be_read_on_every_colour_of_the_ground(self) -> None:
        with Image.open(GROUND) as ground:
            below_the_mark = ground.convert("RGB").crop((0, 150, 1200, 630))
        colours = {colour for _number, colour in below_the_mark.getcolors(1 << 20)}

        for ink in INKS:
            assert min((light(ink) + 0.05) / (light(colour) + 0.05) for colour in colours) > 4.5


def patiently(card: Card) -> bytes:
    """Ask as crawlers do, who come back when they are told to."""
    for _again in range(40):
        try:
            return keeping.picture_of(card)
        except BusyError:
            continue
    raise TimeoutError


def light(colour: tuple[int, int, int]) -> float:
    """The relative luminance of WCAG 2."""
    parts = [part / 255 for part in colour]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
