"""The page on which a member is asked, and what it remembers of the service's question."""

from __future__ import annotations

from typing import Any, NamedTuple

from allauth.idp.oidc.internal.oauthlib.utils import convert_response
from allauth.idp.oidc.models import Client
from csp.decorators import csp_update
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accounts.identity.forms import ConsentForm
from accounts.identity.validator import make_server
from accounts.models import ServiceConnection, User
from accounts.openid.checking import origin
from accounts.services.connections import allow_service

SALT = "accounts.identity.question"
OPEN_SECONDS = 30 * 60
KEPT = ("client_id", "redirect_uri", "response_type", "state", "nonce", "code_challenge", "code_challenge_method")


class Question(NamedTuple):
    """What a service asks whom, as it was found to be right."""

    person: int
    scopes: list[str]
    details: dict[str, Any]

    @property
    def redirect_uri(self) -> str:
        return str(self.details["redirect_uri"])

    def sealed(self) -> str:
        return signing.dumps([self.person, self.scopes, self.details], salt=SALT)


def question_of(person: User, scopes: list[str], found: dict[str, Any]) -> Question:
    return Question(person.pk, scopes, {name: found[name] for name in KEPT if found.get(name) is not None})


def opened(sealed: str, person: User) -> Question | None:
    """Return the question that this person's page has kept; none where it was changed or stayed open for too long."""
    try:
        question = Question(*signing.loads(sealed, salt=SALT, max_age=OPEN_SECONDS))
    except signing.BadSignature:
        return None
    return question if question.person == person.pk else None


def ask(request: HttpRequest, question: Question, person: User) -> HttpResponse:
    client = get_object_or_404(Client, pk=question.details["client_id"])
    context = {
        "form": ConsentForm(asked=question.scopes),
        "sealed": question.sealed(),
        "service": client.name,
        "host": origin(question.redirect_uri).partition("://")[2],
        "known": ServiceConnection.objects.allowed().filter(person=person, client=client).first(),
    }
    return leading_to(question.redirect_uri, request, render(request, "idp/oidc/authorization_form.html", context))


def grant(question: Question, person: User, given: list[str]) -> HttpResponse:
    """Store the answer and send the browser back with a code."""
    client = get_object_or_404(Client, pk=question.details["client_id"])
    allow_service(person=person, client=client, asked=set(question.scopes), given=set(given))
    # Nothing but what was sealed is read: the form's own fields could name other addresses.
    address = reverse("idp:oidc:authorization")
    answer = make_server().create_authorization_response(
        address, "GET", None, {}, scopes=given, credentials={**question.details, "user": person}
    )
    return convert_response(*answer)  # type: ignore[no-any-return]


def leading_to(address: str, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the form of this page lead to the service: browsers apply the policy to the redirect that answers it."""
    opened_view = csp_update({"form-action": [origin(address)]})(lambda request: response)
    return opened_view(request)  # type: ignore[return-value]
