"""Who belongs to an organisation: the page, each role and each action, and the last owner."""

from __future__ import annotations

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import Invitation, Membership, Organisation
from accounts.services import organisations
from accounts.services.organisations.members import LastOwnerError
from common.objects import StoreUnavailableError, store
from tests.accounts.organisations import client_of, join, make_administrator, make_applied, make_organisation, owner_of
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def address(name, organisation, *parts):
    return reverse(f"accounts:{name}", args=[organisation.slug, *parts])


def roles(organisation):
    return {one.person: one.role for one in organisation.memberships.select_related("person")}


@pytest.fixture
def organisation():
    """An authorised organisation with an owner, an editor, a viewer and an open invitation."""
    made = make_organisation()
    join(made, "editor")
    join(made, "viewer")
    organisations.invite(organisation=made, actor=owner_of(made), email="new@provider.example", role="viewer")
    return made


def requests_of(organisation):
    """Each action of the page: its address and what it sends, aimed at the viewer where it is about a member."""
    target = join(organisation, "viewer").pk
    invitation = organisation.invitations.get().pk
    return {
        "view": ("get", address("organisation-detail", organisation), {}),
        "invite": ("post", address("organisation-invite", organisation), {"email": "a@b.example", "role": "editor"}),
        "revoke": ("post", address("invitation-revoke", organisation, invitation), {}),
        "change role": ("post", address("membership-change", organisation, target), {"role": "editor"}),
        "remove": ("post", address("membership-remove", organisation, target), {}),
        "transfer": ("post", address("organisation-transfer", organisation), {"member": target}),
        "leave": ("post", address("organisation-leave", organisation), {}),
    }


ACTIONS = ["view", "invite", "revoke", "change role", "remove", "transfer", "leave"]
FOR_ALL_MEMBERS = {"view": 200, "leave": 302}
EXPECTED = {
    "visitor": dict.fromkeys(ACTIONS, 302),
    "stranger": dict.fromkeys(ACTIONS, 404),
    "administrator": dict.fromkeys(ACTIONS, 404),
    "viewer": dict.fromkeys(ACTIONS, 403) | FOR_ALL_MEMBERS,
    "editor": dict.fromkeys(ACTIONS, 403) | FOR_ALL_MEMBERS,
    "owner": dict.fromkeys(ACTIONS, 302) | FOR_ALL_MEMBERS,
}


def snapshot(organisation):
    return [
        list(Membership.objects.filter(organisation=organisation).order_by("pk").values_list("person", "role")),
        list(Invitation.objects.filter(organisation=organisation).order_by("pk").values_list("email", "revoked_at")),
    ]


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("who", EXPECTED)
def test_each_role_and_each_action(client, organisation, who, action):
    method, where, data = requests_of(organisation)[action]
    if who in ("viewer", "editor", "owner"):
        client = signed_in(join(organisation, who).person)
    elif who != "visitor":
        client = signed_in(make_administrator() if who == "administrator" else make_member())
    before = snapshot(organisation)

    answer = getattr(client, method)(where, data)

    expected = EXPECTED[who][action]
    assert answer.status_code == expected
    assert who != "visitor" or reverse("account_login") in answer.url
    changed = who in ("viewer", "editor", "owner") and action != "view" and expected == 302
    assert (snapshot(organisation) != before) == changed


def test_a_refusal_says_why(organisation):
    viewer = join(organisation, "viewer").person

    answer = client_of(viewer).post(address("organisation-invite", organisation), {"email": "a@b.example"})

    assert "Only an owner of the organisation can do this." in answer.content.decode()


def test_members_of_another_organisation_are_out_of_reach(organisation):
    elsewhere = make_organisation()
    theirs = join(elsewhere, "viewer")
    owner = client_of(owner_of(organisation))

    assert owner.post(address("membership-remove", organisation, theirs.pk)).status_code == 404
    assert owner.post(address("membership-change", organisation, theirs.pk), {"role": "owner"}).status_code == 404
    assert owner.post(address("organisation-transfer", organisation), {"member": theirs.pk}).status_code == 422
    assert roles(elsewhere)[theirs.person] == "viewer"


def test_owners_are_offered_what_viewers_are_not(organisation):
    page = address("organisation-detail", organisation)

    owners = client_of(owner_of(organisation)).get(page).content.decode()
    viewers = client_of(join(organisation, "viewer").person).get(page).content.decode()

    for offer in (address("organisation-invite", organisation), "new@provider.example", "Hand over</button>"):
        assert offer in owners
        assert offer not in viewers
    assert "/members/" not in viewers


@pytest.mark.parametrize("state", ["applied", "refused", "suspended"])
def test_members_read_the_state_and_the_reason(state):
    organisation, actor = make_applied(), make_administrator()
    if state == "refused":
        organisations.refuse(organisation=organisation, actor=actor, reason="The <extract> is old.")
    if state == "suspended":
        organisations.authorise(organisation=organisation, actor=actor)
        organisations.suspend(organisation=organisation, actor=actor, reason="The <extract> is old.")

    body = client_of(owner_of(organisation)).get(organisation.get_absolute_url()).content.decode()

    assert ("The &lt;extract&gt; is old." in body) == (state != "applied")
    assert address("organisation-invite", organisation) not in body


