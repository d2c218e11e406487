"""Reference rates from files: the bank's formats, all of a file or nothing, and the days that come with the market."""

from __future__ import annotations

import shutil
import tracemalloc
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DataError, IntegrityError, connection, transaction

from catalogue.currency.reading import read_days
from catalogue.models import Rate
from tests.catalogue.rates import HEAD, TAIL, USUAL, days_ago, load, written

pytestmark = pytest.mark.django_db

CONTENT = Path(settings.BASE_DIR) / "content"
TWICE = "<Cube currency='CHF' rate='1'/>" * 2
BOMB = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, 12))


def kept() -> dict[tuple[str, date], Decimal]:
    return {(rate.currency, rate.day): rate.per_euro for rate in Rate.objects.all()}


def test_a_daily_file_is_loaded(tmp_path: Path) -> None:
    said = load(tmp_path, written((days_ago(1), USUAL)))

    assert f"Rates of 1 day, the newest of {days_ago(1)}." in said
    assert kept() == {(code, days_ago(1)): Decimal(rate) for code, rate in USUAL.items()}


def test_a_historic_file_is_loaded_and_corrects_what_was_there(tmp_path: Path) -> None:
    load(tmp_path, written((days_ago(2), {"CHF": "9"})))

    load(tmp_path, written((days_ago(1), USUAL), (days_ago(2), USUAL), ("1999-01-04", {"USD": "1.1789"})))

    assert kept()["CHF", days_ago(2)] == Decimal("0.95")
    assert kept()["USD", date(1999, 1, 4)] == Decimal("1.1789")
    assert len(kept()) == 9


def test_currencies_that_have_ended_are_left_out_and_named(tmp_path: Path) -> None:
    said = load(tmp_path, written((days_ago(1), USUAL | {"EEK": "15.6466", "EUR": "1"})))

    assert "Left out, as no currency of today: EEK, EUR." in said
    assert set(Rate.objects.values_list("currency", flat=True)) == set(USUAL)


def test_a_long_history_is_read_day_by_day() -> None:
    rates = dict.fromkeys(("USD", "JPY", "CHF", "GBP", "SEK", "NOK", "PLN", "CZK", "DKK", "HUF"), "1.234567")
    text = written(*((date(1999, 1, 4) + timedelta(days=number), rates) for number in range(6_000))).encode()
    tracemalloc.start()

    number = sum(len(day.rates) for day in read_days(BytesIO(text), days_ago(0)))

    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert number == 60_000
    assert len(text) > 2_000_000
    assert peak < 1_500_000


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "no XML"),
        ("not xml", "no XML"),
        ("<!doctype html><html><body><p>Not found</body></html>", "no XML"),
        ("<html><body/></html>", "no file of reference rates"),
        (HEAD + "<Cube time='2020-01-02'><Cube currency='CHF' rate='1'/></Cube>", "no XML"),
        (HEAD + TAIL, "holds no rates"),
        (written(("2020-01-02", {})), "2020-01-02: there are no rates for this day"),
        (written(("2020-01-02", {"CHF": "0"})), "2020-01-02, CHF: the rate “0” is no positive number"),
        (written(("2020-01-02", {"CHF": "0.000000"})), "no positive number"),
        (written(("2020-01-02", {"CHF": "-1"})), "no positive number"),
        (written(("2020-01-02", {"CHF": "NaN"})), "“NaN” is no positive number"),
        (written(("2020-01-02", {"CHF": "Infinity"})), "no positive number"),
        (written(("2020-01-02", {"CHF": "1e400"})), "no positive number"),
        (written(("2020-01-02", {"CHF": "1,5"})), "no positive number"),
        (written(("2020-01-02", {"CHF": "N/A"})), "no positive number"),
        (written(("2020-01-02", {"CHF": "1" * 10_000})), "no positive number"),
        (written(("2020-01-02", {"CHF": ""})), "no positive number"),
        (written(("2020-01-02", {"CHF": "\u0661"})), "no positive number"),
        (written(("2020-01-02", {"chf": "1"})), "“chf” is no currency"),
        (written(("2020-01-02", {"francs": "1"})), "“francs” is no currency"),
        (written(("2020-13-02", USUAL)), "“2020-13-02” is no day"),
        (written(("yesterday", USUAL)), "“yesterday” is no day"),
        (written((days_ago(-1), USUAL)), "is in the future"),
        (written(("9999-12-31", USUAL)), "is in the future"),
        (written(("1998-12-31", USUAL)), "before the first day of the euro"),
        (written(("2020-01-02", USUAL), ("2020-01-02", USUAL)), "the day 2020-01-02 twice"),
        (f"{HEAD}<Cube time='2020-01-02'>{TWICE}</Cube>{TAIL}", "CHF stands there twice"),
        (HEAD + "<Cube time='2020-01-02'><Sphere currency='CHF' rate='1'/></Cube>" + TAIL, "is no currency"),
        (f'<!DOCTYPE x [<!ENTITY a0 "x">{BOMB}]><x>&a11;</x>', "no XML"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', "no XML"),
        ('<?xml version="1.0" encoding="nonsense"?><x/>', "no XML"),
        (b"\xff\xfe\x00\xd8", "no XML"),
        ("<a>" * 20_000, "no file of reference rates"),
    ],
    ids=lambda value: str(value)[-40:],
)  # fmt: skip
def test_a_wrong_file_is_told_and_changes_nothing(tmp_path: Path, text: str | bytes, told: str) -> None:
    load(tmp_path, written((days_ago(1), USUAL)))
    before = kept()

    with pytest.raises(CommandError) as refusal:
        load(tmp_path, text)

    assert told in str(refusal.value).replace("The file has the day", "the day")
    assert "The rates stay as they are." in str(refusal.value)
    assert kept() == before


