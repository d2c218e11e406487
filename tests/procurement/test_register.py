"""The extract for the register of information, from what the staff entered to the files."""

from __future__ import annotations

import csv
import io
from typing import Any
from zipfile import ZipFile

import pytest
from django.test import Client

from audit.models import AuditEntry
from catalogue.models import Offering
from procurement.models import LegalEntity, ServiceFacts, Shortlist, Subcontractor
from procurement.register.rows import rows_of
from procurement.register.templates import TEMPLATES, From
from tests.catalogue.listings import make_offering, make_provider
from tests.catalogue.revising import read
from tests.factories import make_member, signed_in
from tests.procurement.freezing import freeze
from tests.procurement.stating import LEI, PARENT, add, entity, facts, subcontractor

pytestmark = pytest.mark.django_db

CODES = {
    "B_02.01": 5, "B_02.02": 18, "B_05.01": 12, "B_05.02": 7, "B_07.01": 12,
}  # fmt: skip


@pytest.fixture
def stated(staff: Client, watch: Offering) -> Offering:
    """An offering whose provider has stated everything, with a chain of two subcontractors."""
    assert add(staff, "legalentity", **entity(watch)).status_code == 302
    assert add(staff, "servicefacts", **facts(watch)).status_code == 302
    assert add(staff, "subcontractor", **subcontractor(watch)).status_code == 302
    second = subcontractor(
        watch, rank=3, recipient=Subcontractor.objects.get().pk, legal_name="Racks NV", country="NL",
        lei="7LTWFZYICNSX8D621K86", other_code="", other_code_type="",
    )  # fmt: skip
    assert add(staff, "subcontractor", **second).status_code == 302
    return watch


def table(client: Client, shortlist: Shortlist, code: str) -> list[dict[str, str]]:
    answer = client.get(f"/en/procurement/shortlists/{shortlist.pk}/register/{code.lower()}.csv/")
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


# The columns


@pytest.mark.parametrize(("code", "number"), CODES.items())
def test_each_template_has_the_published_columns(code: str, number: int) -> None:
    assert [column.code for column in TEMPLATES[code].columns] == [f"c{10 * one:04}" for one in range(1, number + 1)]


@pytest.mark.parametrize("code", CODES)
def test_what_the_institution_fills_stays_empty(buyer: Client, stated: Offering, code: str) -> None:
    rows = table(buyer, freeze(buyer, "watch"), code)

    assert rows
    for column in TEMPLATES[code].columns:
        if column.source == From.INSTITUTION:
            assert {row[column.code] for row in rows} == {""}, column


@pytest.mark.parametrize("code", CODES)
def test_what_the_market_fills_is_there_somewhere(buyer: Client, stated: Offering, code: str) -> None:
    rows = table(buyer, freeze(buyer, "watch"), code)

    for column in TEMPLATES[code].columns:
        # The second code of one company: none here has two.
        if column.source != From.INSTITUTION and (code, column.code) not in {
            ("B_05.01", "c0030"),
            ("B_05.01", "c0040"),
        }:
            assert any(row[column.code] for row in rows), column


# The rows


def test_a_service_has_a_row_for_each_combination_of_countries(buyer: Client, stated: Offering) -> None:
    rows = table(buyer, freeze(buyer, "watch"), "B_02.02")

    assert {(row["c0060"], row["c0130"], row["c0150"], row["c0160"]) for row in rows} == {
        (f"eba_TA:{service}", "eba_GA:CH", f"eba_GA:{country}", "eba_GA:IE")
        for service in ("S04", "S19")
        for country in ("CH", "DE")
    }
    assert len(rows) == 4
    assert {(row["c0030"], row["c0040"], row["c0140"]) for row in rows} == {(LEI, "eba_qCO:qx2000", "eba_BT:x28")}


def test_providers_and_subcontractors_stand_in_it_once(buyer: Client, staff: Client, stated: Offering) -> None:
    make_offering("other", stated.lead)
    add(staff, "subcontractor", **subcontractor(Offering.objects.get(slug="other")))

    rows = table(buyer, freeze(buyer, "watch", "other"), "B_05.01")

    assert [(row["c0010"], row["c0020"], row["c0050"], row["c0080"]) for row in rows] == [
        (LEI, "eba_qCO:qx2000", "Gates AG", "eba_GA:CH"),
        ("IECRO.1", "eba_qCO:qx2002", "Clouds Ltd", "eba_GA:IE"),
        ("7LTWFZYICNSX8D621K86", "eba_qCO:qx2000", "Racks NV", "eba_GA:NL"),
    ]
    assert (rows[0]["c0110"], rows[0]["c0120"], rows[0]["c0070"]) == (PARENT, "eba_qCO:qx2000", "eba_CT:x212")


def test_the_chain_names_ranks_and_recipients(buyer: Client, stated: Offering) -> None:
    rows = table(buyer, freeze(buyer, "watch"), "B_05.02")

    assert [(row["c0020"], row["c0030"], row["c0050"], row["c0060"], row["c0070"]) for row in rows] == [
        ("eba_TA:S04", LEI, "1", "", ""),
        ("eba_TA:S19", LEI, "1", "", ""),
        ("eba_TA:S19", "IECRO.1", "2", LEI, "eba_qCO:qx2000"),
        ("eba_TA:S19", "7LTWFZYICNSX8D621K86", "3", "IECRO.1", "eba_qCO:qx2002"),
    ]


def test_substitutability_is_proposed_with_its_reason(buyer: Client, stated: Offering) -> None:
    rows = table(buyer, freeze(buyer, "watch"), "B_07.01")

    assert {(row["c0050"], row["c0060"]) for row in rows} == {("eba_ZZ:x960", "eba_ZZ:x964")}


