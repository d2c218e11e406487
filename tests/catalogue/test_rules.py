"""What the database refuses, whoever writes."""

from __future__ import annotations

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from audit.models import AuditEntry
from catalogue.models import Offering, OfferingProvider
from tests.catalogue.listings import make_offering, make_provider

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "values",
    [
        {"amount": "-1", "currency": "EUR", "price_model": "one-off"},
        {"amount": "5", "currency": "XXX", "price_model": "one-off"},
        {"amount": "5", "currency": "", "price_model": "one-off"},
        {"amount": None, "currency": "EUR"},
        {"amount": "5", "currency": "EUR", "price_model": "free"},
        {"kind": "miracle"},
        {"stage": "soon"},
        {"price_model": "barter"},
        {"state": "published", "published_at": None},
        {"state": "hidden"},
    ],
)
def test_an_offering_keeps_the_rules(values: dict[str, str]) -> None:
    offering = make_offering()

    with pytest.raises(IntegrityError), transaction.atomic():
        Offering.objects.filter(pk=offering.pk).update(**values)


def test_a_price_that_is_no_number_is_refused() -> None:
    offering = make_offering(price_model="one-off", amount="5", currency="EUR")

    with pytest.raises((IntegrityError, DataError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_offering SET amount = 'NaN' WHERE id = %s", [offering.pk])


def test_ten_megabytes_of_text_are_refused() -> None:
    offering = make_offering()

    with pytest.raises(DataError), transaction.atomic():
        Offering.objects.filter(pk=offering.pk).update(description_el="α" * 10_000_000)


def test_an_address_is_taken_once() -> None:
    make_offering("watch")

    with pytest.raises(IntegrityError), transaction.atomic():
        make_offering("watch")


def test_a_provider_stands_once_at_an_offering() -> None:
    provider = make_provider()
    offering = make_offering("watch", provider, provider)

    assert offering.shares.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        OfferingProvider.objects.create(offering=offering, provider=provider)


def test_every_change_is_on_the_trail_without_the_words_of_search() -> None:
    offering = make_offering()

    Offering.objects.filter(pk=offering.pk).update(title_de="Wache")

    entry = AuditEntry.objects.about_row("catalogue_offering", offering.pk).first()
    assert entry.after == {"title_de": "Wache"}