def test_many_members_cost_no_more_queries(organisation, django_assert_max_num_queries):
    owner = client_of(owner_of(organisation))
    page = address("organisation-detail", organisation)
    with django_assert_max_num_queries(20) as few:
        owner.get(page)
    for _ in range(10):
        join(organisation, "viewer")

    with django_assert_max_num_queries(len(few)):
        owner.get(page)


@pytest.mark.parametrize("way", ["leave", "remove", "demote"])
def test_the_last_owner_stays_and_reads_why(organisation, way):
    owner = owner_of(organisation)
    pk = organisation.memberships.get(person=owner).pk
    where, data = {
        "leave": (address("organisation-leave", organisation), {}),
        "remove": (address("membership-remove", organisation, pk), {}),
        "demote": (address("membership-change", organisation, pk), {"role": "viewer"}),
    }[way]

    answer = client_of(owner).post(where, data)

    assert answer.status_code == 409
    assert "Make somebody else owner first." in answer.content.decode()
    assert roles(organisation)[owner] == "owner"


def test_a_deactivated_owner_does_not_count(organisation):
    join(organisation, "owner", make_member(is_active=False))

    with pytest.raises(LastOwnerError):
        organisations.leave(organisation=organisation, person=owner_of(organisation))


def test_of_two_owners_one_may_leave(organisation):
    first, second = owner_of(organisation), join(organisation, "owner").person

    client_of(first).post(address("organisation-leave", organisation))

    assert first not in roles(organisation)
    assert roles(organisation)[second] == "owner"


def test_ownership_is_handed_over_in_one_step(organisation):
    owner, successor = owner_of(organisation), organisation.memberships.get(role="editor")

    client_of(owner).post(address("organisation-transfer", organisation), {"member": successor.pk})

    assert roles(organisation)[successor.person] == "owner"
    assert roles(organisation)[owner] == "editor"


def test_a_deactivated_member_cannot_take_over(organisation):
    away = join(organisation, "editor", make_member(is_active=False))

    answer = client_of(owner_of(organisation)).post(address("organisation-transfer", organisation), {"member": away.pk})

    assert answer.status_code == 409
    assert roles(organisation)[away.person] == "editor"


@pytest.mark.parametrize("role", ["emperor", "", "OWNER"])
def test_an_unknown_role_is_refused(organisation, role):
    editor = organisation.memberships.get(role="editor")

    answer = client_of(owner_of(organisation)).post(
        address("membership-change", organisation, editor.pk), {"role": role}
    )

    assert answer.status_code == 409
    assert roles(organisation)[editor.person] == "editor"


def test_who_is_removed_is_told(organisation, django_capture_on_commit_callbacks):
    viewer = organisation.memberships.get(role="viewer")

    with django_capture_on_commit_callbacks(execute=True):
        client_of(owner_of(organisation)).post(address("membership-remove", organisation, viewer.pk))

    assert mail.outbox[-1].to == [viewer.person.email]
    assert organisation.name in mail.outbox[-1].subject


@pytest.mark.parametrize("way", ["leave", "remove", "demote"])
def test_invitations_of_a_former_owner_are_no_way_back(organisation, way):
    former, other = join(organisation, "owner"), owner_of(organisation)
    back = organisations.invite(organisation=organisation, actor=former.person, email="x@y.example", role="owner")

    if way == "leave":
        organisations.leave(organisation=organisation, person=former.person)
    elif way == "remove":
        organisations.remove(membership=former, actor=other)
    else:
        organisations.change_role(membership=former, actor=other, role="viewer")

    assert Invitation.objects.get(pk=back.pk).revoked_at
    assert organisation.invitations.open().get().email == "new@provider.example"


def test_who_leaves_the_market_leaves_no_trace_here(organisation, django_capture_on_commit_callbacks):
    person = make_member("leaver@provider.example")
    join(organisation, "editor", person)
    alone = make_applied(person)
    key = alone.documents.get().key
    elsewhere = make_organisation()
    organisations.invite(organisation=elsewhere, actor=owner_of(elsewhere), email=person.email, role="viewer")

    with django_capture_on_commit_callbacks(execute=True):
        organisations.leave_everything(person=person)
    person.delete()

    assert not Organisation.objects.filter(pk=alone.pk).exists()
    assert len(roles(organisation)) == 3
    assert not elsewhere.invitations.exists()
    with pytest.raises(StoreUnavailableError):
        store.get(key)


def test_who_is_the_last_owner_of_a_provider_hands_over_before_the_account_ends(organisation):
    owner = owner_of(organisation)
    other = join(make_organisation(), "viewer", owner)

    with pytest.raises(LastOwnerError, match=f"last owner of {organisation.name}"):
        organisations.leave_everything(person=owner)

    assert Membership.objects.filter(pk=other.pk).exists()
    assert roles(organisation)[owner] == "owner"