def test_good_days_before_a_bad_one_are_not_kept(tmp_path: Path) -> None:
    good = [(date(2020, 1, 1) + timedelta(days=number), USUAL) for number in range(1_500)]

    with pytest.raises(CommandError):
        load(tmp_path, written(*good, ("2019-01-02", {"CHF": "0"})))

    assert not Rate.objects.exists()


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"nowhere\.xml: No such file"):
        call_command("load_rates", str(tmp_path / "nowhere.xml"))


def test_the_content_brings_the_rates_that_came_with_the_market_once() -> None:
    call_command("load_content", stdout=StringIO())
    first = kept()
    Rate.objects.filter(currency="CHF").update(per_euro="2")
    call_command("load_content", stdout=StringIO())
    call_command("load_rates", stdout=StringIO())

    newest = Rate.objects.newest_day()
    assert newest is not None
    assert len(first) > 1_000
    assert first["CHF", newest] == Decimal("0.9194")
    assert kept()["CHF", newest] == Decimal(2)


def test_a_shipped_file_that_is_broken_stops_the_load_with_a_sentence(tmp_path: Path) -> None:
    for name in ("vocabularies", "providers", "rates"):
        shutil.copytree(CONTENT / name, tmp_path / name)
    (tmp_path / "offerings").mkdir()
    (tmp_path / "rates" / "eurofxref-daily.xml").write_text("broken")

    with pytest.raises(CommandError, match="no XML"):
        call_command("load_content", folder=tmp_path, stdout=StringIO())


@pytest.mark.parametrize("rate", ["0", "-1", "NaN", "Infinity", "99999999"])
def test_the_database_itself_refuses_what_is_no_rate(rate: str) -> None:
    statement = "INSERT INTO catalogue_rate (currency, day, per_euro) VALUES ('CHF', '2020-01-02', %s::numeric)"

    with pytest.raises((IntegrityError, DataError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [rate])


def test_the_database_itself_refuses_an_unknown_currency_and_a_day_twice() -> None:
    Rate.objects.create(currency="CHF", day="2020-01-02", per_euro="1")

    for currency in ("XXX", "CHF"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rate.objects.create(currency=currency, day="2020-01-02", per_euro="1")
