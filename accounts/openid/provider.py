"""django-allauth's OpenID Connect with the checks that it leaves to others."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string
from django.utils.translation import get_language
from requests import RequestException

from accounts.openid.checking import AwayError, check_discovery, check_nonce, known_of, read_claims

# The ways in which providers say that the person did not want to; the last two are LinkedIn's own.
REFUSALS = {"access_denied", "user_cancelled_login", "user_cancelled_authorize"}


class CheckedAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """Talks to the provider: believes no token without signature, issuer, audience, lifetime and nonce."""

    nonce = ""

    def __init__(self, request: HttpRequest, provider_id: str) -> None:
        super().__init__(request, provider_id)
        if request.GET.get("error") in REFUSALS:
            self.login_cancelled_error = request.GET["error"]

    @cached_property
    def openid_config(self) -> dict[str, Any]:
        provider = self.get_provider()
        found = self._fetch(provider.server_url)
        check_discovery(found, provider.app.settings["server_url"])
        return found

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            return super().get_access_token_data(*args, **kwargs)  # type: ignore[no-any-return]
        except (RequestException, KeyError, TypeError, ValueError) as problem:
            raise AwayError("The provider's answer to the code cannot be read.") from problem

    def parse_token(self, data: dict[str, Any]) -> SocialToken:
        """Keep nothing of the access token: a session that waits for the form would store it."""
        return SocialToken(token="")

    def complete_login(self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any) -> SocialLogin:
        claims = read_claims(
            kwargs["response"].get("id_token"),
            keys=self._fetch(self.openid_config["jwks_uri"]),
            issuer=self.openid_config["issuer"],
            client_id=app.client_id,
        )
        check_nonce(claims, self.nonce, needed=app.settings["has_nonce"])
        return self.get_provider().sociallogin_from_response(request, {"id_token": known_of(claims)})

    def _fetch(self, address: str) -> dict[str, Any]:
        try:
            with get_adapter().get_requests_session() as session:
                answer = session.get(address)
                answer.raise_for_status()
                content = answer.json()
        except RequestException as problem:
            raise AwayError("The provider does not answer.") from problem
        if not isinstance(content, dict):
            raise AwayError("The provider's answer cannot be read.")
        return content


class OpenIDProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """One of the configured providers."""

    oauth2_adapter_class = CheckedAdapter

    def redirect(
        self, request: HttpRequest, process: str, next_url: str | None = None, data: Any = None, **kwargs: Any
    ) -> HttpResponse:
        """Send the browser away with a nonce that only this session knows, and remember the language to return in."""
        nonce = get_random_string(32)
        kwargs["auth_params"] = self.get_auth_params() | {"nonce": nonce}
        kwargs["scope"] = self.get_scope()
        kwargs |= {"nonce": nonce, "language": get_language()}
        return super().redirect(request, process, next_url, data, **kwargs)  # type: ignore[no-any-return]

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Store nothing beside the subject, which has a column of its own."""
        return {}
