"""Offerings that are close to another one stand on its page."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.catalogue.listings import make_offering

pytestmark = pytest.mark.django_db


def test_offerings_with_most_in_common_are_related(client: Client) -> None:
    make_offering("watch", domains=["cyber", "physical"], sectors=["banking"])
    make_offering("twin", domains=["cyber", "physical"], sectors=["banking"])
    make_offering("cousin", domains=["cyber"])
    make_offering("stranger", domains=["privacy"], sectors=["insurance"])
    make_offering("hidden", domains=["cyber", "physical"], state="draft")

    related = client.get("/en/catalogue/watch/").content.decode().split('id="related"')[1].split("</section>")[0]

    assert re.findall(r'href="/en/catalogue/([a-z]+)/"', related) == ["twin", "cousin"]


def test_what_the_provider_names_comes_first_and_once(client: Client) -> None:
    make_offering("watch", domains=["cyber"], related=["named"])
    make_offering("near", domains=["cyber"])
    make_offering("named", domains=["cyber"])

    related = client.get("/en/catalogue/watch/").content.decode().split('id="related"')[1].split("</section>")[0]

    assert re.findall(r'href="/en/catalogue/([a-z]+)/"', related) == ["named", "near"]


def test_they_cost_one_statement_however_many_there_are(client: Client) -> None:
    lead = make_offering("watch", domains=["cyber"]).lead
    client.cookies["another"] = "a visitor whose pages are not kept"
    client.get("/en/catalogue/watch/")
    with CaptureQueriesContext(connection) as alone:
        client.get("/en/catalogue/watch/")
    for number in range(12):
        make_offering(f"near-{number}", lead, domains=["cyber"])

    with CaptureQueriesContext(connection) as many:
        body = client.get("/en/catalogue/watch/").content.decode()

    assert len(many) == len(alone)
    assert len(set(re.findall(r'href="/en/catalogue/(near-\d+)/"', body))) == 4
