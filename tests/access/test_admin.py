"""Staff get in the administration what their permissions give, at every one of its addresses."""

import pytest

from tests.access.expectations import expectation_for
from tests.access.people import key_of
from tests.access.world import ENTRIES, World, outcome
from tests.accounts.organisations import make_administrator
from tests.factories import make_member

pytestmark = pytest.mark.django_db

# The frame of the administration: greets, signs out, translates, and leads on to where permissions are asked for.
FRAME = {
    "admin-entrance", "admin-password", "admin:index", "admin:logout", "admin:jsi18n", "admin:password_change_done",
    "admin:view_on_site",
}  # fmt: skip
ADMIN = [entry for entry in ENTRIES if entry.name.startswith("admin") and entry.name not in FRAME]
every_admin_entry = pytest.mark.parametrize("entry", ADMIN, ids=lambda entry: entry.name)
CLOSED = {"no", "none", "not"}


@pytest.fixture(scope="module")
def staff(world):
    """Staff without any permission, and with those on organisations alone."""
    people = {"nothing": make_member(is_staff=True), "organisations": make_administrator()}
    return World({name: key_of(person) for name, person in people.items()}, world.objects)


@every_admin_entry
def test_staff_without_permissions_get_nothing(entry, staff):
    # An address of former times leads on to the one of today.
    right = {"go"} if entry.name.endswith("<path:object_id>/") else CLOSED

    for method in ("GET", "POST"):
        assert outcome(staff.ask(entry, "nothing", method)) in right, method


@every_admin_entry
def test_permissions_on_organisations_open_organisations_only(entry, staff):
    about = "accounts_organisation_" in entry.name or entry.name == "admin:app_list"
    leads_on = entry.name.endswith("<path:object_id>/")
    right = expectation_for(entry.name).by_method

    for method in ("GET", "POST"):
        expected = right[method]["administrator"] if about else {"go"} if leads_on else CLOSED
        assert outcome(staff.ask(entry, "organisations", method)) in expected, method
