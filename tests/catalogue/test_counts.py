"""Numbers at the filters are exact, however rows were changed and whether or not changes have been merged."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict

from catalogue.models import Offering, OfferingProvider, Provider
from catalogue.searching.facets import FACETS
from catalogue.searching.filters import Filters, filters_from
from catalogue.searching.finding import find
from catalogue.tasks import merge
from tests.catalogue.listings import make_offering, make_provider

pytestmark = pytest.mark.django_db

WORDS = {
    "kind": ("solution", "service", "demo"), "stage": ("beta", "operation"), "price": ("free", "on-request"),
    "audience": ("banks", "insurers", "auditors"), "domain": ("cyber", "physical"), "standard": ("NIS2", "DORA"),
    "deployment": ("cloud", "own"), "provider": ("gates", "clouds", "walls"),
}  # fmt: skip


def told(filters: Filters) -> dict[tuple[str, str], int]:
    found = find(filters, "en", "1")
    numbers = {(facet, count.word): count.number for facet, counts in found.counts.items() for count in counts}
    return numbers | {("", ""): found.total}


def recounted(filters: Filters) -> dict[tuple[str, str], int]:
    """Count offering by offering, as slowly as the rule reads."""
    numbers = Counter[tuple[str, str]]({("", ""): 0})
    for offering in Offering.objects.published().prefetch_related("providers"):
        words = words_of(offering)
        missed = {name for name, chosen in filters.chosen.items() if not words[name] & set(chosen)}
        if filters.query and filters.query not in offering.description_en:
            continue
        numbers["", ""] += not missed
        for facet in FACETS:
            if missed <= {facet.name}:
                numbers.update((facet.name, word) for word in words[facet.name])
    return dict(numbers)


def words_of(offering: Offering) -> dict[str, set[str]]:
    return {
        facet.name: {provider.slug for provider in offering.providers.all()}
        if facet.holds == "providers"
        else words_in(getattr(offering, facet.column))
        for facet in FACETS
    }


def words_in(value: Any) -> set[str]:
    return {value} if isinstance(value, str) else set(value)


def some(draw: random.Random, name: str) -> list[str]:
    return draw.sample(WORDS[name], draw.randint(0, len(WORDS[name])))


def add(draw: random.Random) -> None:
    providers = list(Provider.objects.filter(slug__in=some(draw, "provider"))) or list(Provider.objects.all()[:1])
    make_offering(
        f"offering-{draw.random()}".replace(".", "-"), *providers,
        **{name: draw.choice(WORDS[name]) for name in ("kind", "stage")}, price_model=draw.choice(WORDS["price"]),
        audience=some(draw, "audience"), domains=some(draw, "domain"), standards=some(draw, "standard"),
        deployment=some(draw, "deployment"), description_en=draw.choice(["It sees badges.", "It hears alarms."]),
    )  # fmt: skip


def change(draw: random.Random) -> None:
    few = [offering.pk for offering in Offering.objects.all() if draw.random() < 0.3]
    Offering.objects.filter(pk__in=few).update(kind=draw.choice(WORDS["kind"]), domains=some(draw, "domain"))


def withdraw(draw: random.Random) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE catalogue_offering SET state = 'withdrawn' WHERE id %% 7 = %s", [draw.randrange(7)])


def share(draw: random.Random) -> None:
    walls = Provider.objects.get(slug="walls")
    OfferingProvider.objects.filter(provider=walls).delete()
    OfferingProvider.objects.bulk_create(
        OfferingProvider(offering=one, provider=walls)
        for one in Offering.objects.all()
        if draw.random() < 0.5 and not one.shares.filter(provider=walls).exists()
    )


def remove(draw: random.Random) -> None:
    Offering.objects.filter(pk__in=Offering.objects.values_list("pk", flat=True)[:2]).delete()


def renumber(draw: random.Random) -> None:
    """Leave a large gap, as failed imports do: other blocks of bits follow."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(pg_get_serial_sequence('catalogue_offering', 'id'), "
            "(SELECT coalesce(max(id), 1) + 20000 FROM catalogue_offering))"
        )


def asked(draw: random.Random) -> Filters:
    names = draw.sample(sorted(WORDS), draw.randint(0, 3))
    query = QueryDict(mutable=True)
    for name in names:
        query.setlist(name, some(draw, name))
    query["q"] = draw.choice(["", "", "badges", "alarms"])
    return filters_from(query)


@pytest.mark.parametrize("seed", range(8))
def test_numbers_are_those_of_the_rows_after_any_history(seed: int) -> None:
    draw = random.Random(seed)
    for slug in WORDS["provider"]:
        make_provider(slug)
    steps = [add, add, add, change, withdraw, share, remove, renumber, lambda _draw: merge()]

    for _step in range(30):
        draw.choice(steps)(draw)
        filters = asked(draw)
        assert told(filters) == recounted(filters), filters


def test_after_merging_no_change_is_left_to_be_looked_at_one_by_one() -> None:
    make_offering()

    merge()
    merge()

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM catalogue_change")
        assert cursor.fetchone() == (0,)
    assert told(Filters())["kind", "solution"] == 1


def test_the_database_knows_the_words_of_every_filter() -> None:
    make_offering(audience=["banks"], domains=["cyber"], standards=["NIS2"], deployment=["cloud"])

    assert {facet for facet, _word in told(Filters())} == {"", *(facet.name for facet in FACETS)}


@pytest.mark.django_db(transaction=True)
def test_a_table_emptied_at_once_leaves_no_numbers() -> None:
    make_offering()
    merge()

    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE catalogue_offering CASCADE")

    assert told(Filters()) == {("", ""): 0}


def test_what_very_many_have_in_common_is_listed_with_titles_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.searching.ranking.RANKED", 3)
    make_offering("gate-watch")
    for number in range(4):
        make_offering(f"lamp-{number}", description_en="For a gate beside a gate.")

    cards = find(Filters(query="gate"), "en", "1").cards

    assert [card.slug for card in cards] == ["gate-watch", "lamp-3", "lamp-2", "lamp-1", "lamp-0"]


def test_of_very_many_a_page_goes_on_where_the_one_before_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.searching.ranking.RANKED", 3)
    for number in range(3):
        make_offering(f"gate-{number}", domains=["cyber"])
        make_offering(f"lamp-{number}", domains=["cyber"], description_en="For a gate.")
        make_offering(f"other-gate-{number}", domains=["physical"])
    filters = Filters(query="gate", chosen={"domain": ("cyber",)})

    pages = [find(filters, "en", page, 2).cards for page in ("1", "2", "3")]

    assert [[card.slug for card in cards] for cards in pages] == [
        ["gate-2", "gate-1"], ["gate-0", "lamp-2"], ["lamp-1", "lamp-0"],
    ]  # fmt: skip


def test_of_very_many_none_is_listed_with_a_word_that_must_not_be_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catalogue.searching.ranking.RANKED", 3)
    make_offering("gate-watch", description_en="Beside a lamp.")
    for number in range(4):
        make_offering(f"gate-{number}")

    cards = find(Filters(query="gate -lamp"), "en", "1").cards

    assert [card.slug for card in cards] == ["gate-3", "gate-2", "gate-1", "gate-0"]
