"""The keys that sign: given by the environment, replaced without anybody being signed out."""

import pytest
from allauth.core.internal import jwkkit
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.exceptions import ImproperlyConfigured

from finsec_market.embedded import keys
from finsec_market.identity import signing_keys
from tests.accounts.relying_party import make_service, sign_in
from tests.factories import signed_in


@pytest.fixture(scope="module")
def two_keys():
    return keys.signing_key(), keys.signing_key()


def pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def test_without_a_key_there_is_none():
    assert signing_keys("") == signing_keys("\n") == []


@pytest.mark.parametrize(
    "text",
    [
        "a word",
        "-----BEGIN PRIVATE KEY-----\nMEOW\n-----END PRIVATE KEY-----",
        pem(ec.generate_private_key(ec.SECP256R1())),
        pem(rsa.generate_private_key(65537, 1024)),
    ],
    ids=["no key", "half a key", "another kind", "a short one"],
)
def test_what_is_no_proper_key_stops_the_start_without_being_repeated(text):
    with pytest.raises(ImproperlyConfigured, match="OPENID_SIGNING_KEYS") as refusal:
        signing_keys(text)
    assert "MEOW" not in str(refusal.value)
    assert refusal.value.__cause__ is None


@pytest.mark.django_db
def test_the_first_key_signs_and_all_are_published(settings, member, two_keys):
    browser, service = signed_in(member), make_service()
    old, new = two_keys
    settings.IDP_OIDC_PRIVATE_KEYS = signing_keys(old + new)
    sign_in(browser, service)
    signed_before = service.tokens["id_token"]

    settings.IDP_OIDC_PRIVATE_KEYS = signing_keys(new + old)
    sign_in(browser, service)

    assert service.verified(signed_before)["sub"] == service.verified(service.tokens["id_token"])["sub"]
    settings.IDP_OIDC_PRIVATE_KEYS = signing_keys(new)
    assert service.verified(service.tokens["id_token"])
    with pytest.raises(ValueError, match="not enough values"):
        service.verified(signed_before)


def test_a_process_reads_a_key_once(two_keys):
    old, new = two_keys

    assert jwkkit.load_pem(old) is jwkkit.load_pem(old)
    assert jwkkit.load_jwk_from_pem(old)[0] != jwkkit.load_jwk_from_pem(new)[0]


def test_an_installation_makes_its_key_once(tmp_path):
    first = keys.read_or_make(tmp_path, "openid-signing-keys", keys.signing_key)

    assert keys.read_or_make(tmp_path, "openid-signing-keys", keys.signing_key) == first
    assert len(signing_keys(first)) == 1
    assert (tmp_path / "openid-signing-keys").stat().st_mode & 0o777 == 0o600
