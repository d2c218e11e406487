"""Signing in with a provider that others have written: oidc-provider-mock, as a process of its own."""

import json
import re
import subprocess
import sys
import time
from html import unescape
from urllib.parse import urlsplit

import pytest
import requests
from django.test import Client
from django.urls import reverse

from accounts.models import User
from finsec_market.embedded.ports import free_ports
from finsec_market.providers import openid_app, openid_providers
from tests.accounts.oidc_provider import leave

pytestmark = pytest.mark.django_db

ADA = {
    "sub": "ada-1", "email": "ada@bank.example", "email_verified": True, "given_name": "Ada", "family_name": "Member",
}  # fmt: skip
WORK = {"job_function": "Head of security", "affiliation": "A bank", "terms": "on"}


@pytest.fixture
def package(settings):
    [port] = free_ports(1)
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port)]
    with subprocess.Popen(
        [*command, "--user-claims", json.dumps(ADA)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        address = f"http://localhost:{port}"
        wait_for(f"{address}/.well-known/openid-configuration")
        settings.SOCIALACCOUNT_PROVIDERS = openid_providers(
            openid_app("bank", "A bank", address, client=("market", "secret"))
        )
        yield address
        process.terminate()


def wait_for(address):
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            return requests.get(address, timeout=5).raise_for_status()
        except requests.ConnectionError:
            time.sleep(0.1)
    raise AssertionError(f"{address} does not answer.")


def answer(client, choice):
    """Go to the provider's page, press one of its buttons and come back."""
    with requests.Session() as browser:
        address = leave(client)
        page = browser.get(address, timeout=10)
        back = browser.post(address, data=choice, allow_redirects=False, timeout=10)
    assert page.status_code == 200
    place = urlsplit(unescape(back.headers["Location"]))
    return client.get(f"{place.path}?{place.query}")


def test_a_newcomer_registers_and_comes_back_by_one_click(package):
    client = Client()
    completion = answer(client, {"sub": "ada-1"})
    client.post(completion.url, WORK)
    again = Client()

    back = answer(again, {"sub": "ada-1"})

    assert re.search("signup", completion.url)
    assert User.objects.get().email == "ada@bank.example"
    assert back.url == reverse("demos:run-list")
    assert again.get(reverse("accounts:profile")).status_code == 200


def test_its_refusal_which_names_no_sign_in_is_a_calm_page(package):
    # The package leaves the state out of a refusal, so it could be anybody's.
    back = answer(Client(), {"action": "deny"})

    assert back.status_code == 401
    assert f'href="{reverse("account_login")}"' in back.content.decode()
    assert not User.objects.exists()
