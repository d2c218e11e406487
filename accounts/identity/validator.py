"""The rules that django-allauth's provider leaves open, and the server that keeps them.

One sign-in is one family of tokens. Its name comes from the code, and every refresh token of it begins with the name.
So a code or refresh token that comes a second time leads to what is to be deleted, also when it is long forgotten.
"""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.idp.oidc import app_settings
from allauth.idp.oidc.internal.oauthlib.request_validator import OAuthLibRequestValidator
from allauth.idp.oidc.internal.oauthlib.server import generate_opaque_token
from allauth.idp.oidc.internal.oauthlib.utils import ValidatorContext, get_validator_context
from allauth.idp.oidc.models import Client, Token
from oauthlib.common import Request
from oauthlib.openid import Server

from accounts.identity.scopes import LABELS, OPENID
from accounts.models import ServiceConnection
from accounts.services.connections import may_sign_in, note_use

GRANTS = {"authorization_code", "refresh_token"}


def family_of(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()[:32]


class StrictValidator(OAuthLibRequestValidator):  # type: ignore[misc]
    """Code flow only, with a proof key; addresses to the letter; what is used twice ends all that came of it."""

    def validate_redirect_uri(self, client_id: str, redirect_uri: str, request: Request, *args: Any, **kw: Any) -> bool:
        return redirect_uri in request.client.get_redirect_uris()

    def validate_response_type(self, client_id: str, response_type: str, *args: Any, **kwargs: Any) -> bool:
        return response_type == "code"

    def validate_grant_type(self, client_id: str, grant_type: str, *args: Any, **kwargs: Any) -> bool:
        return grant_type in GRANTS

    def validate_scopes(
        self, client_id: str, scopes: list[str], client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        return OPENID in scopes and set(scopes) <= LABELS.keys() & set(request.client.get_scopes())

    def is_pkce_required(self, client_id: str, request: Request) -> bool:
        return True

    def validate_user_match(self, id_token_hint: Any, scopes: Any, claims: Any, request: Request) -> bool:
        """Compare a hint with whoever is signed in; who is not is asked to sign in first."""
        if not context.request.user.is_authenticated:
            return True
        return bool(super().validate_user_match(id_token_hint, scopes, None, request))

    def validate_silent_authorization(self, request: Request) -> bool:
        """Answer without a page only what the member has allowed this very service."""
        person = context.request.user
        allowed = ServiceConnection.objects.allowed().filter(person=person, client=request.client).first()
        return bool(allowed and set(request.scopes) <= set(allowed.scopes) and may_sign_in(person))

    def save_authorization_code(
        self, client_id: str, code: dict[str, Any], request: Request, *a: Any, **kw: Any
    ) -> None:
        records = get_authentication_records(context.request, request.user)
        signed_in_at = max((int(record["at"]) for record in records), default=None)
        super().save_authorization_code(client_id, {**code, "auth_time": signed_in_at}, request, *a, **kw)

    def validate_code(
        self, client_id: str, code: str, client: Client, request: Request, *args: Any, **kwargs: Any
    ) -> bool:
        _one_at_a_time(request.client)
        if super().validate_code(client_id, code, client, request, *args, **kwargs):
            return _is_allowed(request)
        _end_family(request.client, family_of(code))
        return False

    def validate_refresh_token(self, refresh_token: str, client: Client, request: Request, *a: Any, **kw: Any) -> bool:
        _one_at_a_time(request.client)
        if super().validate_refresh_token(refresh_token, client, request, *a, **kw):
            return may_sign_in(request.user) and _is_allowed(request, refreshes=True)
        _end_family(request.client, refresh_token.partition(".")[0])
        return False

    def finalize_id_token(self, id_token: dict[str, Any], token: Any, token_handler: Any, request: Request) -> str:
        found = self._lookup_authorization_code(request, request.client_id, request.code) if request.code else None
        if found and found["code"].get("auth_time"):
            id_token["auth_time"] = found["code"]["auth_time"]
        return str(super().finalize_id_token(id_token, token, token_handler, request))

    def save_bearer_token(self, token: dict[str, Any], request: Request, *args: Any, **kwargs: Any) -> None:
        super().save_bearer_token(token, request, *args, **kwargs)
        note_use(request.user, request.client)

    def revoke_token(self, token: str, token_type_hint: str, request: Request, *args: Any, **kwargs: Any) -> None:
        """End an access token alone, a refresh token with its whole family, and nothing that is another service's."""
        found = Token.objects.by_value(token).filter(client=request.client).first()
        if found is None:
            return
        if found.type == Token.Type.REFRESH_TOKEN:
            _end_family(request.client, found.data["family"])
        found.delete()

    def _prep_access_token(self, ctx: ValidatorContext, token: dict[str, Any], request: Request) -> Token:
        return _in_family(super()._prep_access_token(ctx, token, request), request)

    def _prep_refresh_token(self, ctx: ValidatorContext, refresh_token: str, request: Request) -> Token:
        return _in_family(super()._prep_refresh_token(ctx, refresh_token, request), request)

    def _lookup_client(self, request: Request, client_id: Any) -> Client | None:
        # The database refuses some characters.
        return super()._lookup_client(request, client_id) if str(client_id).isalnum() else None


def make_server() -> Server:
    return Server(
        StrictValidator(),
        token_expires_in=app_settings.ACCESS_TOKEN_EXPIRES_IN,
        token_generator=generate_opaque_token,
        refresh_token_generator=lambda request: f"{_family(request)}.{secrets.token_urlsafe(48)}",
    )


def _family(request: Request) -> str:
    former = get_validator_context().refresh_token
    return str(former.data["family"]) if former else family_of(request.code)


def _in_family(token: Token, request: Request) -> Token:
    token.data = {**(token.data or {}), "family": _family(request)}
    return token


def _end_family(client: Client, family: str) -> None:
    Token.objects.filter(client=client, data__family=family).delete()


def _one_at_a_time(client: Client) -> None:
    """Let requests for tokens wait for each other, so that a second use always sees what came of the first."""
    Client.objects.select_for_update(no_key=True).get(pk=client.pk)


def _is_allowed(request: Request, *, refreshes: bool = False) -> bool:
    """The member may have taken back what they allowed after the code was made."""
    allowed = ServiceConnection.objects.allowed().filter(person=request.user, client=request.client).first()
    asked = get_validator_context().refresh_token.get_scopes() if refreshes else request.scopes
    return bool(allowed and set(asked) <= set(allowed.scopes))
