"""Freezing offerings: what is kept, and what is refused."""

from __future__ import annotations

import csv
import io
import json
import re

import pypdf
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from catalogue.models import CountryPrice, Favourite, Offering, Rate
from common.errors import DomainError
from procurement.canonical import digest_of
from procurement.models import Certificate, LegalEntity, Shortlist
from procurement.models.shortlists import MOST_OFFERINGS, MOST_SHORTLISTS
from publishing.models import Revision
from tests.catalogue.listings import make_offering
from tests.catalogue.rates import days_ago
from tests.factories import make_member, signed_in
from tests.procurement.freezing import NEW, document, exported, freeze, send
from tests.procurement.statements import make_statements

pytestmark = pytest.mark.django_db


# What is kept


def test_an_offering_is_frozen_to_its_present_revision(buyer: Client, watch: Offering) -> None:
    frozen = document(buyer, freeze(buyer, "watch"))["shortlist"]

    newest = Revision.objects.of(watch).latest("number")
    [one] = frozen["offerings"]
    assert (one["revision"]["number"], one["revision"]["sha256"]) == (newest.number, newest.digest)
    assert one["state"] == newest.values
    assert one["providers"] == [{"slug": "gates", "name": "Gates AG", "country": "CH", "lei": ""}]
    assert one["url"].endswith("/catalogue/watch/")


