"""Two at once, on two real connections: an organisation keeps an owner, an invitation makes one member."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from accounts.models import Membership, Organisation, User
from accounts.services import organisations
from accounts.services.organisations.invitations import MOST_OPEN
from common.errors import DomainError
from tests.accounts.organisations import join, make_administrator, make_applied, make_organisation, owner_of
from tests.factories import make_member

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture
def committed(django_db_setup, django_db_blocker):
    """A database that keeps what is written, so that other connections see it; emptied at the end."""
    with django_db_blocker.unblock():
        yield
        Organisation.objects.all().delete()
        User.objects.all().delete()
        connection.close()


def together(*works: Callable[[], object]) -> list[bool]:
    """Start all works at the same moment, each on its own connection; return which were carried out."""
    barrier, done = Barrier(len(works)), [False] * len(works)

    def run(number: int) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=10)
            works[number]()
            done[number] = True
        except DomainError:
            pass
        finally:
            connection.close()

    threads = [Thread(target=run, args=[number]) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return done


def owners(organisation: Organisation) -> int:
    return organisation.memberships.filter(role="owner").count()


@pytest.mark.parametrize("round_", range(5))
def test_two_owners_demote_each_other_and_one_wins(round_):
    organisation = make_organisation()
    first, second = organisation.memberships.get(), join(organisation, "owner")

    done = together(
        lambda: organisations.change_role(membership=second, actor=first.person, role="viewer"),
        lambda: organisations.change_role(membership=first, actor=second.person, role="viewer"),
    )

    assert sorted(done) == [False, True]
    assert owners(organisation) == 1


@pytest.mark.parametrize("round_", range(5))
def test_two_owners_leave_and_one_stays(round_):
    organisation = make_organisation()
    first, second = owner_of(organisation), join(organisation, "owner").person

    done = together(
        lambda: organisations.leave(organisation=organisation, person=first),
        lambda: organisations.leave(organisation=organisation, person=second),
    )

    assert sorted(done) == [False, True]
    assert owners(organisation) == 1


def test_two_owners_remove_each_other_and_one_stays():
    organisation = make_organisation()
    first, second = organisation.memberships.get(), join(organisation, "owner")

    done = together(
        lambda: organisations.remove(membership=second, actor=first.person),
        lambda: organisations.remove(membership=first, actor=second.person),
    )

    assert sorted(done) == [False, True]
    assert owners(organisation) == 1


def test_two_administrators_decide_and_one_decision_holds():
    organisation = make_applied()
    first, second = make_administrator(), make_administrator()

    done = together(
        lambda: organisations.authorise(organisation=organisation, actor=first),
        lambda: organisations.refuse(
            organisation=Organisation.objects.get(pk=organisation.pk), actor=second, reason="Not now"
        ),
    )

    assert sorted(done) == [False, True]
    organisation.refresh_from_db()
    assert organisation.decided_by == (first if done[0] else second)
    assert organisation.state == ("authorised" if done[0] else "refused")


def test_an_invitation_that_is_accepted_and_revoked_ends_once():
    organisation, invited = make_organisation(), make_member("new@provider.example")
    owner = owner_of(organisation)
    invitation = organisations.invite(organisation=organisation, actor=owner, email=invited.email, role="editor")

    done = together(
        lambda: organisations.accept(invitation=invitation, person=invited),
        lambda: organisations.accept(invitation=invitation, person=invited),
        lambda: organisations.revoke(invitation=invitation, actor=owner),
    )

    assert sum(done) == 1
    assert Membership.objects.filter(person=invited).exists() != done[2]


def test_the_last_free_invitation_is_sent_once():
    organisation = make_organisation()
    owner = owner_of(organisation)

    def invite(number: int) -> Callable[[], object]:
        return lambda: organisations.invite(
            organisation=organisation, actor=owner, email=f"n{number}@b.example", role="viewer"
        )

    for number in range(MOST_OPEN - 1):
        invite(number)()

    assert sorted(together(invite(100), invite(101), invite(102))) == [False, False, True]
    assert organisation.invitations.open().count() == MOST_OPEN


def test_equal_names_at_once_become_two_organisations():
    first, second = make_member(), make_member()

    done = together(
        lambda: make_applied(first, name="Gate Keepers"),
        lambda: make_applied(second, name="Gate Keepers"),
    )

    assert done == [True, True]
    assert Organisation.objects.filter(name="Gate Keepers").count() == 2
