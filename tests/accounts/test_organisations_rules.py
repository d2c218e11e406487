"""What holds whoever asks: states in code and database, checks, rights."""

from __future__ import annotations

from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.checks import all_checks
from accounts.lei import is_valid_lei
from accounts.models import Organisation
from accounts.models.organisations import TRANSITIONS
from accounts.permissions import DECISIONS, MEMBER_ACTIONS, Action, NotAllowedError, may
from accounts.services import organisations
from accounts.services.factor import needs_second_factor
from common.errors import DomainError
from tests.accounts.organisations import LEI, join, make_administrator, make_applied, make_organisation, owner_of
from tests.factories import make_member

pytestmark = pytest.mark.django_db
STATES = Organisation.State.values
VERBS = {"authorise": {}, "refuse": {"reason": "No"}, "suspend": {"reason": "No"}, "restore": {}}
# How to get from an application to each state.
WAYS = {"applied": [], "authorised": ["authorise"], "refused": ["refuse"], "suspended": ["authorise", "suspend"]}


def do(verb, organisation, actor, **more):
    getattr(organisations, verb)(organisation=organisation, actor=actor, **VERBS[verb] | more)


def make_in(state, actor):
    organisation = make_applied()
    for verb in WAYS[state]:
        do(verb, organisation, actor)
    return organisation


@pytest.mark.parametrize(("state", "verb"), list(product(STATES, VERBS)))
def test_each_step_starts_from_one_state_only(state, verb):
    actor = make_administrator()
    organisation = make_in(state, actor)
    step = TRANSITIONS[verb]

    if step.start == state:
        do(verb, organisation, actor, reason="For a reason")
        stored = Organisation.objects.get(pk=organisation.pk)
        assert (stored.state, stored.reason, stored.decided_by) == (step.end, "For a reason", actor)
        assert stored.decided_at <= timezone.now()
    else:
        with pytest.raises(DomainError, match="not possible"):
            do(verb, organisation, actor)
        assert Organisation.objects.get(pk=organisation.pk).state == state


@pytest.mark.parametrize(("start", "end"), list(product(STATES, STATES)))
def test_the_database_knows_the_same_steps(start, end):
    actor = make_administrator()
    organisation = make_in(start, actor)
    possible = start == end or (start, end) in {(step.start, step.end) for step in TRANSITIONS.values()}
    decided = {"decided_by": actor, "decided_at": timezone.now(), "reason": "Why"} if end != "applied" else {}

    try:
        with transaction.atomic():
            Organisation.objects.filter(pk=organisation.pk).update(state=end, **decided)
        done = True
    except IntegrityError:
        done = False

    assert done == possible


@pytest.mark.parametrize(
    ("state", "values"),
    [
        ("authorised", {"decided_at": None}),
        ("authorised", {"decided_by": None}),
        ("applied", {"reason": "Early"}),
        ("refused", {"reason": ""}),
        ("suspended", {"reason": ""}),
        ("applied", {"is_consortium": True}),
        ("refused", {"is_consortium": True}),
        ("applied", {"country": "gr"}),
        ("applied", {"lei": "SHORT"}),
    ],
)
def test_the_database_refuses_rows_that_cannot_be(state, values):
    organisation = make_in(state, make_administrator())

    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(**values)


@pytest.mark.parametrize("verb", ["refuse", "suspend"])
def test_a_no_needs_a_reason(verb):
    actor = make_administrator()
    organisation = make_in(TRANSITIONS[verb].start, actor)

    with pytest.raises(DomainError, match="Give a reason"):
        do(verb, organisation, actor, reason="  \n")


def test_owners_are_told_in_their_language(django_capture_on_commit_callbacks):
    organisation = make_applied(make_member(language="de"), name="A <b>&\r\nB")
    join(organisation, "viewer")

    with django_capture_on_commit_callbacks(execute=True):
        do("refuse", organisation, make_administrator(), reason="The extract is <old>.")

    [told] = mail.outbox
    assert told.to == [owner_of(organisation).email]
    assert "The extract is <old>." in told.body
    assert f"http://localhost:8000/de/account/organisations/{organisation.slug}/" in told.body
    assert "A <b>& B" in told.subject


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_decides_on_their_own_organisation(verb):
    administrator = make_administrator()
    organisation = make_in(TRANSITIONS[verb].start, make_administrator())
    join(organisation, "viewer", administrator)

    with pytest.raises(NotAllowedError, match="another administrator must decide"):
        do(verb, organisation, administrator)

    with pytest.raises(NotAllowedError):
        organisations.mark_consortium(organisation=organisation, actor=administrator, is_consortium=True)


