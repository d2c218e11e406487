"""Everybody at every address, by every method: what they get is what the table in expectations.py says."""

import pytest
from django.urls import resolve

from tests.access.expectations import CSRF_EXEMPT, EXPECTATIONS, PUBLIC, expectation_for
from tests.access.people import client_of
from tests.access.world import ENTRIES, outcome, undone

pytestmark = pytest.mark.django_db

every_entry = pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.name)
every_page = pytest.mark.parametrize("entry", [one for one in ENTRIES if not one.is_api], ids=lambda entry: entry.name)
every_endpoint = pytest.mark.parametrize("entry", [one for one in ENTRIES if one.is_api], ids=lambda entry: entry.name)
SAFE_WORDS = {"ok", "go", "login", "no", "none", "not"}


# The table is complete


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


def test_what_is_open_to_visitors_is_on_the_list():
    is_open = {entry.name for entry in ENTRIES if not getattr(entry.callback, "login_required", True)}

    # The API has no such list: each endpoint names a scope, or that it needs none.
    assert is_open - {entry.name for entry in ENTRIES if entry.is_api} == PUBLIC


def test_only_what_exists_is_exempt_from_the_token_of_the_form():
    assert {entry.name for entry in ENTRIES} >= CSRF_EXEMPT


@every_entry
def test_the_parts_of_an_address_are_known_and_lead_to_its_view(entry, world):
    parts = world.objects.parts_of(entry)
    unknown = [part for part in entry.parts if part not in parts]
    assert not unknown, (
        f"Write in tests/access/objects.py which of the member's objects {unknown} of {entry.name} names."
    )

    assert resolve(entry.address(parts)).func is entry.callback


# The table is right


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


@every_page
def test_other_methods_open_no_page_further(entry, world):
    """Most pages refuse them; some of the libraries take PUT for POST, or whatever is no POST for GET."""
    right = expectation_for(entry.name).by_method

    wrong = []
    for person in ("visitor", "member"):
        for method in ("PUT", "PATCH", "DELETE"):
            found = outcome(world.ask(entry, person, method, drawn=False))
            if found not in right["GET"][person] | right["POST"][person] | {"not"}:
                wrong.append(f"{method} as {person}: {found}")
    assert not wrong


@every_entry
def test_head_is_answered_as_get_and_options_without_harm(entry, world):
    right = expectation_for(entry.name).by_method["GET"]

    for person in ("visitor", "member"):
        head = outcome(world.ask(entry, person, "HEAD", drawn=False))
        options = outcome(world.ask(entry, person, "OPTIONS", drawn=False))
        assert head in right[person], f"HEAD as {person}: who takes GET takes HEAD too"
        assert options in SAFE_WORDS


@every_endpoint
def test_the_api_knows_nobody_by_a_session(entry, world):
    for method, right in expectation_for(entry.name).by_method.items():
        assert outcome(world.ask(entry, "member", method, "session")) in right["visitor"], method


@every_endpoint
def test_a_token_without_a_scope_opens_what_is_open_to_all_and_nothing_else(entry, world):
    for method, right in expectation_for(entry.name).by_method.items():
        is_same = right["member"] == right["visitor"] or right["member"] == {"not"}
        assert outcome(world.ask(entry, "member", method, "narrow")) in (right["member"] if is_same else {"no"}), method


@every_page
def test_a_token_opens_no_page(entry, world):
    for method, right in expectation_for(entry.name).by_method.items():
        assert outcome(world.ask(entry, "member", method, "token", drawn=False)) in right["visitor"], method


@every_entry
def test_a_post_without_the_token_of_the_form_is_refused(entry, world):
    answer = world.ask(entry, "administrator", "POST", strict=True, drawn=False)

    is_exempt = entry.is_api or entry.name in CSRF_EXEMPT
    assert getattr(entry.callback, "csrf_exempt", False) == is_exempt
    assert is_exempt or answer.status_code == 403


# Django's own "view on site", for staff only, takes every id for one that the model understands.
LIBRARY = {"admin:view_on_site"}
WITH_PARTS = [entry for entry in ENTRIES if entry.parts and entry.name not in LIBRARY]


@pytest.mark.parametrize("entry", WITH_PARTS, ids=lambda entry: entry.name)
@pytest.mark.parametrize("odd", ["nothing", "%00"], ids=["a word", "a character that no database keeps"])
def test_parts_that_name_nothing_do_no_harm(entry, odd, world):
    key = world.keys["administrator" if entry.name.startswith("admin") else "member"]
    for part in entry.parts:
        address = entry.address({**world.objects.parts_of(entry), part: odd})
        client = client_of(key, "token" if entry.is_api else "session")
        with undone():
            statuses = [client.get(address).status_code, client.post(address).status_code]
        assert max(statuses) < 500
