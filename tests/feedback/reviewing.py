"""Reviews through the pages, and organisations whose members are a provider's people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.db import connections
from django.http import HttpResponse
from django.test import Client

from accounts.models import User
from catalogue.models import Offering, Provider
from feedback.models import Rating, Review
from feedback.services.reviews import Said, save_review
from tests.accounts.organisations import join, make_organisation
from tests.factories import make_member, signed_in

WATCH = "/en/catalogue/watch/"
LIST = f"{WATCH}reviews/"
OWN = f"{LIST}own/"

_numbers = count(1)


def send(client: Client, **data: Any) -> HttpResponse:
    """Send the form of one's own review."""
    return client.post(OWN, {"language": "en"} | data)


def write(offering: Offering, stars: int | None = 4, text: str = "It works.", person: User | None = None) -> Review:
    """A review by a member, or by a new one."""
    author = person or make_member(f"author-{next(_numbers)}@bank.example", first_name="Ada", last_name="Bell")
    return save_review(person=author, offering=offering, said=Said(stars, text, "en"))


def body(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def rating(offering: Offering) -> Rating:
    return Rating.objects.get(offering=offering)


def check() -> None:
    """Recount everything; raises where a number differs."""
    call_command("check_ratings", verbosity=0)


def people_of(offering: Offering, role: str = "owner") -> User:
    """A new member of the organisation behind the leading provider."""
    lead = Provider.objects.get(pk=offering.lead_id)
    if lead.organisation is None:
        lead.organisation = make_organisation()
        lead.save(update_fields=["organisation"])
    return join(lead.organisation, role, make_member()).person


def make_moderator() -> User:
    person = make_member(is_staff=True)
    rights = Permission.objects.filter(content_type__app_label="feedback", codename__endswith="_review")
    person.user_permissions.set(rights)
    return User.objects.get(pk=person.pk)


def client_of(person: User) -> Client:
    return signed_in(person)


@contextmanager
def closed_afterwards() -> Iterator[None]:
    """A thread's own connections end with its work."""
    try:
        yield
    finally:
        connections.close_all()
