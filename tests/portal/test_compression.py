"""Pages are sent compressed, files as they are."""

from __future__ import annotations

import gzip
import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

pytestmark = pytest.mark.django_db

KEPT, WITH_A_FORM, MADE = "/en/about/", "/en/", "/en/account/login/"


def compressed(client: Client, address: str, **headers: str) -> Any:
    return client.get(address, headers={"accept-encoding": "gzip, deflate, br", **headers})


def words(html: bytes) -> str:
    return re.sub('(?<=name="csrfmiddlewaretoken" value=")[^"]*', "", html.decode())


@pytest.mark.parametrize("address", [KEPT, WITH_A_FORM, MADE])
def test_a_page_is_compressed_for_who_takes_it(client: Client, address: str) -> None:
    plain = client.get(address)

    for _time in range(2):
        sent = compressed(Client(), address)

        assert sent.headers["Content-Encoding"] == "gzip"
        assert sent.headers["Content-Length"] == str(len(sent.content))
        assert len(sent.content) < len(plain.content) / 2
        assert words(gzip.decompress(sent.content)) == words(plain.content)


@pytest.mark.parametrize("address", [KEPT, WITH_A_FORM, MADE])
def test_caches_are_told_that_there_are_two_forms_of_a_page(client: Client, address: str) -> None:
    for response in (client.get(address), compressed(client, address)):
        assert "Accept-Encoding" in response.headers["Vary"]


def test_who_takes_nothing_compressed_gets_it_plain_whatever_was_asked_before(client: Client) -> None:
    compressed(client, KEPT)

    response = client.get(KEPT)

    assert "Content-Encoding" not in response.headers
    assert b"</html>" in response.content
    assert response.headers["Content-Length"] == str(len(response.content))


def test_who_has_a_compressed_copy_is_told_that_it_is_still_right(client: Client) -> None:
    tag = compressed(client, KEPT).headers["ETag"]

    again = compressed(client, KEPT, **{"if-none-match": tag})

    assert (again.status_code, again.content) == (304, b"")


def test_a_form_of_a_compressed_page_can_be_sent() -> None:
    client = Client(enforce_csrf_checks=True)
    page = gzip.decompress(compressed(client, WITH_A_FORM).content).decode()
    token = re.findall('name="csrfmiddlewaretoken" value="(.*?)"', page)[0]

    response = client.post(reverse("account_login"), {"csrfmiddlewaretoken": token})

    assert response.status_code != 403


def test_a_file_arrives_as_it_is(client: Client) -> None:
    call_command("store_samples", stdout=StringIO())

    response = compressed(client, reverse("demos:sample-file", args=["payment-flows"]))

    assert response.status_code == 200
    assert "Content-Encoding" not in response.headers
