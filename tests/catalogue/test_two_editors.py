"""Two editors at once: the second is shown what the first did, and loses nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from catalogue.models import Offering, OfferingProvider
from tests.catalogue.listings import make_offering, make_provider
from tests.catalogue.revising import carried, opened, page, read, revisions, save
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


def editor() -> Client:
    return signed_in(make_member(is_staff=True, is_superuser=True))


@pytest.fixture
def offering() -> Offering:
    return make_offering(title_de="Wache")


@pytest.fixture
def two() -> tuple[Client, Client]:
    return editor(), editor()


def questions(response: HttpResponse) -> list[str]:
    return [question["title"] for question in response.context["questions"]]  # type: ignore[attr-defined]


def answer(client: Client, row: Any, response: HttpResponse, **choices: str) -> HttpResponse:
    return client.post(page(row), carried(response) | {f"choice-{key}": side for key, side in choices.items()})


def test_different_fields_are_merged(offering: Offering, two: tuple[Client, Client]) -> None:
    first, second = two
    form = opened(second, offering)
    save(first, offering, title_fr="Garde")

    response = save(second, offering, form, title_de="Wächter", comment="Better German")

    assert response.status_code == 302
    offering.refresh_from_db()
    assert (offering.title_fr, offering.title_de) == ("Garde", "Wächter")
    last = revisions(offering)[-1]
    assert (last.changed, last.comment) == (["title_de"], "Better German")
    assert "Their changes stay: Title (French)." in read(second.get(page(offering)))


def test_the_same_field_is_asked_for_and_nothing_is_lost(offering: Offering, two: tuple[Client, Client]) -> None:
    first, second = two
    form = opened(second, offering)
    save(first, offering, summary_en="It watches by day.", title_fr="Garde")

    asked = save(second, offering, form, summary_en="It watches by night.", description_de="Lang.\r\n\r\nLänger.")

    assert asked.status_code == 409
    assert questions(asked) == ["Summary (English)"]
    assert "It watches<ins> by day</ins>." in asked.content.decode()
    assert "It watches<ins> by night</ins>." in asked.content.decode()
    assert "Changed by them alone, taken as it is: Title (French)" in read(asked)
    assert "Changed by you alone, saved with your choices: Description (German)" in read(asked)
    assert carried(asked)["description_de"] == ["Lang.\r\n\r\nLänger."]
    assert Offering.objects.get().summary_en == "It watches by day."
    assert answer(second, offering, asked, summary_en="yours").status_code == 302
    offering.refresh_from_db()
    assert (offering.summary_en, offering.title_fr) == ("It watches by night.", "Garde")
    assert offering.description_de == "Lang.\n\nLänger."


def test_theirs_can_be_taken_field_by_field(offering: Offering, two: tuple[Client, Client]) -> None:
    first, second = two
    form = opened(second, offering)
    save(first, offering, summary_en="Theirs.", title_en="Theirs")

    asked = save(second, offering, form, summary_en="Yours.", title_en="Yours")
    half = answer(second, offering, asked, summary_en="theirs")

    assert questions(half) == ["Title (English)"]
    assert half.status_code == 409
    assert answer(second, offering, asked, summary_en="theirs", title_en="yours").status_code == 302
    offering.refresh_from_db()
    assert (offering.summary_en, offering.title_en) == ("Theirs.", "Yours")


def test_a_choice_about_what_has_changed_again_is_asked_for_again(
    offering: Offering, two: tuple[Client, Client]
) -> None:
    first, second = two
    form = opened(second, offering)
    save(first, offering, summary_en="Theirs.")
    asked = save(second, offering, form, summary_en="Yours.")
    save(first, offering, summary_en="Theirs, once more.")

    again = answer(second, offering, asked, summary_en="yours")

    assert again.status_code == 409
    assert "Theirs, once more." in read(again) or "once more" in read(again)
    assert answer(second, offering, again, summary_en="yours").status_code == 302
    assert Offering.objects.get().summary_en == "Yours."


def test_what_does_not_fit_together_is_asked_for(offering: Offering, two: tuple[Client, Client]) -> None:
    first, second = two
    save(first, offering, price_model="one-off")
    form = opened(second, offering)
    save(first, offering, price_model="free")

    asked = save(second, offering, form, amount="5", currency="EUR", comment="A price")

    assert asked.status_code == 409
    assert "The two changes do not fit together:" in read(asked)
    assert questions(asked) == ["Price model", "Amount", "Currency"]
    done = answer(second, offering, asked, price_model="yours", amount="yours", currency="yours")
    assert done.status_code == 302
    offering.refresh_from_db()
    assert (offering.price_model, offering.currency) == ("one-off", "EUR")
    assert revisions(offering)[-1].comment == "A price"


def test_a_form_that_does_not_say_where_it_began_overwrites_nothing(
    offering: Offering, two: tuple[Client, Client]
) -> None:
    first, second = two
    form = opened(second, offering)
    save(first, offering, title_fr="Garde")

    asked = save(second, offering, form, opened_from="", title_de="Wächter")

    assert asked.status_code == 409
    assert questions(asked) == ["Title (German)", "Title (French)"]
    assert "is not known any more" in read(asked)


def test_a_change_outside_the_revisions_is_a_side_like_any_other(offering: Offering) -> None:
    client = editor()
    form = opened(client, offering)
    Offering.objects.filter(pk=offering.pk).update(summary_en="By a statement.")

    asked = save(client, offering, form, summary_en="By a form.")

    # The state that the form began with was seen by no revision, and is gone.
    assert asked.status_code == 409
    assert questions(asked) == ["Summary (English)"]
    assert answer(client, offering, asked, summary_en="theirs").status_code == 302
    assert Offering.objects.get().summary_en == "By a statement."


def test_providers_are_merged_and_asked_for_like_fields(two: tuple[Client, Client]) -> None:
    first, second = two
    lead, other, third = make_provider("lead"), make_provider("other"), make_provider("third")
    offering = make_offering("watch", lead, other)
    form = opened(second, offering)
    gone = OfferingProvider.objects.get(provider=other)
    save(first, offering, **{"shares-1-DELETE": "on"})
    assert not OfferingProvider.objects.filter(pk=gone.pk).exists()

    merged = save(second, offering, form, title_de="Wächter")
    asked = save(second, offering, form, **{"shares-1-provider": str(third.pk)})

    assert merged.status_code == 302
    assert list(offering.providers.all()) == [lead]
    assert questions(asked) == ["Providers"]
    assert answer(second, offering, asked, providers="yours").status_code == 302
    assert set(offering.providers.all()) == {lead, third}


def test_a_form_with_a_mistake_keeps_what_it_began_with(offering: Offering, two: tuple[Client, Client]) -> None:
    first, second = two
    form = opened(second, offering)
    save(first, offering, summary_en="Theirs.")

    wrong = save(second, offering, form, title_en="", summary_en="Yours.")

    assert wrong.status_code == 200
    assert wrong.context["adminform"].form["opened_from"].value() == form["opened_from"]
    assert wrong.context["adminform"].form["summary_en"].value() == "Yours."


@pytest.mark.django_db(transaction=True)
def test_truly_at_once_one_is_saved_and_the_other_asked() -> None:
    offering, clients = make_offering(), [editor(), editor()]
    forms = [opened(client, offering) | {"summary_en": f"Written by {n}."} for n, client in enumerate(clients)]

    def send(number: int) -> int:
        try:
            return clients[number].post(page(offering), forms[number]).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        statuses = list(threads.map(send, range(2)))

    assert sorted(statuses) == [302, 409]
    winner = statuses.index(302)
    assert Offering.objects.get().summary_en == f"Written by {winner}."
    assert [revision.number for revision in revisions(offering)] == [1, 2]
