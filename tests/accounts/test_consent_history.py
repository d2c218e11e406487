"""The history of consent: unalterable, gone only with the person, and read by administrators."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from accounts.consent.purposes import PURPOSES
from accounts.models import AppendOnlyError, ConsentRecord, Erasure, Source, User
from accounts.services.consent import give
from accounts.tasks import erase_person
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def agreeing(person):
    give(person=person, purpose="events", source=Source.PRIVACY_PAGE, version=PURPOSES["events"].version)
    return person


def test_the_database_refuses_to_change_history(member):
    agreeing(member)

    for statement in ("UPDATE accounts_consentrecord SET given = false", "DELETE FROM accounts_consentrecord"):
        with pytest.raises(IntegrityError, match="neither changed nor deleted"), transaction.atomic():
            connection.cursor().execute(statement)

    assert ConsentRecord.objects.get().given


def test_the_code_refuses_to_change_history(member):
    agreeing(member)
    record = ConsentRecord.objects.get()

    for attempt in (record.save, record.delete, ConsentRecord.objects.all().delete):
        with pytest.raises(AppendOnlyError):
            attempt()
    with pytest.raises(AppendOnlyError):
        ConsentRecord.objects.update(given=False)


def test_history_goes_with_the_person(member):
    agreeing(member)
    other = agreeing(make_member())

    member.delete()

    assert [record.person for record in ConsentRecord.objects.all()] == [other]


def test_no_record_is_kept_for_somebody_who_is_not_there(member):
    record = ConsentRecord(person_id=member.pk + 1000, purpose="events", given=True, language="en")

    with pytest.raises(IntegrityError), transaction.atomic():
        record.save()


@pytest.fixture
def administrator(db):
    return signed_in(make_member(is_staff=True, is_superuser=True))


def test_an_administrator_finds_consents_by_address_and_purpose(administrator):
    person, _other = agreeing(make_member()), agreeing(make_member())

    found = administrator.get(
        reverse("admin:accounts_consentrecord_changelist"),
        {"q": person.email, "purpose__exact": "events", "given__exact": 1},
    )

    assert [record.person for record in found.context["cl"].queryset] == [person]


def test_an_administrator_reads_a_record_and_cannot_write_any(administrator):
    agreeing(make_member())
    record = ConsentRecord.objects.get()
    address = reverse("admin:accounts_consentrecord_change", args=[record.pk])

    assert record.text in administrator.get(address).content.decode()
    assert administrator.post(address, {"given": ""}).status_code == 403
    for name, given in (("add", []), ("delete", [record.pk])):
        assert administrator.post(reverse(f"admin:accounts_consentrecord_{name}", args=given)).status_code == 403


def test_an_administrator_erases_a_person_together_with_the_history(administrator):
    person = agreeing(make_member())

    administrator.post(reverse("admin:accounts_user_step", args=[person.pk, "erase"]), {"address": person.email})
    erase_person(str(Erasure.objects.get().pk))

    assert not User.objects.filter(pk=person.pk).exists()
    assert not ConsentRecord.objects.exists()
