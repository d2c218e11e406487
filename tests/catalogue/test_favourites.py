"""What people save: before they sign in and after, and never lost on the way."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from catalogue.models import Favourite, Offering
from tests.catalogue.listings import make_offering
from tests.catalogue.saving import LIST, save, saved
from tests.clock import at_once
from tests.factories import make_member

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["a visitor", "a member"])
def reader(request: pytest.FixtureRequest, db: None) -> Client:
    client = Client()
    if request.param == "a member":
        client.force_login(make_member())
    return client


# Saving


@pytest.mark.usefixtures("watch")
def test_what_is_saved_stands_on_the_list(reader: Client) -> None:
    assert saved(reader) == []

    save(reader)

    assert saved(reader) == ["watch"]


@pytest.mark.usefixtures("watch")
def test_saving_twice_is_saving_once(reader: Client) -> None:
    save(reader)
    save(reader)

    assert saved(reader) == ["watch"]


@pytest.mark.usefixtures("watch")
def test_nobody_sees_what_somebody_else_saved(reader: Client) -> None:
    save(reader)

    assert saved(Client()) == []
    stranger = Client()
    stranger.force_login(make_member())
    assert saved(stranger) == []


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("step", ["remove", "note", "move"])
def test_what_somebody_else_saved_does_not_exist(reader: Client, step: str) -> None:
    save(Client())
    member = Client()
    member.force_login(make_member())
    save(member)

    answer = reader.post(f"/en/catalogue/watch/favourite/{step}/", {"note": "mine", "to": "up"})

    assert answer.status_code == 404
    assert set(Favourite.objects.values_list("note", flat=True)) == {""}
    assert Favourite.objects.count() == 2


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_cannot_be_saved(reader: Client, state: str) -> None:
    make_offering("secret", state=state)

    assert reader.get("/en/catalogue/secret/favourite/").status_code == 404
    assert reader.post("/en/catalogue/secret/favourite/").status_code == 404


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("step", ["", "remove/", "note/", "move/"])
def test_a_post_from_elsewhere_changes_nothing(member: User, step: str) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)

    assert strict.post(f"/en/catalogue/watch/favourite/{step}").status_code == 403
    assert not Favourite.objects.exists()


def test_the_two_hundred_and_first_is_refused_with_a_sentence(reader: Client) -> None:
    shelf = [make_offering("number-0")]
    shelf += [make_offering(f"number-{number}", shelf[0].lead) for number in range(1, 201)]
    save(reader, "number-0")
    first = Favourite.objects.get()
    Favourite.objects.bulk_create(
        Favourite(person=first.person, visitor=first.visitor, offering=one) for one in shelf[1:200]
    )

    refused = reader.post("/en/catalogue/number-200/favourite/")

    assert refused.status_code == 409
    assert "holds 200 favourites" in refused.content.decode()
    assert Favourite.objects.count() == 200
    save(reader, "number-7")  # it is there already


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/en/catalogue/?q=watch", "/en/catalogue/?q=watch"), ("", LIST), ("https://evil.example/", LIST),
        ("//evil.example/", LIST), ("javascript:alert(1)", LIST), ("/en/" + "x" * 5000, LIST), ("\0", LIST),
    ],
    ids=lambda text: text[:24],
)  # fmt: skip
def test_the_reader_comes_back_to_where_they_were_and_nowhere_else(client: Client, wanted: str, reached: str) -> None:
    assert client.post("/en/catalogue/watch/favourite/", {"next": wanted})["Location"] == reached


# Pages that may be kept for everybody


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("address", ["/en/catalogue/", "/en/catalogue/watch/", "/en/catalogue/compare/?offering=watch"])
def test_a_page_for_a_browser_without_a_session_holds_no_token_and_sets_no_cookie(client: Client, address: str) -> None:
    answer = client.get(address)
    body = answer.content.decode()

    assert not answer.cookies
    assert "csrfmiddlewaretoken" not in body
    assert 'href="/en/catalogue/watch/favourite/?next=' in body


@pytest.mark.usefixtures("watch")
def test_without_script_a_visitor_is_asked_once_more_and_then_saves(client: Client) -> None:
    asked = client.get("/en/catalogue/watch/favourite/?next=/en/catalogue/").content.decode()

    assert 'action="/en/catalogue/watch/favourite/"' in asked
    assert "csrfmiddlewaretoken" in asked
    assert 'name="next" value="/en/catalogue/"' in asked
    assert not Favourite.objects.exists()


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("address", ["/en/catalogue/", "/en/catalogue/watch/", "/en/catalogue/compare/?offering=watch"])
def test_pages_of_a_known_browser_save_and_remove_by_one_form(reader: Client, address: str) -> None:
    save(reader)

    body = reader.get(address).content.decode()

    assert 'data-save="watch" action="/en/catalogue/watch/favourite/remove/"' in body
    reader.post("/en/catalogue/watch/favourite/remove/", {"next": address})
    assert 'data-save="watch" action="/en/catalogue/watch/favourite/"' in reader.get(address).content.decode()


@pytest.mark.usefixtures("watch")
def test_lists_of_favourites_are_kept_by_no_cache(reader: Client) -> None:
    save(reader)

    answer = reader.get(LIST)

    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer.content.decode()


# Removing, order, notes


@pytest.mark.usefixtures("watch")
def test_a_removal_can_be_undone_with_note_and_place(reader: Client) -> None:
    make_offering("ward")
    save(reader, "watch")
    save(reader, "ward")
    reader.post("/en/catalogue/watch/favourite/note/", {"note": "For the branches."})

    gone = reader.post("/en/catalogue/watch/favourite/remove/", {"next": LIST})
    assert saved(reader) == ["ward"]
    assert "/en/catalogue/favourites/restore/" in reader.get(gone["Location"]).content.decode()
    reader.post("/en/catalogue/favourites/restore/")

    assert saved(reader) == ["ward", "watch"]
    assert "For the branches." in reader.get(LIST).content.decode()


@pytest.mark.usefixtures("watch")
def test_saving_again_what_was_just_removed_brings_the_note_back(reader: Client) -> None:
    save(reader)
    reader.post("/en/catalogue/watch/favourite/note/", {"note": "For the branches."})
    reader.post("/en/catalogue/watch/favourite/remove/", {"next": "/en/catalogue/"})

    save(reader)

    assert Favourite.objects.get().note == "For the branches."


@pytest.mark.usefixtures("watch")
def test_removing_twice_is_harmless(reader: Client) -> None:
    save(reader)

    answers = [reader.post("/en/catalogue/watch/favourite/remove/") for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]


def test_to_undo_nothing_is_answered_with_a_sentence(reader: Client) -> None:
    answer = reader.post("/en/catalogue/favourites/restore/", follow=True)

    assert "There is nothing to bring back." in answer.content.decode()


def test_what_was_removed_and_then_deleted_does_not_come_back(reader: Client, watch: Offering) -> None:
    save(reader)
    reader.post("/en/catalogue/watch/favourite/remove/", {"next": LIST})
    watch.shares.all().delete()
    watch.delete()

    answer = reader.post("/en/catalogue/favourites/restore/", follow=True)

    assert answer.status_code == 200
    assert saved(reader) == []


def test_the_newest_is_on_top_and_moves_as_asked(reader: Client) -> None:
    for slug in ("a", "b", "c"):
        make_offering(slug)
        save(reader, slug)
    assert saved(reader) == ["c", "b", "a"]

    reader.post("/en/catalogue/a/favourite/move/", {"to": "up"})
    reader.post("/en/catalogue/c/favourite/move/", {"to": "down"})

    assert saved(reader) == ["a", "c", "b"]


@pytest.mark.parametrize("to", ["up", "sideways", "", "\0"])
def test_what_is_first_or_moves_nowhere_stays(reader: Client, to: str) -> None:
    for slug in ("a", "b"):
        make_offering(slug)
        save(reader, slug)

    assert reader.post("/en/catalogue/b/favourite/move/", {"to": to}).status_code == 302
    assert saved(reader) == ["b", "a"]


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize("note", ["x" * 501, "a\0b", "x" * 1_000_000], ids=["too long", "a zero", "a million"])
def test_a_note_that_does_not_fit_is_refused_and_stays_in_its_field(reader: Client, note: str) -> None:
    save(reader)

    refused = reader.post("/en/catalogue/watch/favourite/note/", {"note": note})

    assert refused.status_code == 422
    body = refused.content.decode()
    assert "Please correct what is marked." in body
    assert note.replace("\0", "&#x0;")[:20] in body or note[:1] in body
    assert Favourite.objects.get().note == ""


@pytest.mark.usefixtures("watch")
def test_script_in_a_note_stays_text(reader: Client) -> None:
    save(reader)
    reader.post("/en/catalogue/watch/favourite/note/", {"note": "<script>alert(1)</script>"})

    assert "<script>alert" not in reader.get(LIST).content.decode()


# What is no longer published


def test_what_is_withdrawn_later_is_said_shows_nothing_and_can_be_removed(reader: Client, watch: Offering) -> None:
    save(reader)
    Offering.objects.filter(pk=watch.pk).update(state="withdrawn", title_en="Secretmarker")

    body = reader.get(LIST).content.decode()

    assert "no longer in the catalogue" in body
    assert "Secretmarker" not in body
    assert 'href="/en/catalogue/watch/"' not in body
    reader.post("/en/catalogue/watch/favourite/remove/", {"next": LIST})
    assert saved(reader) == []


# How much


def test_the_list_costs_the_same_statements_however_long_it_is(reader: Client) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as found:
            assert reader.get(LIST).status_code == 200
        return len(found)

    lead = make_offering("number-0").lead
    save(reader, "number-0")
    statements()
    few = statements()
    for number in range(1, 19):
        make_offering(f"number-{number}", lead)
        save(reader, f"number-{number}")
    reader.get(LIST)  # says what was saved

    assert statements() == few <= 9


def test_the_list_has_pages(reader: Client) -> None:
    lead = make_offering("number-0").lead
    for number in range(1, 22):
        make_offering(f"number-{number}", lead)
        save(reader, f"number-{number}")

    assert len(saved(reader)) == 20
    assert reader.get(f"{LIST}?page=2").content.decode().count("/favourite/remove/") == 1


@pytest.mark.usefixtures("watch")
@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=0", "page=1000000000", "page=" + "9" * 5000, "page=abc", "page=%00", "page=%ff", "removed=%00",
     "removed=%27;DROP+TABLE", "&".join(f"offering=x{number}" for number in range(100))],
    ids=lambda query: query[:24],
)  # fmt: skip
def test_an_absurd_address_of_the_list_gets_a_page_quickly(reader: Client, query: str) -> None:
    save(reader)
    reader.get(LIST)

    answer = at_once(lambda: reader.get(f"{LIST}?{query}"))

    assert answer.status_code == 200
    assert "/en/catalogue/watch/favourite/remove/" in answer.content.decode()
