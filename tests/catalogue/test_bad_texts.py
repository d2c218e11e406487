"""What providers and editors may have written, wherever it is shown: markup, script, marks that cannot be seen."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from defusedxml import ElementTree
from django.conf import settings
from django.test import Client
from django.urls import reverse

from catalogue.models import CountryPrice, Media, Offering, Provider, Term
from tests.catalogue.listings import make_document, make_offering, make_provider, make_term
from tests.catalogue.revising import opened, page, save
from tests.catalogue.saving import LIST
from tests.catalogue.saving import save as save_favourite
from tests.clock import at_once
from tests.factories import make_member, make_token, signed_in

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in settings.LANGUAGES]
MARKUP = '</script><script>alert("evil")</script>\'"><img src=x onerror=alert(1)> {{ 7*7 }} {% now "Y" %} Marker'
UNSEEN = "\u202e\u2066\u200b\ufeff Marker \u200d\u2069\u00ad"
CONTROLS = "\x01\x0b\x1b Marker \x1f\x7f\ufffe\uffff"
ODD = {"markup": MARKUP, "unseen": UNSEEN, "controls": CONTROLS}
MOST = 40  # characters of the shortest field of some rows


def texts(model: type[Any], odd: str, names: str) -> dict[str, Any]:
    """The texts of these fields in each language."""
    return {f"{name}_{code}": odd for name in names.split() for code in LANGUAGES}


@pytest.fixture(params=ODD.values(), ids=ODD)
def odd(request: pytest.FixtureRequest) -> str:
    """A catalogue of two offerings in which every text of every table holds such characters."""
    odd = str(request.param)
    for vocabulary in ("kinds", "audiences", "domains", "stages", "standards", "deployments", "sectors"):
        make_term(vocabulary, "odd", odd, **texts(Term, odd, "help"))
    provider = make_provider(
        "gates", name=odd, short_name=odd[-MOST:], **texts(Provider, odd, "summary description"), country="GR"
    )
    lists = ("tags", "sectors", "standards", "deployment", "languages", "related")
    facts = {name: [odd[:60]] for name in lists}
    for slug in ("watch", "ward"):
        offering = make_offering(
            slug, provider, version=odd[:MOST], audience=["banks"], amount="5", currency="EUR", price_model="one-off",
            **facts, **texts(Offering, odd, "title summary description features components access contact_note"),
            **{f"for_whom_{code}": {"banks": odd} for code in LANGUAGES},
        )  # fmt: skip
        make_document(offering, name=odd, **texts(Media, odd, "alt title caption"))
        CountryPrice.objects.create(offering=offering, country="CH", amount="6", currency="CHF")
    return odd


PAGES = [
    f"/{code}/{rest}"
    for code in ("en", "el")
    for rest in (
        "catalogue/", "catalogue/?q=marker", "catalogue/?q=markre", "catalogue/watch/",
        "catalogue/compare/?offering=watch&offering=ward", "catalogue/compare/?add=marker", "providers/",
        "providers/gates/", "search/?q=marker", "search/?q=marker&section=provider", "search/?q=markre", "solutions/",
        "services/",
    )
]  # fmt: skip


@pytest.mark.usefixtures("odd")
def test_every_page_shows_it_as_text(client: Client) -> None:
    for address in PAGES:
        is_harmless(client, address)
    save_favourite(client)
    for address in (LIST, "/en/catalogue/ward/favourite/"):
        is_harmless(client, address)


def is_harmless(client: Client, address: str) -> None:
    client.get(address)
    # Pages of the administration are long: how many other processes run beside does not count.
    response = at_once(lambda: client.get(address), clock=time.process_time)

    assert response.status_code == 200
    body = response.content.decode()
    assert "<script>alert" not in body
    assert "<img src=x" not in body
    assert " 49 " not in body


@pytest.mark.usefixtures("odd")
def test_the_atom_feed_is_well_formed(client: Client) -> None:
    response = client.get("/el/catalogue/feed.atom")

    entries = ElementTree.fromstring(response.content).findall("{http://www.w3.org/2005/Atom}entry")
    assert ["Marker" in entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in entries] == [True, True]


FOR_PROGRAMS = [
    "/en/catalogue/feed.json", "/api/v1/offerings/", "/api/v1/offerings/watch/", "/api/v1/providers/",
    "/api/v1/search/?q=marker", "/en/search/suggestions/?q=mark",
]  # fmt: skip


@pytest.mark.usefixtures("odd")
def test_programs_get_what_was_written(client: Client) -> None:
    for address in FOR_PROGRAMS:
        response = client.get(address)

        assert response.status_code == 200
        assert "json" in response["Content-Type"]
        assert response["X-Content-Type-Options"] == "nosniff"
        assert any("marker" in text.casefold() for text in strings(response.json())), address


def strings(told: Any) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    for one in told.values() if isinstance(told, dict) else told if isinstance(told, list) else ():
        yield from strings(one)


@pytest.mark.usefixtures("odd")
def test_a_program_gets_its_favourites(client: Client) -> None:
    headers = {"Authorization": f"Bearer {make_token(make_member())}"}
    made = client.post("/api/v1/favourites/", {"offering": "watch", "note": MARKUP}, headers=headers)

    assert made.status_code == 201, made.content
    assert client.get("/api/v1/favourites/", headers=headers).json()


def test_the_administration_shows_it_as_text(odd: str) -> None:
    administrator = signed_in(make_member(is_staff=True, is_superuser=True))
    offering = Offering.objects.get(slug="watch")
    save(administrator, offering, title_en="Other", comment=odd)

    for name in ("offering", "provider", "term"):
        is_harmless(administrator, reverse(f"admin:catalogue_{name}_changelist"))
    for name, *parts in (["change"], ["history"], ["revision", 1], ["restore", 1]):
        is_harmless(administrator, page(offering, name, *parts))
    is_harmless(administrator, f"{page(offering, 'compare')}?from=1&to=live")


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_a_form_takes_it_or_says_at_which_field_it_does_not(client: Client, text: str) -> None:
    administrator = signed_in(make_member(is_staff=True, is_superuser=True))
    offering = make_offering()
    names = "title summary description features components access contact_note"

    response = save(administrator, offering, **texts(Offering, text, names))

    assert response.status_code == 302, response.context["adminform"].form.errors
    is_harmless(client, "/el/catalogue/watch/")
    assert client.get("/el/catalogue/feed.atom").status_code == 200


@pytest.mark.parametrize("name", ["title_en", "description_el", "for_whom_en", "slug", "comment"])
def test_ten_megabytes_in_a_form_are_refused_at_once(name: str) -> None:
    administrator = signed_in(make_member(is_staff=True, is_superuser=True))
    offering = make_offering()
    sent = opened(administrator, offering) | {name: "α" * 5_000_000}

    response = at_once(lambda: administrator.post(page(offering), sent))

    assert response.status_code in (400, 413)
    assert Offering.objects.get().title_en == "Watch"


def test_ten_megabytes_for_programs_and_notes_are_refused_at_once(client: Client) -> None:
    make_offering()
    headers = {"Authorization": f"Bearer {make_token(make_member())}"}
    sent = {"offering": "watch", "note": "α" * 5_000_000}
    save_favourite(client)
    content = json.dumps(sent)

    program = at_once(
        lambda: client.post("/api/v1/favourites/", content, content_type="application/json", headers=headers)
    )
    page_ = at_once(lambda: client.post("/en/catalogue/watch/favourite/note/", {"note": sent["note"]}))

    assert (program.status_code, page_.status_code) == (400, 400)
