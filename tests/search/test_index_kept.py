"""The index is kept by the database, whoever writes and however; a checker proves it."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client

from catalogue.models import Offering, OfferingProvider, Provider, Term
from tests.catalogue.listings import make_offering, make_provider, make_term

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages() -> None:
    call_command("index_pages", stdout=StringIO())


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def agrees() -> bool:
    out = StringIO()
    call_command("check_search", stdout=out)
    return "agrees" in out.getvalue()


def found(client: Client, query: str, language: str = "en") -> list[str]:
    answer = client.get("/api/v1/search/", {"q": query, "section": "offering"}, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return [hit["key"] for hit in answer.json()["results"]]


def test_a_new_offering_is_found_at_once(client: Client) -> None:
    make_offering("gate-watch", title_de="Torwache")

    assert found(client, "gates") == ["gate-watch"]
    assert found(client, "Torwachen", "de") == ["gate-watch"]
    assert agrees()


def test_what_is_changed_in_bulk_is_found_by_its_new_words_only(client: Client) -> None:
    for number in range(20):
        make_offering(f"lamp-{number}")

    Offering.objects.filter(slug__lt="lamp-15").update(title_en="Lantern", title_fr="Lanterne")

    assert len(found(client, "lantern")) == 7
    assert len(found(client, "lanternes", "fr")) == 7
    assert len(found(client, "lamp")) == 13
    assert agrees()


def test_raw_statements_tell_the_index(client: Client) -> None:
    for number in range(4):
        make_offering(f"lamp-{number}", description_en="It is about turnips.")

    sql("UPDATE catalogue_offering SET description_el = 'Για τη φύλαξη', title_el = 'Λύχνος' WHERE slug = 'lamp-1'")
    sql("DELETE FROM catalogue_offeringprovider")
    sql("DELETE FROM catalogue_offering WHERE slug IN ('lamp-2', 'lamp-3')")

    assert found(client, "λυχνος", "el") == ["lamp-1"]
    assert set(found(client, "turnips")) == {"lamp-0", "lamp-1"}
    assert agrees()


def test_rows_created_in_bulk_are_found(client: Client) -> None:
    first = make_offering("first")
    copies = [
        Offering(
            slug=f"copy-{number}", lead=first.lead, kind="service", stage="beta", price_model="free",
            state="published", published_at=first.published_at, title_en=f"Copy {number}", summary_en="A kumquat.",
            description_en="It is.",
        )
        for number in range(50)
    ]  # fmt: skip

    Offering.objects.bulk_create(copies)

    assert client.get("/api/v1/search/?q=kumquats").json()["count"] == 50
    assert agrees()


def test_what_is_withdrawn_or_a_draft_is_not_found(client: Client) -> None:
    make_offering("gate-watch")
    make_offering("gate-idea", state="draft")
    assert found(client, "gate") == ["gate-watch"]

    Offering.objects.update(state="withdrawn")

    assert found(client, "gate") == []
    assert agrees()


def test_words_of_other_tables_follow_their_changes(client: Client) -> None:
    provider, other = make_provider("gates"), make_provider("clouds")
    make_term("standards", "DORA", "Resilience act", label_de="Resilienzverordnung")
    make_offering("watch", provider, standards=["DORA"])

    Provider.objects.filter(slug="gates").update(name="Gatekeepers United", short_name="Gatekeepers")
    Term.objects.update(label_en="Endurance act")
    OfferingProvider.objects.create(offering=Offering.objects.get(), provider=other, position=1)

    assert found(client, "gatekeepers") == ["watch"]
    assert found(client, "endurance") == ["watch"]
    assert found(client, "clouds") == ["watch"]
    assert agrees()

    OfferingProvider.objects.filter(provider=other).delete()
    Term.objects.all().delete()

    assert found(client, "clouds") == []
    assert found(client, "endurance") == []
    assert agrees()


def test_an_emptied_table_leaves_nothing(client: Client) -> None:
    make_offering("gate-watch")

    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("TRUNCATE catalogue_offering CASCADE")

    assert found(client, "gate") == []
    assert agrees()


DAMAGE = {
    "a changed text": "UPDATE search_document SET summary = 'Something else' WHERE source = 'offering'",
    "a missing text": "DELETE FROM search_document WHERE source = 'offering' AND language = 'de'",
    "a missing page": "DELETE FROM search_document WHERE source = 'page' AND language = 'el' AND key = 'about'",
    "a changed page": "UPDATE search_document SET title = 'Nonsense' WHERE source = 'page' AND language = 'en'",
    "a text too much": (
        "INSERT INTO search_document (source, object, key, language, title, summary, keywords, body) "
        "VALUES ('offering', '99999', 'ghost', 'en', 'Ghost', '', '', '')"
    ),
    "an impossible one": (
        "INSERT INTO search_document (source, object, key, language, title, summary, keywords, body) "
        "VALUES ('offering', 'ghost', 'ghost', 'en', 'Ghost', '', '', '')"
    ),
    "a section that is none": (
        "INSERT INTO search_document (source, object, key, language, title, summary, keywords, body) "
        "VALUES ('ghosts', '1', 'ghost', 'en', 'Ghost', '', '', '')"
    ),
    "missing suggestions": "DELETE FROM search_suggestion",
    "a missing word": "DELETE FROM search_word WHERE word = 'gate'",
    "a write past the triggers": (
        "ALTER TABLE catalogue_offering DISABLE TRIGGER search_offering_update; "
        "UPDATE catalogue_offering SET title_en = 'Lantern'; "
        "SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE catalogue_offering ENABLE TRIGGER search_offering_update"
    ),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_damage_is_named_and_mended(damage: str) -> None:
    make_offering("gate-watch", title_de="Torwache")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    assert agrees()

    sql(damage)

    with pytest.raises(CommandError, match="--mend"):
        call_command("check_search", stdout=StringIO())
    out = StringIO()
    call_command("check_search", "--mend", stdout=out)
    assert "Mended" in out.getvalue()
    assert agrees()


def test_a_difference_names_the_thing_the_language_and_the_field() -> None:
    offering = make_offering("gate-watch")
    sql("UPDATE search_document SET summary = 'x', title = 'y' WHERE source = 'offering'")
    out = StringIO()

    with pytest.raises(CommandError):
        call_command("check_search", stdout=out)

    assert f"offering {offering.pk} (en): title, summary differ" in out.getvalue()


def test_what_does_not_change_a_text_writes_nothing() -> None:
    make_offering("gate-watch")
    before = versions()

    Offering.objects.update(price_model="free")
    Offering.objects.get().save()

    assert versions() == before


def versions() -> list[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text FROM search_document ORDER BY id")
        return list(cursor.fetchall())


@pytest.mark.django_db(transaction=True)
def test_who_defers_it_has_all_statements_of_a_transaction_written_at_its_end(client: Client) -> None:
    with transaction.atomic():
        sql("SET CONSTRAINTS search_pending_written DEFERRED")
        make_offering("gate-watch", make_provider("gates"))
        Offering.objects.update(title_en="Lantern")
        assert found(client, "lantern") == []

    assert found(client, "lantern") == ["gate-watch"]
    assert found(client, "gates") == ["gate-watch"]
    assert agrees()


def test_a_change_of_what_no_text_says_writes_nothing_to_the_index() -> None:
    make_offering("gate-watch")
    sql("CREATE RULE nothing AS ON INSERT TO search_pending DO INSTEAD SELECT 1 / 0")

    Offering.objects.update(stage="operation", amount=3, currency="EUR", price_model="subscription")


def test_what_writes_the_index_is_planned_once_for_a_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, proconfig FROM pg_proc WHERE proname LIKE 'search\\_refresh\\_%'")
        settings = dict(cursor.fetchall())

    assert {f"search_refresh_{source}" for source in ("offering", "provider")} <= settings.keys()
    assert {tuple(told or ()) for told in settings.values()} == {("plan_cache_mode=force_generic_plan",)}
