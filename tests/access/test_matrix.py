"""Everybody at every address, by every method: what they get is what the table in expectations.py says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import get_resolver, resolve, reverse

from tests.access.entries import Entry, entries
from tests.access.expectations import CSRF_EXEMPT, EXPECTATIONS, expectation_for
from tests.access.objects import Objects
from tests.access.people import PEOPLE, Key, client_of, key_of

pytestmark = pytest.mark.django_db

# Where two entries have one route, the first answers and the other is never reached.
ENTRIES = list({entry.route: entry for entry in reversed(list(entries(get_resolver())))}.values())[::-1]
every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)


@dataclass(frozen=True)
class World:
    """Everybody with a key, and the objects of the member."""

    keys: dict[str, Key]
    objects: Objects

    def ask(self, entry: Entry, person: str, method: str, **how: bool) -> HttpResponse:
        """Answer one request and forget what it changed."""
        client = client_of(self.keys[person], is_program=entry.is_api, **how)
        with undone():
            answer = client.generic(method, entry.address(self.objects.parts_of(entry)), **content_of(entry, method))
            if answer.streaming:
                b"".join(answer.streaming_content)
        return answer


def content_of(entry: Entry, method: str) -> dict[str, str]:
    """An empty form, or for a program an empty JSON object."""
    if method in {"GET", "HEAD", "OPTIONS"}:
        return {}
    json = {"data": "{}", "content_type": "application/json"}
    return json if entry.is_api else {"content_type": "application/x-www-form-urlencoded"}


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """Made once: each test, and each request in it, is undone before the next."""
    with django_db_blocker.unblock(), undone():
        users = {name: person.make() for name, person in PEOPLE.items()}
        # Roles first: some demand a second factor at sign-in.
        objects = Objects(users)
        keys = {name: key_of(user) for name, user in users.items()}
        yield World(keys, objects)


def outcome(answer: HttpResponse) -> str:
    """The word for an answer."""
    status = answer.status_code
    if status == 401 or (status == 302 and answer["Location"].split("?")[0] in sign_in_pages()):
        return "login"
    exact = {403: "no", 404: "none", 405: "not", 400: "told", 409: "told", 415: "told", 422: "told"}
    return exact.get(status) or {2: "ok", 3: "go"}.get(status // 100, str(status))


def sign_in_pages() -> set[str]:
    return {reverse("account_login"), reverse("admin:login")}


def test_every_address_has_one_expectation():
    missing = [entry.name for entry in ENTRIES if expectation_for(entry.name) is None]

    assert len(ENTRIES) > 80
    assert not missing, (
        "Write in tests/access/expectations.py who gets what, one line for each of these, such as\n"
        "NAME   login none ok none | login none try none   (visitor, stranger, member, administrator; GET | POST)\n"
        + "\n".join(missing)
    )


def test_every_expectation_is_for_an_address():
    gone = [one.pattern for one in EXPECTATIONS if not any(one.is_for(entry.name) for entry in ENTRIES)]

    assert not gone, f"These lines of tests/access/expectations.py are for no address: {', '.join(gone)}"
    patterns = [one.pattern for one in EXPECTATIONS]
    assert len(set(patterns)) == len(patterns)


@every_entry
def test_the_parts_of_an_address_are_known_and_lead_to_its_view(entry, world):
    parts = world.objects.parts_of(entry)
    unknown = [part for part in entry.parts if part not in parts]
    assert not unknown, (
        f"Write in tests/access/objects.py which of the member's objects {unknown} of {entry.name} names."
    )

    assert resolve(entry.address(parts)).func is entry.callback


@every_entry
def test_everybody_gets_what_the_table_says(entry, world):
    expectation = expectation_for(entry.name)
    assert expectation, f"Write what everybody gets at {entry.name} in tests/access/expectations.py."
    assert entry.is_api == ("DELETE" in expectation.by_method), f"{entry.name} stands in the wrong table."

    wrong = []
    for method, people in expectation.by_method.items():
        for person, right in people.items():
            found = outcome(world.ask(entry, person, method))
            if found not in right:
                wrong.append(f"{method} as {person}: {found} in place of {' or '.join(sorted(right))}")
    assert not wrong


@every_entry
def test_head_is_answered_as_get_and_options_without_harm(entry, world):
    expectation = expectation_for(entry.name)
    assert expectation

    for person in ("visitor", "member"):
        head = outcome(world.ask(entry, person, "HEAD"))
        options = outcome(world.ask(entry, person, "OPTIONS"))
        assert head in expectation.by_method["GET"][person], f"HEAD as {person}: who takes GET takes HEAD too"
        assert options in {"ok", "go", "login", "no", "none", "not"}


@every_entry
def test_a_post_without_the_token_of_the_form_is_refused(entry, world):
    answer = world.ask(entry, "administrator", "POST", enforce_csrf_checks=True)

    is_exempt = entry.is_api or entry.name in CSRF_EXEMPT
    assert getattr(entry.callback, "csrf_exempt", False) == is_exempt
    assert is_exempt or answer.status_code == 403


def test_only_what_exists_is_exempt_from_the_token_of_the_form():
    assert {entry.name for entry in ENTRIES} >= CSRF_EXEMPT


# Django's own "view on site", for staff only, takes every id for one that the model understands.
LIBRARY = {"admin:view_on_site"}
WITH_PARTS = [entry for entry in ENTRIES if entry.parts and entry.name not in LIBRARY]


@pytest.mark.parametrize("entry", WITH_PARTS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("odd", ["nothing", "%00"], ids=["a word", "a character that no database keeps"])
def test_parts_that_name_nothing_do_no_harm(entry, odd, world):
    key = world.keys["administrator" if entry.name.startswith("admin") else "member"]
    for part in entry.parts:
        address = entry.address({**world.objects.parts_of(entry), part: odd})
        client = client_of(key, is_program=entry.is_api)
        with undone():
            statuses = [client.get(address).status_code, client.post(address).status_code]
        assert max(statuses) < 500
