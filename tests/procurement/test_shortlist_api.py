"""Shortlists for programs: the member's own, with the right scope."""

from __future__ import annotations

from django.test import Client
from rest_framework.test import APIClient

from catalogue.models import Offering
from procurement.canonical import digest_of
from tests.factories import make_member, make_token
from tests.procurement.freezing import freeze

API = "/api/v1/shortlists/"


def program(client: Client, *scopes: str) -> APIClient:
    """A program of the person who is signed in with this client."""
    found = APIClient()
    person = client.get("/en/account/profile/").wsgi_request.user
    found.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(person, *scopes)}")
    return found


def test_a_program_reads_what_the_export_says(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    reader = program(buyer, "shortlists")

    [one] = reader.get(API).json()["results"]
    assert (one["id"], one["digest"], one["title"]) == (str(shortlist.pk), shortlist.digest, "Monitoring")
    found = reader.get(f"{API}{shortlist.pk}/").json()
    assert found["sha256"] == shortlist.digest == digest_of(found["shortlist"])


def test_shortlists_of_others_and_what_is_none_do_not_exist(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    stranger = Client()
    stranger.force_login(make_member())
    reader = program(stranger, "shortlists")

    assert reader.get(API).json()["results"] == []
    assert reader.get(f"{API}{shortlist.pk}/").status_code == 404
    assert reader.get(f"{API}nothing/").status_code == 404


def test_a_token_without_the_scope_is_refused(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    reader = program(buyer, "read")

    assert reader.get(API).status_code == 403
    assert reader.get(f"{API}{shortlist.pk}/").status_code == 403