def test_the_reference_ties_the_templates_together(buyer: Client, stated: Offering) -> None:
    shortlist = freeze(buyer, "watch")

    references = {row["c0010"] for code in CODES if code != "B_05.01" for row in table(buyer, shortlist, code)}

    assert references == {f"FM-{shortlist.digest[:8].upper()}-01"}


def test_the_zip_has_all_templates(buyer: Client, stated: Offering) -> None:
    shortlist = freeze(buyer, "watch")

    answer = buyer.get(f"/en/procurement/shortlists/{shortlist.pk}/register/register.zip/")

    names = ZipFile(io.BytesIO(answer.content)).namelist()
    assert names == [f"{code.lower()}.csv" for code in CODES]


def test_an_offering_of_which_nothing_is_stated_says_what_is_missing(buyer: Client, watch: Offering) -> None:
    shortlist = freeze(buyer, "watch")

    assert len(table(buyer, shortlist, "B_02.02")) == 1
    assert table(buyer, shortlist, "B_05.01") == []
    page = read(buyer.get(f"/en/procurement/shortlists/{shortlist.pk}/register/"))
    assert "legal identity, type of ICT service and locations of data" in page


def test_an_offering_withdrawn_since_is_left_out_and_named(buyer: Client, stated: Offering) -> None:
    make_offering("other", make_provider("others"))
    shortlist = freeze(buyer, "watch", "other")
    Offering.objects.filter(slug="watch").update(state="withdrawn")

    assert [row["c0010"][-2:] for row in table(buyer, shortlist, "B_02.01")] == ["02"]
    assert "and left out: watch." in read(buyer.get(f"/en/procurement/shortlists/{shortlist.pk}/register/"))


def test_the_register_of_somebody_else_does_not_exist(buyer: Client, stated: Offering, staff: Client) -> None:
    shortlist = freeze(buyer, "watch")

    for name in ("", "b_05.01.csv/", "register.zip/"):
        assert staff.get(f"/en/procurement/shortlists/{shortlist.pk}/register/{name}").status_code == 404
    assert buyer.get(f"/en/procurement/shortlists/{shortlist.pk}/register/b_01.01.csv/").status_code == 404


def test_the_number_of_statements_does_not_grow(
    buyer: Client, stated: Offering, django_assert_max_num_queries: Any
) -> None:
    slugs = [make_offering(f"offering-{number}", make_provider(f"p-{number}")).slug for number in range(10)]
    shortlist = freeze(buyer, "watch", *slugs)

    with django_assert_max_num_queries(10):
        table(buyer, shortlist, "B_05.02")


# What contradicts itself is refused


@pytest.mark.parametrize(
    ("model", "wrong", "sentence"),
    [
        ("legalentity", {"lei": LEI[:-1] + "4"}, "The check digits do not fit"),
        ("legalentity", {"lei": LEI.lower()}, "in capital letters"),
        ("legalentity", {"parent_lei": LEI[:-1]}, "has 20 characters, and this has 19"),
        ("legalentity", {"other_code": "1"}, "Give the code and its type"),
        ("legalentity", {"country": "XX"}, "not one of the available choices"),
        ("legalentity", {"data_locations": "Germany"}, "Germany is not one of the available choices"),
        ("servicefacts", {"services": ""}, "This field is required"),
        ("servicefacts", {"services": "S04,S20"}, "S20 is not one of the available choices"),
        ("servicefacts", {"services": "S01,S02,S03,S04"}, "no more than 3"),
        ("servicefacts", {"stores_data": "false"}, "It is said to store no data"),
        ("servicefacts", {"reason": ""}, "Say why it cannot be substituted"),
        ("servicefacts", {"substitutability": "easy"}, "Leave it empty"),
        ("subcontractor", {"rank": 1}, "the provider itself has rank 1"),
        ("subcontractor", {"rank": 3}, "Say which subcontractor receives"),
        ("subcontractor", {"rank": 99}, "Ranks go from 2 to 9"),
        ("subcontractor", {"other_code_type": ""}, "Give the code and its type"),
    ],
)
def test_what_contradicts_itself_gets_a_sentence(
    staff: Client, watch: Offering, model: str, wrong: dict[str, Any], sentence: str
) -> None:
    made = {"legalentity": entity, "servicefacts": facts, "subcontractor": subcontractor}[model]

    answer = add(staff, model, **made(watch, **wrong))

    assert answer.status_code == 200
    assert sentence in read(answer)
    assert not any(one.objects.exists() for one in (LegalEntity, ServiceFacts, Subcontractor))


def test_a_recipient_of_another_offering_is_refused(staff: Client, stated: Offering) -> None:
    other = make_offering("other", make_provider("others"))
    first = Subcontractor.objects.get(rank=2)

    answer = add(staff, "subcontractor", **subcontractor(other, rank=3, recipient=first.pk))

    assert "one of the same offering, one rank lower" in read(answer)


def test_an_offering_with_a_chain_can_be_deleted(stated: Offering) -> None:
    stated.delete()

    assert not Subcontractor.objects.exists()


def test_each_statement_is_on_record(staff: Client, watch: Offering) -> None:
    add(staff, "legalentity", **entity(watch))

    entry = AuditEntry.objects.get(table="procurement_legalentity")
    assert entry.after["lei"] == LEI
    assert entry.actor


def test_a_member_without_the_right_cannot_state_anything(watch: Offering) -> None:
    client = signed_in(make_member(is_staff=True))

    assert add(client, "legalentity", **entity(watch)).status_code == 403
    assert not LegalEntity.objects.exists()


def test_no_rows_come_of_no_offerings() -> None:
    assert all(rows_of(code, []) == [] for code in CODES)