def test_a_change_afterwards_does_not_reach_what_is_frozen(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    before = exported(buyer, shortlist)

    Offering.objects.update(title_en="Something else", amount="9.00")

    assert exported(buyer, shortlist) == before


def test_prices_are_kept_with_the_rate_that_was_used(buyer: Client, watch: Offering) -> None:
    Rate.objects.create(currency="CHF", day=days_ago(1), per_euro="0.96")

    frozen = document(buyer, freeze(buyer, "watch"))["shortlist"]

    [one] = frozen["offerings"]
    day = days_ago(1).isoformat()
    assert one["price"] == {
        "model": "subscription", "amount": "1200.00", "currency": "CHF", "country": "",
        "about": {"amount": "1250.00", "currency": "EUR", "day": day},
    }  # fmt: skip
    assert frozen["rates"] == {
        "source": "European Central Bank", "quoted": {"CHF": {"day": day, "per_euro": "0.960000"}},
    }  # fmt: skip


def test_certificates_and_identifiers_are_kept_as_they_were(buyer: Client, watch: Offering) -> None:
    make_statements(watch)
    LegalEntity.objects.update(lei="529900T8BM49AURSDO55")
    shortlist = freeze(buyer, "watch")

    Certificate.objects.all().delete()

    [one] = document(buyer, shortlist)["shortlist"]["offerings"]
    assert one["certificates"] == [
        {
            "standard": "ISO/IEC 27001:2022", "issuer": "Seal GmbH", "number": "", "valid_from": "2026-11-22",
            "valid_until": None, "sha256": "",
        }
    ]  # fmt: skip
    assert one["providers"][0]["lei"] == "529900T8BM49AURSDO55"
    text = text_of_pdf(exported(buyer, shortlist, "pdf"))
    assert "ISO/IEC 27001:2022, Seal GmbH" in text
    assert "LEI 529900T8BM49AURSDO55" in text


def test_the_price_for_the_wanted_country_counts(buyer: Client, watch: Offering) -> None:
    CountryPrice.objects.create(offering=watch, country="AT", amount="900.00", currency="EUR")

    [one] = document(buyer, freeze(buyer, "watch", country="AT"))["shortlist"]["offerings"]

    assert (one["price"]["amount"], one["price"]["country"], one["price"]["about"]) == ("900.00", "AT", None)


def test_favourites_are_offered_and_other_addresses_are_added(watch: Offering) -> None:
    member, client = make_member(), Client()
    client.force_login(member)
    Favourite.objects.create(person=member, offering=watch)
    make_offering("other")

    assert 'value="watch"' in client.get(NEW).content.decode()
    shortlist = freeze(client, "https://market.example/de/catalogue/other/?currency=CHF", "watch", offerings=["watch"])

    assert [item.slug for item in shortlist.items.all()] == ["watch", "other"]


def test_an_address_chooses_what_is_frozen(buyer: Client, watch: Offering) -> None:
    body = buyer.get(f"{NEW}?offering=watch&offering=%00").content.decode()

    assert re.search(r"<textarea[^>]*name=\"more\"[^>]*>\s*watch</textarea>", body)


# The exports


def test_the_json_export_has_the_digest_of_its_content_in_canonical_form(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch", title="Überwachung 監視 😀")

    content = exported(buyer, shortlist)

    found = json.loads(content)
    assert found["sha256"] == shortlist.digest == digest_of(found["shortlist"])
    assert content.startswith(b'{"sha256":"')


@pytest.mark.parametrize("kind", ["json", "csv", "pdf"])
def test_every_export_names_the_digest_and_nobody(buyer: Client, watch: Offering, kind: str) -> None:
    shortlist = freeze(buyer, "watch")

    content = exported(buyer, shortlist, kind)
    text = text_of_pdf(content) if kind == "pdf" else content.decode("utf-8-sig")

    assert shortlist.digest in text.replace("\u200b", "").replace("\n", "")
    assert "Buyermarker" not in text
    assert shortlist.owner.email not in text


def text_of_pdf(content: bytes) -> str:
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages).replace("\u200b", "")


def test_the_pdf_says_what_was_frozen(buyer: Client, watch: Offering) -> None:
    Rate.objects.create(currency="CHF", day=days_ago(1), per_euro="0.96")

    text = re.sub(r"\s+", " ", text_of_pdf(exported(buyer, freeze(buyer, "watch", note="For the file."), "pdf")))

    for part in ("Monitoring", "For the file.", "1. Watch", "Gates AG (Switzerland)", "CHF", "1,250.00", "0.96"):
        assert part in text, part


def test_the_csv_has_a_line_for_each_offering_and_no_formulas(buyer: Client, watch: Offering) -> None:
    make_offering("other", title_en="=SUM(A1)")

    rows = list(
        csv.DictReader(io.StringIO(exported(buyer, freeze(buyer, "watch", "other"), "csv").decode("utf-8-sig")))
    )

    assert [row["offering"] for row in rows] == ["watch", "other"]
    assert rows[1]["title"] == "'=SUM(A1)"
    assert rows[0]["amount"] == "1200.00"


def test_there_are_no_other_exports(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")

    assert buyer.get(f"/en/procurement/shortlists/{shortlist.pk}/export/exe/").status_code == 404


# What is refused


def refused(client: Client, *slugs: str, **more: object) -> str:
    answer = send(client, *slugs, **more)
    assert answer.status_code == 422
    assert not Shortlist.objects.exists()
    return answer.content.decode()


def test_a_shortlist_of_nothing_is_refused(buyer: Client) -> None:
    assert "Choose at least one offering." in refused(buyer)


def test_a_thousand_offerings_are_refused_with_the_number(buyer: Client, watch: Offering) -> None:
    body = refused(buyer, *(f"offering-{number}" for number in range(1_000)))

    assert f"at most {MOST_OFFERINGS} offerings, and you chose 1000" in body
    assert "offering-999" in body


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_what_is_not_published_is_named(buyer: Client, watch: Offering, state: str) -> None:
    make_offering("secret", state=state)

    assert "or no longer: secret." in refused(buyer, "watch", "secret")


@pytest.mark.parametrize("more", ["ΰ", "a" * 5_000, "<b>", "'; drop", "🙂", "\\x00"], ids=range(6))
def test_odd_addresses_are_named_and_nothing_else_happens(buyer: Client, more: str) -> None:
    assert "These are not in the catalogue" in refused(buyer, more)


def test_a_character_that_no_text_holds_is_refused(buyer: Client) -> None:
    assert "Null characters are not allowed." in refused(buyer, "watch\0")


def test_an_unknown_currency_is_refused(buyer: Client, watch: Offering) -> None:
    assert "Select a valid choice." in refused(buyer, "watch", currency="XXX")


def test_the_number_of_shortlists_ends_with_a_sentence(
    buyer: Client, watch: Offering, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert MOST_SHORTLISTS >= 100
    monkeypatch.setattr("procurement.services.shortlists.MOST_SHORTLISTS", 1)
    freeze(buyer, "watch")

    answer = send(buyer, "watch")

    assert answer.status_code == DomainError.status
    assert Shortlist.objects.count() == 1


def test_the_number_of_statements_does_not_grow(buyer: Client, watch: Offering) -> None:
    slugs = [make_offering(f"offering-{number}").slug for number in range(12)]
    freeze(buyer, *slugs)  # each offering gets its first revision

    with CaptureQueriesContext(
        connection,
    ) as few:
        freeze(buyer, *slugs[:2])
    with CaptureQueriesContext(connection) as many:
        freeze(buyer, *slugs)

    assert len(many) == len(few)


# Whose it is


def test_a_shortlist_of_somebody_else_does_not_exist(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")
    stranger = signed_in(make_member(is_staff=True, is_superuser=True))
    address = f"/en/procurement/shortlists/{shortlist.pk}/"

    assert stranger.get(address).status_code == 404
    assert stranger.get(f"{address}export/json/").status_code == 404
    assert stranger.post(f"{address}remove/").status_code == 404
    assert str(shortlist.pk) not in stranger.get("/en/procurement/shortlists/").content.decode()
    assert Shortlist.objects.get().owner


def test_the_owner_finds_it_on_the_list(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")

    assert str(shortlist.pk) in buyer.get("/en/procurement/shortlists/").content.decode()
    assert shortlist.digest in buyer.get(f"/en/procurement/shortlists/{shortlist.pk}/").content.decode()


@pytest.mark.parametrize(
    "change",
    ["digest = repeat('a', 64)", "frozen_at = now()", "title = 'Another'", "document = '{}'"],
)
def test_the_database_refuses_to_change_what_is_frozen(buyer: Client, watch: Offering, change: str) -> None:
    freeze(buyer, "watch")

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE procurement_shortlist SET {change}")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE procurement_shortlistitem SET number = number + 1")
