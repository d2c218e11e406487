"""Letting a service know who a member is, and ending that."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils import timezone

from accounts.models import ServiceConnection, User


def connection_of(person: User, client: Client) -> ServiceConnection:
    """Return the member as the service knows or would know them; nothing is allowed by that."""
    return ServiceConnection.objects.get_or_create(person=person, client=client)[0]


def may_sign_in(person: User) -> bool:
    """Only an open account whose address is confirmed says who somebody is."""
    return person.is_active and EmailAddress.objects.filter(user=person, verified=True).exists()


@transaction.atomic
def allow_service(*, person: User, client: Client, asked: set[str], given: set[str]) -> None:
    """Store the member's answer. What was given earlier and is asked for again but not given now ends."""
    connection = ServiceConnection.objects.select_for_update().get(pk=connection_of(person, client).pk)
    before = set(connection.scopes)
    scopes = (before - asked) | given
    if before - scopes:
        end_tokens(person=person, client=client)
    ServiceConnection.objects.filter(pk=connection.pk).update(
        scopes=sorted(scopes), allowed_at=connection.allowed_at or timezone.now()
    )


@transaction.atomic
def end_connection(*, connection: ServiceConnection) -> None:
    """Take back what the member has allowed: the service's tokens are refused from this moment on."""
    # Tokens are made under the same lock, so none is made after this.
    Client.objects.select_for_update(no_key=True).get(pk=connection.client_id)
    ServiceConnection.objects.filter(pk=connection.pk).update(scopes=[], allowed_at=None)
    end_tokens(person=connection.person, client=connection.client)


def end_tokens(*, person: User, client: Client | None = None) -> None:
    """Delete what services hold for this person, or what one of them holds."""
    tokens = Token.objects.filter(user=person)
    (tokens.filter(client=client) if client else tokens).delete()


def note_use(person: User, client: Client) -> None:
    """Write down that the service has signed the member in or asked again."""
    ServiceConnection.objects.filter(person=person, client=client).update(last_used_at=timezone.now())
