"""Providers, reviewers and submissions, made by the services that pages use."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Group

from accounts.models import Organisation, User
from accounts.roles import REVIEWER
from catalogue.models import Offering, Provider
from catalogue.submitting import draft_offering
from publishing.submissions.models import Submission
from publishing.submissions.proposals import open_proposal, write_proposal
from publishing.submissions.services import act, submit
from tests.accounts.organisations import make_organisation, owner_of
from tests.catalogue.listings import make_offering, make_provider
from tests.factories import make_member

TEXTS = {"summary_en": "It watches gates.", "description_en": "It watches gates all day."}


def make_reviewer(*organisations: Organisation) -> User:
    """A reviewer, who may belong to these organisations."""
    person = make_member()
    person.groups.add(Group.objects.get(name=REVIEWER))
    for organisation in organisations:
        organisation.memberships.create(person=person, role="viewer")
    return person


def make_market_provider(slug: str = "gatekeepers", *, is_consortium: bool = False) -> Provider:
    """A provider that an authorised organisation answers for."""
    organisation = make_organisation()
    Organisation.objects.filter(pk=organisation.pk).update(is_consortium=is_consortium)
    organisation.refresh_from_db()
    return make_provider(slug, organisation=organisation, website="https://gatekeepers.example")


def writer_of(provider: Provider) -> User:
    assert provider.organisation is not None
    return owner_of(provider.organisation)


def make_draft(provider: Provider | None = None, title: str = "Gate watch", **values: Any) -> Submission:
    """A new listing that could be submitted."""
    provider = provider or make_market_provider()
    person = writer_of(provider)
    submission = draft_offering(provider=provider, person=person, title=title, kind="service")
    write_proposal(submission=submission, person=person, values=TEXTS | values, seen=submission.digest)
    return submission


def writer(submission: Submission) -> User:
    return owner_of(submission.organisation)


def make_submitted(provider: Provider | None = None, **values: Any) -> Submission:
    submission = make_draft(provider, **values)
    submit(submission=submission, person=writer(submission))
    return submission


def make_in_review(provider: Provider | None = None, **values: Any) -> Submission:
    submission = make_submitted(provider, **values)
    act(step="take", submission=submission, person=make_reviewer())
    return submission


def make_published(provider: Provider | None = None, **values: Any) -> Submission:
    submission = make_in_review(provider, **values)
    act(step="approve", submission=submission, person=make_reviewer())
    return submission


def make_listed(provider: Provider, slug: str = "listed", **values: Any) -> Offering:
    """An offering on the market that has never been a submission."""
    return make_offering(slug, provider, **values)


def propose(offering: Offering, person: User | None = None, **values: Any) -> Submission:
    """A draft of an edit of what is on the market."""
    person = person or writer_of(offering.lead)
    submission = open_proposal(row=offering, person=person)
    write_proposal(submission=submission, person=person, values=values, seen=submission.digest)
    return submission


def hand_in(submission: Submission, **said: Any) -> Submission:
    submit(submission=submission, person=writer(submission), **said)
    return submission


def listing(submission: Submission) -> Offering:
    return Offering.objects.get(pk=submission.row)


def steps_of(submission: Submission) -> list[str]:
    return list(submission.state_changes.order_by("number").values_list("step", flat=True))
