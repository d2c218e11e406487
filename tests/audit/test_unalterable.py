"""The role that serves pages adds entries by what it does, and can neither change them nor stop them."""

from __future__ import annotations

import os
from contextlib import closing
from urllib.parse import unquote, urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import connection

from audit.models import HIDDEN, AuditEntry
from tests.factories import make_member

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = [
    "UPDATE audit_auditentry SET actor = 1",
    "DELETE FROM audit_auditentry",
    "TRUNCATE audit_auditentry",
    "INSERT INTO audit_auditentry DEFAULT VALUES",
    "DROP TABLE audit_auditentry",
    "ALTER TABLE audit_auditentry ADD COLUMN more text",
    "DROP TRIGGER audit_watch ON accounts_user",
    "ALTER TABLE accounts_user DISABLE TRIGGER audit_watch",
    "ALTER TABLE accounts_user DISABLE TRIGGER ALL",
    "TRUNCATE accounts_user CASCADE",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION audit_record() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP FUNCTION audit_record() CASCADE",
    "SELECT audit_add('note', '', '', 1, '{}', '{}')",
    "SET ROLE finsec_owner",
    "CREATE TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
]


@pytest.fixture
def market():
    """A connection as the processes have it that serve pages."""
    address = urlsplit(os.environ["MARKET_DATABASE_URL"])
    database = settings.DATABASES["default"]
    connected = psycopg2.connect(
        host=database["HOST"], port=database["PORT"], user=address.username, password=unquote(address.password),
        dbname=connection.settings_dict["NAME"],
    )  # fmt: skip
    connected.autocommit = True
    with closing(connected), connected.cursor() as cursor:
        yield cursor


@pytest.mark.parametrize("statement", REFUSED, ids=[one[:40] for one in REFUSED])
def test_the_market_cannot_alter_the_trail(market, statement):
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        market.execute(statement)


def test_the_market_cannot_give_itself_rights(market):
    market.execute("GRANT ALL ON audit_auditentry TO finsec")
    market.execute("SELECT has_table_privilege('audit_auditentry', 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')")

    assert market.fetchone() == (False,)


def test_the_market_writes_rows_and_entries_come_by_themselves(market):
    person = make_member()

    market.execute("UPDATE accounts_user SET first_name = 'Ada' WHERE id = %s", [person.pk])

    entry = AuditEntry.objects.latest("pk")
    assert (entry.row, entry.after) == (str(person.pk), {"first_name": "Ada"})
    market.execute("SELECT count(*) FROM audit_auditentry")
    assert market.fetchone()[0] > 0


def test_a_table_of_its_own_does_not_lead_entries_astray(market):
    person = make_member()
    market.execute("CREATE TEMP TABLE audit_auditentry (LIKE public.audit_auditentry)")

    market.execute("UPDATE accounts_user SET first_name = 'Ada' WHERE id = %s", [person.pk])

    assert AuditEntry.objects.latest("pk").after == {"first_name": "Ada"}


def test_to_forget_removes_the_values_of_one_person_and_says_so(market):
    person, other = make_member(first_name="Ada"), make_member(first_name="Grace")
    count = AuditEntry.objects.count()

    market.execute("SELECT audit_forget(%s)", [person.pk])

    entries = AuditEntry.objects.filter(table="accounts_user").order_by("pk")
    forgotten, kept = entries.filter(person=person.pk).first(), entries.filter(person=other.pk).first()
    assert set(forgotten.after.values()) == {HIDDEN}
    assert forgotten.after.keys() == kept.after.keys()
    assert kept.after["first_name"] == "Grace"
    assert AuditEntry.objects.count() == count + 1
    assert AuditEntry.objects.latest("pk").operation == "forget"
