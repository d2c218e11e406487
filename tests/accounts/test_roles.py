"""The roles that administrators give."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser, Group

from accounts.roles import ROLES, has_role
from tests.factories import make_member

pytestmark = pytest.mark.django_db


def test_roles_are_groups_that_exist_from_the_start():
    assert set(ROLES) <= set(Group.objects.values_list("name", flat=True))


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_given_by_its_group_and_lost_with_the_account(role):
    person = make_member()
    person.groups.add(Group.objects.get(name=role))

    assert [has_role(person, one) for one in ROLES] == [one == role for one in ROLES]
    person.is_active = False
    assert not has_role(person, role)
    assert not has_role(AnonymousUser(), role)


def test_a_role_that_does_not_exist_is_a_defect():
    with pytest.raises(ValueError, match="no role"):
        has_role(make_member(), "emperor")
