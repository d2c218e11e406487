"""An OpenID Connect provider as a real server on this machine, which can be told to misbehave."""

from __future__ import annotations

import base64
import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import requests
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.test import Client
from django.urls import reverse

from finsec_market.providers import openid_app, openid_providers
from tests.accounts.answering import Handler, listening

CLIENT_ID, SECRET = "the-market", "a secret of the market"
ADA = {
    "sub": "person-1",
    "given_name": "Ada",
    "family_name": "Member",
    "email": "ada@bank.example",
    "email_verified": True,
}
LEAVE_OUT = object()


@cache
def key_pair(name: str) -> RSAPrivateKey:
    """Return the key of that name, made once."""
    return rsa.generate_private_key(65537, 2048)


class Provider:
    """What the server says; tests change it."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.person: dict[str, Any] = dict(ADA)
        self.claims: dict[str, Any] = {}  # put over those of a proper token
        self.discovery: Any = {}  # put over a proper description, or in its place where it is no dictionary
        self.refuses = self.has_no_token = False
        self.signs_with, self.algorithm, self.kid = "its own", "RS256", "key-1"
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []
        self.userinfo_calls = 0

    def description(self) -> Any:
        proper = {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }
        return proper | self.discovery if isinstance(self.discovery, dict) else self.discovery

    def keys(self) -> dict[str, Any]:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(key_pair("its own").public_key(), as_dict=True)
        return {"keys": [public | {"kid": "key-1", "alg": "RS256", "use": "sig"}]}

    def consent(self, asked: dict[str, str]) -> str:
        """Return where the browser goes after the person has answered."""
        self.asked.append(asked)
        assert (asked["client_id"], asked["response_type"]) == (CLIENT_ID, "code")
        assert "openid" in asked["scope"].split()
        answer = {"state": asked["state"]}
        if self.refuses:
            answer |= {"error": "access_denied"}
        else:
            answer |= {"code": f"code-{len(self.asked)}"}
            self.codes[answer["code"]] = asked
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def token(self, given: dict[str, str]) -> tuple[int, Any]:
        """Exchange a code, once, for who knows the secret, the address and the proof key that belong to it."""
        asked = self.codes.pop(given.get("code", ""), None)
        known = (given.get("client_id"), given.get("client_secret")) == (CLIENT_ID, SECRET)
        if not asked or not known or given.get("redirect_uri") != asked["redirect_uri"] or not _proves(asked, given):
            return 400, {"error": "invalid_grant"}
        answer = {"access_token": "an access token", "token_type": "Bearer", "expires_in": 3600}
        return 200, answer if self.has_no_token else answer | {"id_token": self.id_token(asked)}

    def id_token(self, asked: dict[str, str]) -> str:
        now = int(time.time())
        proper = {"iss": self.address, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": asked.get("nonce")}
        told = {key: value for key, value in (proper | self.person | self.claims).items() if value is not LEAVE_OUT}
        key = {"none": None, "HS256": "the public key, taken for a shared secret"}.get(self.algorithm)
        key = key_pair(self.signs_with) if self.algorithm.startswith("RS") else key
        return jwt.encode(told, key, algorithm=self.algorithm, headers={"kid": self.kid})


def _proves(asked: dict[str, str], given: dict[str, str]) -> bool:
    if "code_challenge" not in asked:
        return True
    digest = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
    is_proved = base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == asked["code_challenge"]
    return asked["code_challenge_method"] == "S256" and is_proved


class _Handler(Handler):
    provider: Provider

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/authorize":
            self.send_away(self.provider.consent(_flat(parts.query)))
        elif parts.path == "/.well-known/openid-configuration":
            self._say(200, self.provider.description())
        elif parts.path == "/keys":
            self._say(200, self.provider.keys())
        else:
            self.provider.userinfo_calls += 1
            self._say(200, {"sub": "somebody-else", "email": "victim@bank.example", "email_verified": True})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self._say(*self.provider.token(_flat(body)))

    def _say(self, status: int, content: Any) -> None:
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        self.say(status, "application/json", body)


def _flat(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query).items()}


@contextmanager
def started_provider() -> Iterator[Provider]:
    """Start a provider that the market need not know."""
    with listening() as server:
        provider = Provider(f"http://127.0.0.1:{server.server_port}")
        server.RequestHandlerClass = type("Handler", (_Handler,), {"provider": provider})
        yield provider


@contextmanager
def running_provider(settings: Any, key: str = "bank", name: str = "A bank", **traits: bool) -> Iterator[Provider]:
    """Start a provider and configure the market for it, as the environment would."""
    with started_provider() as provider:
        app = openid_app(key, name, provider.address, client=(CLIENT_ID, SECRET), **traits)
        settings.SOCIALACCOUNT_PROVIDERS = openid_providers(app)
        yield provider


def leave(client: Client, key: str = "bank", **query: str) -> str:
    """Click the button; return the provider's address that the browser is sent to."""
    answer = client.post(f"{reverse('openid_connect_login', args=[key])}?{urlencode(query)}")
    assert answer.status_code == 302
    return str(answer.url)


def agree(address: str) -> str:
    """Answer the provider's question; return the path of the market that the browser is sent back to."""
    back = requests.get(address, allow_redirects=False, timeout=5).headers["Location"]
    return back.removeprefix("http://testserver")


def sign_in(client: Client, key: str = "bank", **query: str) -> Any:
    """Go the whole way to the provider and back."""
    return client.get(agree(leave(client, key, **query)))
