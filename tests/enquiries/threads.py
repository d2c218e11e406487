"""The two sides of a request, and the shortest way to a thread."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from unittest.mock import patch

from django.core import signing
from django.test import Client

from accounts.models import Membership, Organisation, User
from catalogue.models import Offering, Provider
from enquiries import services
from enquiries.limits import new_token
from enquiries.models import Enquiry, Message
from enquiries.services.asking import Wish
from tests.accounts.organisations import join, make_organisation, owner_of
from tests.catalogue.listings import make_offering, make_provider
from tests.factories import add_app, make_member, signed_in

QUESTION = "Does it watch two hundred gates at once?"
ANSWER = "It watches five hundred."


@dataclass
class Parties:
    """A member who asks, and a provider with an offering and somebody who answers."""

    asker: User
    answerer: User
    organisation: Organisation
    provider: Provider
    offering: Offering

    @cached_property
    def asking(self) -> Client:
        return signed_in(self.asker)

    @cached_property
    def answering(self) -> Client:
        return signed_in(self.answerer)

    def ask(self, text: str = QUESTION, **changes: Any) -> Enquiry:
        wish = Wish(**{"kind": "question", "provider": self.provider, "offering": self.offering} | changes)
        return services.ask(asker=self.asker, wish=wish, words=services.Words(text))

    def answer(self, enquiry: Enquiry, text: str = ANSWER) -> Message:
        return services.write(enquiry=enquiry, author=self.answerer, words=services.Words(text))

    def colleague(self, role: str) -> User:
        return join(self.organisation, role).person


OUTSIDERS = ["stranger", "viewer", "former", "other provider", "administrator"]


def outsider(parties: Parties, who: str) -> User:
    """Make somebody of OUTSIDERS, for whom a request between others is not there."""
    people = {
        "stranger": make_member,
        "viewer": lambda: parties.colleague("viewer"),
        "former": lambda: parties.colleague("editor"),
        "other provider": lambda: make_parties("doors").answerer,
        "administrator": lambda: make_member(is_staff=True, is_superuser=True),
    }
    person: User = people[who]()
    if who == "former":
        Membership.objects.filter(person=person).delete()
    return person


def make_parties(slug: str = "gates", asker: User | None = None) -> Parties:
    organisation = make_organisation(name=f"Makers of {slug}")
    provider = make_provider(slug, organisation=organisation)
    offering = make_offering(f"{slug}-watch", provider)
    person = asker or make_member(first_name="Ada", last_name="Asker", job_function="Officer", affiliation="A bank")
    answerer = owner_of(organisation)
    add_app(answerer)  # without a second factor an owner's token opens nothing
    return Parties(person, answerer, organisation, provider, offering)


@contextmanager
def moved(seconds: float) -> Iterator[None]:
    """The clock of signatures that much later."""
    now = signing.time.time
    with patch.object(signing.time, "time", lambda: now() + seconds):
        yield


def form_data(person: User, **changes: Any) -> dict[str, Any]:
    """What a browser sends of a form that was opened ten seconds ago."""
    with moved(-10):
        token = new_token(person)
    return {"text": QUESTION, "token": token, "homepage": ""} | changes


def request_data(parties: Parties, **changes: Any) -> dict[str, Any]:
    return form_data(parties.asker, kind="quote", provider=str(parties.provider.pk)) | changes


def ask_address(parties: Parties) -> str:
    return f"/en/requests/new/{parties.offering.slug}/"


def address(enquiry: Enquiry, step: str = "") -> str:
    return f"/en/requests/{enquiry.pk}/{step}"


def texts(enquiry: Enquiry) -> list[str]:
    return list(enquiry.messages.values_list("text", flat=True))
