"""A service of somebody else that signs its users in with the market, as its makers would write it."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from allauth.idp.oidc.models import Client as Service
from django.conf import settings
from django.test import Client

from tests.accounts.answering import Handler, listening

BACK = "https://demo.partner.example/callback"
GONE = (400, {"error": "invalid_grant"})
Fetch = Callable[..., tuple[int, dict[str, str], Any]]


def fetch_in_process(method: str, url: str, data: Any = None, headers: Any = None) -> tuple[int, dict[str, str], Any]:
    """Ask the market without a network, and without anybody's cookies."""
    path = url.removeprefix(settings.SITE_URL)
    body = {"data": urlencode(data), "content_type": "application/x-www-form-urlencoded"} if data is not None else {}
    answer = Client().generic(method, path, headers=headers, **body)
    content = answer.json() if answer.content and "json" in answer["Content-Type"] else None
    return answer.status_code, dict(answer.items()), content


def fetch_by_http(method: str, url: str, data: Any = None, headers: Any = None) -> tuple[int, dict[str, str], Any]:
    answer = requests.request(method, url, data=data, headers=headers, timeout=10, allow_redirects=False)
    return answer.status_code, dict(answer.headers), answer.json() if answer.content else None


@dataclass
class RelyingParty:
    """Believes nothing that it has not checked."""

    client_id: str
    secret: str
    back: str = BACK
    issuer: str = settings.SITE_URL
    fetch: Fetch = fetch_in_process
    state: str = ""
    nonce: str = ""
    verifier: str = ""
    tokens: dict[str, Any] = field(default_factory=dict)

    @property
    def description(self) -> dict[str, Any]:
        _status, _headers, found = self.fetch("GET", f"{self.issuer}/.well-known/openid-configuration")
        assert found["issuer"] == self.issuer
        return found

    def begin(self, scope: str = "openid profile email", **changes: str | None) -> str:
        """Return where the browser is sent; ``None`` leaves a parameter out."""
        self.state, self.nonce, self.verifier = (secrets.token_urlsafe(43) for _ in range(3))
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": self.back,
            "scope": scope,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        } | changes
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        return f"{self.description['authorization_endpoint']}?{query}"

    def code_of(self, callback: str) -> str:
        """Return the code, if the browser comes back to the right place with the answer to our own question."""
        answer = answer_of(callback)
        assert callback.partition("?")[0] == self.back
        assert answer["state"] == self.state
        return answer["code"]

    def exchange(self, code: str, **changes: str) -> tuple[int, Any]:
        asked = {"grant_type": "authorization_code", "code": code, "redirect_uri": self.back}
        asked |= {"code_verifier": self.verifier} | changes
        return self._call("token_endpoint", asked)

    def finish(self, callback: str) -> dict[str, Any]:
        """Return what the verified ID token says."""
        status, self.tokens = self.exchange(self.code_of(callback))
        assert status == 200, self.tokens
        claims = self.verified(self.tokens["id_token"])
        assert claims["nonce"] == self.nonce
        return claims

    def verified(self, id_token: str) -> dict[str, Any]:
        _status, _headers, keys = self.fetch("GET", self.description["jwks_uri"])
        kid = jwt.get_unverified_header(id_token)["kid"]
        [key] = [one for one in jwt.PyJWKSet.from_dict(keys).keys if one.key_id == kid]
        needed = {"require": ["iss", "sub", "aud", "exp", "iat"]}
        claims: dict[str, Any] = jwt.decode(
            id_token, key, algorithms=["RS256"], audience=self.client_id, issuer=self.issuer, options=needed
        )
        return claims

    def refresh(self, **changes: str) -> tuple[int, Any]:
        return self._call(
            "token_endpoint", {"grant_type": "refresh_token", "refresh_token": self.tokens["refresh_token"]} | changes
        )

    def revoke(self, kind: str) -> int:
        return self._call("revocation_endpoint", {"token": self.tokens[kind]})[0]

    def userinfo(self, token: str | None = None) -> tuple[int, Any]:
        bearer = {"Authorization": f"Bearer {token or self.tokens['access_token']}"}
        status, _headers, content = self.fetch("GET", self.description["userinfo_endpoint"], headers=bearer)
        return status, content

    @property
    def is_dead(self) -> bool:
        """True where neither the key nor the one to renew it opens anything."""
        return self.userinfo()[0] == 401 and self.refresh()[0] == 400

    def _call(self, endpoint: str, data: dict[str, str]) -> tuple[int, Any]:
        login = base64.b64encode(f"{self.client_id}:{self.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {login}"}
        status, _headers, content = self.fetch("POST", self.description[endpoint], data=data, headers=headers)
        return status, content


def answer_of(callback: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(callback).query).items()}


def make_service(name: str = "Partner demo", *, back: str = BACK, scopes: str = "openid profile email") -> RelyingParty:
    """Register a service as the administration does."""
    service = Service(name=name, redirect_uris=back)
    service.set_scopes(scopes.split())
    service.set_grant_types(["authorization_code", "refresh_token"])
    service.set_secret("a secret of the service")
    service.save()
    return RelyingParty(service.pk, "a secret of the service", back)


def ask(browser: Client, address: str) -> Any:
    """Follow the service's link in the member's browser."""
    return browser.get(address.removeprefix(settings.SITE_URL))


def answer(browser: Client, address: str, action: str = "allow", *, scopes: list[str] | None = None) -> Any:
    """Open the page that asks and press one of its buttons, with all boxes as they are or with these."""
    page = ask(browser, address)
    assert page.status_code == 200, page.content.decode()
    form = page.context["form"]
    ticked = form.initial["scopes"] if scopes is None else scopes
    fields = {"question": page.context["sealed"], "action": action, "scopes": ticked}
    return browser.post("/openid/authorize", fields)


def sign_in(browser: Client, service: RelyingParty, **asked: str) -> dict[str, Any]:
    """Go the whole way; return what the service knows then."""
    return service.finish(answer(browser, service.begin(**asked))["Location"])


class _Pages(Handler):
    """The service's own pages: one sends the browser away, the other takes it back and greets whoever it is."""

    service: RelyingParty

    def do_GET(self) -> None:
        if self.path == "/start":
            self.send_away(self.service.begin())
        elif self.path.startswith("/callback"):
            self._say(self._greeting())
        else:
            self._say("")

    def _greeting(self) -> str:
        callback = self.service.back.removesuffix("/callback") + self.path
        if "error" in answer_of(callback):
            return f"Not signed in: {answer_of(callback)['error']}"
        claims = self.service.finish(callback)
        return f"Hello {claims['email']}, we know you as {claims['sub']}."

    def _say(self, text: str) -> None:
        body = f"<!doctype html><html lang=en><title>A demo</title><h1>{text}</h1>"
        self.say(200, "text/html", body.encode())


@contextmanager
def running_service(issuer: str, register: Callable[[str], tuple[str, str]]) -> Iterator[RelyingParty]:
    """Start the service on a port of its own; ``register`` tells the market its address and returns id and secret."""
    with listening() as server:
        back = f"http://127.0.0.1:{server.server_port}/callback"
        service = RelyingParty(*register(back), back=back, issuer=issuer, fetch=fetch_by_http)
        server.RequestHandlerClass = type("Pages", (_Pages,), {"service": service})
        yield service
