"""Favourites beyond the page: the address that shows them to others, programs, accounts that merge or go."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.merging import rules
from accounts.models import User
from accounts.personal.erasing import erase_traces
from accounts.personal.registry import personal_data
from catalogue.models import Favourite, FavouriteShare, Offering
from tests.catalogue.listings import make_offering
from tests.factories import make_member, make_token

pytestmark = pytest.mark.django_db
LIST = "/en/catalogue/favourites/"
API = "/api/v1/favourites/"


@pytest.fixture
def watch(member: User) -> Offering:
    """An offering that the member has saved, with a note."""
    offering = make_offering("watch")
    Favourite.objects.create(person=member, offering=offering, note="Notemarker")
    return offering


@pytest.fixture
def program(member: User) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(member, 'favourites')}")
    return client


def address(client: Client) -> str:
    """The address that the list gives to hand on."""
    found = re.search(r'value="http://testserver([^"]+)" id="share-list"', client.get(LIST).content.decode())
    assert found
    return found[1]


# Shared


@pytest.mark.usefixtures("watch")
def test_a_shared_list_opens_in_the_readers_language_and_names_nobody(
    client: Client, member: User, member_client: Client
) -> None:
    member_client.post("/en/catalogue/favourites/share/")

    shown = client.get(address(member_client), HTTP_ACCEPT_LANGUAGE="de", follow=True)
    body = shown.content.decode()

    assert shown.redirect_chain[0][0].startswith("/de/catalogue/favourites/shared/")
    assert "Watch" in body
    assert "Notemarker" not in body
    assert member.email not in body
    assert shown["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in shown["Cache-Control"]


@pytest.mark.usefixtures("watch")
def test_sharing_twice_gives_the_same_address_and_ending_it_another(client: Client, member_client: Client) -> None:
    member_client.post("/en/catalogue/favourites/share/")
    first = address(member_client)
    member_client.post("/en/catalogue/favourites/share/")
    assert address(member_client) == first

    member_client.post("/en/catalogue/favourites/share/end/")
    assert client.get(first, follow=True).status_code == 404

    member_client.post("/en/catalogue/favourites/share/")
    assert address(member_client) != first


def test_a_shared_list_shows_what_is_published(client: Client, member_client: Client, watch: Offering) -> None:
    member_client.post("/en/catalogue/favourites/share/")
    Offering.objects.filter(pk=watch.pk).update(state="withdrawn", title_en="Secretmarker")

    body = client.get(address(member_client), follow=True).content.decode()

    assert 'class="empty"' in body
    assert "Secretmarker" not in body


@pytest.mark.parametrize("token", ["x", "00000000-0000-0000-0000-000000000000:x", "%00", "x" * 3000, "%FF", "';--"])
def test_a_forged_address_does_not_exist(client: Client, token: str) -> None:
    assert client.get(f"/en/catalogue/favourites/shared/{token}/").status_code == 404


@pytest.mark.usefixtures("watch")
def test_the_list_of_somebody_who_is_locked_out_is_not_shown(client: Client, member: User) -> None:
    shared = FavouriteShare.objects.create(person=member)
    assert client.get(shared.get_absolute_url()).status_code == 200

    User.objects.filter(pk=member.pk).update(is_active=False)

    assert client.get(shared.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("step", ["share/", "share/end/"])
def test_visitors_are_asked_to_sign_in_before_they_share(client: Client, step: str) -> None:
    assert "/account/login/" in client.post(f"/en/catalogue/favourites/{step}")["Location"]
    assert not FavouriteShare.objects.exists()


# Programs


@pytest.mark.usefixtures("watch")
def test_a_program_reads_the_list(program: APIClient) -> None:
    [row] = program.get(API).json()["results"]

    assert (row["offering"], row["title"], row["note"], row["is_published"]) == ("watch", "Watch", "Notemarker", True)
    assert row["url"] == "http://testserver/en/catalogue/watch/"


def test_a_program_saves_and_removes(program: APIClient, member: User) -> None:
    make_offering("watch")

    made = program.post(API, {"offering": "watch", "note": "For the branches."}, format="json")
    again = program.post(API, {"offering": "watch", "note": "Other."}, format="json")
    assert (made.status_code, again.status_code) == (201, 201)
    assert again.json()["note"] == "For the branches."
    assert Favourite.objects.get().person == member

    assert program.delete(f"{API}watch/").status_code == 204
    assert program.delete(f"{API}watch/").status_code == 404


@pytest.mark.usefixtures("watch")
def test_a_program_of_somebody_else_finds_nothing(member: User) -> None:
    other = APIClient()
    other.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(make_member())}")

    assert other.get(API).json()["results"] == []
    assert other.delete(f"{API}watch/").status_code == 404
    assert Favourite.objects.get().person == member


def test_what_is_withdrawn_tells_a_program_no_title(program: APIClient, watch: Offering) -> None:
    Offering.objects.filter(pk=watch.pk).update(state="withdrawn", title_en="Secretmarker")

    [row] = program.get(API).json()["results"]

    assert (row["title"], row["is_published"]) == ("", False)


@pytest.mark.parametrize(
    "sent",
    [{}, {"offering": "missing"}, {"offering": "a\0b"}, {"offering": "x" * 5000}, {"offering": ["watch"]},
     {"offering": "watch", "note": "x" * 501}, {"offering": "\ud800"}, {"offering": "draft"}],
    ids=str,
)  # fmt: skip
def test_a_program_is_told_what_is_wrong(program: APIClient, sent: dict[str, object]) -> None:
    make_offering("watch")
    make_offering("draft", state="draft")

    refused = program.generic("POST", API, json.dumps(sent), content_type="application/json")

    assert refused.status_code == 400
    assert set(refused.json()["errors"]) <= {"offering", "note"}
    assert not Favourite.objects.exists()


@pytest.mark.parametrize(("scope", "method"), [("read", "get"), ("run", "post")])
def test_a_token_without_the_scope_is_refused(member: User, scope: str, method: str) -> None:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(member, scope)}")

    assert getattr(client, method)(API).json()["scope"] == "favourites"


# Accounts


@pytest.mark.usefixtures("watch")
def test_an_account_that_goes_leaves_no_favourite_and_no_address(client: Client, member: User) -> None:
    shared = FavouriteShare.objects.create(person=member)
    other = make_member()
    Favourite.objects.create(person=other, offering=Offering.objects.get())

    erase_traces(member)

    assert list(Favourite.objects.values_list("person", flat=True)) == [other.pk]
    assert client.get(shared.get_absolute_url()).status_code == 404


@pytest.mark.usefixtures("watch")
def test_a_persons_copy_of_their_data_holds_favourites(member: User) -> None:
    [declared] = [one for one in personal_data() if one.model is Favourite]

    [row] = declared.rows(member)

    assert set(declared.exported) == {"offering", "note", "position", "saved_at"}
    assert declared.shown["offering"](row) == "watch"


@pytest.mark.usefixtures("watch")
def test_of_two_accounts_that_become_one_nothing_is_lost_or_doubled(member: User) -> None:
    gone = make_member()
    Favourite.objects.create(person=gone, offering=Offering.objects.get(), note="Theirs.")
    Favourite.objects.create(person=gone, offering=make_offering("ward"))
    FavouriteShare.objects.create(person=gone)

    for rule in rules():
        if rule.model in {Favourite, FavouriteShare}:
            rule.merge(member, gone)

    notes = dict(Favourite.objects.filter(person=member).values_list("offering__slug", "note"))
    assert notes == {"watch": "Notemarker", "ward": ""}
    assert not Favourite.objects.filter(person=gone).exists()
    assert not FavouriteShare.objects.exists()
