"""The smallest organisations, made by the services that pages use."""

from __future__ import annotations

import re
from itertools import count
from typing import Any

from django.contrib.auth.models import Permission
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import Membership, Organisation, User
from accounts.services import organisations
from tests.factories import make_member, signed_in

PDF = b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
JPEG = b"\xff\xd8\xff\xe0" + b"\0" * 32
LEI = "5493001KJTIIGC8Y1R12"

_numbers = count(1)


def document(content: bytes = PDF, name: str = "extract.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def details(**changes: Any) -> dict[str, Any]:
    """What a valid application says."""
    told = {
        "name": f"Provider {next(_numbers)}",
        "website": "https://provider.example",
        "country": "GR",
        "email_domain": "provider.example",
        "contact_email": "contact@provider.example",
        "lei": "",
        "description": "Watches the gates of banks.",
    }
    return told | changes


def make_administrator() -> User:
    """Staff with the right to decide on organisations."""
    person = make_member(is_staff=True)
    rights = Permission.objects.filter(content_type__app_label="accounts", codename__endswith="_organisation")
    person.user_permissions.set(rights)
    return User.objects.get(pk=person.pk)


def make_applied(owner: User | None = None, **changes: Any) -> Organisation:
    person = owner or make_member(f"owner-{next(_numbers)}@provider.example")
    organisation = Organisation(**details(**changes))
    return organisations.apply(applicant=person, organisation=organisation, documents=[document()])


def make_organisation(owner: User | None = None, **changes: Any) -> Organisation:
    """An authorised organisation with one owner."""
    organisation = make_applied(owner, **changes)
    organisations.authorise(organisation=organisation, actor=make_administrator())
    return organisation


def join(organisation: Organisation, role: str, person: User | None = None) -> Membership:
    """Make somebody a member the short way."""
    return Membership.objects.create(organisation=organisation, person=person or make_member(), role=role)


def owner_of(organisation: Organisation) -> User:
    return organisation.memberships.filter(role="owner").earliest("pk").person


def client_of(person: User) -> Client:
    return signed_in(person)


def link_in_the_mail() -> str:
    """The address in the last mail, without its host."""
    found = re.search(r"^http://localhost:8000(\S+)$", mail.outbox[-1].body, re.MULTILINE)
    assert found is not None
    return found[1]