def test_the_consortium_mark_is_for_authorised_organisations():
    administrator, applied, authorised = make_administrator(), make_applied(), make_organisation()

    organisations.mark_consortium(organisation=authorised, actor=administrator, is_consortium=True)
    with pytest.raises(DomainError):
        organisations.mark_consortium(organisation=applied, actor=administrator, is_consortium=True)

    assert list(Organisation.objects.filter(is_consortium=True)) == [authorised]


PEOPLE = {
    "visitor": lambda organisation: AnonymousUser(),
    "stranger": lambda organisation: make_member(),
    "viewer": lambda organisation: join(organisation, "viewer").person,
    "editor": lambda organisation: join(organisation, "editor").person,
    "owner": lambda organisation: join(organisation, "owner").person,
    "deactivated owner": lambda organisation: join(organisation, "owner", make_member(is_active=False)).person,
    "staff without the right": lambda organisation: make_member(is_staff=True),
    "administrator": lambda organisation: make_administrator(),
    "administrator and owner": lambda organisation: join(organisation, "owner", make_administrator()).person,
    "deactivated administrator": lambda organisation: make_member(is_staff=True, is_superuser=True, is_active=False),
}
EVERYBODY_INSIDE = {"viewer", "editor", "owner", "administrator and owner"}
OWNERS = {"owner", "administrator and owner"}
RIGHTS = {
    Action.VIEW: EVERYBODY_INSIDE,
    Action.LEAVE: EVERYBODY_INSIDE,
    Action.INVITE: OWNERS,
    Action.REVOKE: OWNERS,
    Action.CHANGE_ROLE: OWNERS,
    Action.REMOVE: OWNERS,
    Action.TRANSFER: OWNERS,
    Action.WRITE_LISTINGS: OWNERS | {"editor"},
    Action.AUTHORISE: {"administrator"},
    Action.REFUSE: {"administrator"},
    Action.SUSPEND: {"administrator"},
    Action.RESTORE: {"administrator"},
    Action.MARK_CONSORTIUM: {"administrator"},
}


@pytest.mark.parametrize("who", PEOPLE)
def test_who_may_do_what(who):
    organisation = make_organisation()
    person = PEOPLE[who](organisation)

    assert {action for action in Action if may(person, action, organisation)} == {
        action for action, people in RIGHTS.items() if who in people
    }


def test_every_action_has_its_line_in_the_table():
    assert DECISIONS | frozenset().union(*MEMBER_ACTIONS.values()) == set(Action)


def test_owners_of_what_is_on_the_market_need_more_care():
    applied, authorised = make_applied(), make_organisation()
    editor = join(authorised, "editor").person

    assert needs_second_factor(owner_of(authorised))
    assert not needs_second_factor(owner_of(applied))
    assert not needs_second_factor(editor)


@pytest.mark.parametrize(
    ("changes", "passed"),
    [
        ({}, [True, True, True, True]),
        ({"email_domain": "other.example"}, [False, True, True, True]),
        ({"email_domain": "example"}, [False, True, True, True]),
        ({"lei": LEI}, [True, True, True, True]),
        ({"lei": "5493001KJTIIGC8Y1R13"}, [True, False, True, True]),
        ({"name": "northern gate keepers"}, [True, True, True, False]),
        ({"name": "Northern Gate Keeper"}, [True, True, True, False]),
        ({"name": "Southern vault makers"}, [True, True, True, True]),
    ],
)
def test_checks_say_what_to_look_at(changes, passed):
    make_applied(name="Northern Gate Keepers")
    organisation = make_applied(**{"name": "Something else"} | changes)

    assert [check.passed for check in all_checks(organisation)] == passed


def test_an_unconfirmed_or_free_address_proves_nothing():
    owner = make_member("somebody@provider.example")
    organisation = make_applied(owner)
    free = make_applied(make_member("somebody@gmail.com"), email_domain="gmail.com")
    owner.emailaddress_set.update(verified=False)
    organisation.documents.all().delete()

    domain, _lei, documents, _name = all_checks(organisation)
    assert not domain.passed
    assert not documents.passed
    assert "Everybody can get an address" in all_checks(free)[0].sentence


@pytest.mark.parametrize(
    ("text", "valid"),
    [
        (LEI, True),
        ("529900T8BM49AURSDO55", True),
        ("5493001KJTIIGC8Y1R21", False),
        ("5493001KJTIIGC8Y1R1", False),
        ("5493001kjtiigc8y1r12", False),
        ("٥٤93001KJTIIGC8Y1R12", False),
        ("", False),
    ],
)
def test_check_digits_of_an_lei(text, valid):
    assert is_valid_lei(text) is valid
