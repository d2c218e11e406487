"""The scheduled refresh against a real server: what comes well is stored, and nothing else changes anything."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from catalogue.currency.tasks import refresh
from catalogue.models import Rate, RateRefresh
from finsec_market.celery import app
from tests.catalogue.rates import USUAL, Bank, days_ago, load, started_bank, written
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(settings: Any, tmp_path: Path) -> Iterator[Bank]:
    """A bank whose answer would change the one rate that is there."""
    load(tmp_path, written((days_ago(3), {"CHF": "0.9"})))
    with started_bank() as (found, address):
        settings.RATES_SOURCE, settings.RATES_SECONDS, settings.RATES_MAX_BYTES = address, 1, 100_000
        yield found


def state_in_administration() -> str:
    staff = signed_in(make_member(is_staff=True, is_superuser=True))
    body = staff.get(reverse("admin:catalogue_rate_changelist")).content.decode()
    return body.split("<h2>", 1)[1].split("</h2>")[0]


def test_new_rates_are_stored_and_the_administration_says_so(bank: Bank) -> None:
    refresh()

    assert bank.asked == ["/eurofxref-daily.xml"]
    assert Rate.objects.current().get(currency="CHF").per_euro == Decimal("0.95")
    assert f"The newest rates are of {days_ago(0)}. Last refresh" in state_in_administration()
    assert "loaded" in state_in_administration()


def answers() -> dict[str, dict[str, Any]]:
    today = days_ago(0)
    return {
        "404": {"status": 404},
        "500": {"status": 500},
        "a redirect to rates": {"status": 302, "headers": {"Location": "/elsewhere.xml"}},
        "a page instead": {"body": b"<!doctype html><html><p>We are being repaired.</html>"},
        "nothing": {"body": b""},
        "a rate of zero": {"body": written((today, USUAL | {"CHF": "0"})).encode()},
        "a negative rate": {"body": written((today, USUAL | {"CHF": "-0.95"})).encode()},
        "no number": {"body": written((today, USUAL | {"CHF": "NaN"})).encode()},
        "no currency": {"body": written((today, USUAL | {"Swiss": "1"})).encode()},
        "only unknown currencies": {"body": written((today, {"XXX": "1"})).encode()},
        "tomorrow": {"body": written((days_ago(-1), USUAL)).encode()},
        "a day twice": {"body": written((today, USUAL), (today, USUAL)).encode()},
        "a bomb": {"body": b'<!DOCTYPE x [<!ENTITY a "' + b"x" * 1000 + b'"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'},
        "too large": {"body": b" " * 200_000 + written((today, USUAL)).encode()},
        "too slow": {"pause": 0.02},
        "cut off": {"length": 10_000_000},
    }


@pytest.mark.parametrize("name", answers())
def test_whatever_else_comes_the_old_rates_stay(bank: Bank, caplog: Any, name: str) -> None:
    for attribute, value in answers()[name].items():
        setattr(bank, attribute, value)
    began = time.monotonic()

    with caplog.at_level(logging.INFO, "catalogue"):
        refresh()

    assert time.monotonic() - began < 3
    assert list(Rate.objects.values_list("currency", "day", "per_euro")) == [("CHF", days_ago(3), Decimal("0.9"))]
    assert [record.levelname for record in caplog.records if record.name.startswith("catalogue")] == ["WARNING"]
    assert "The reference rates stay as they are: " in caplog.text
    assert RateRefresh.objects.get().outcome == "failed"
    assert "failed" in state_in_administration()
    assert "/elsewhere.xml" not in bank.asked


def test_a_bank_that_is_away_changes_nothing(settings: Any, bank: Bank) -> None:
    settings.RATES_SOURCE = "http://127.0.0.1:9/"

    refresh()

    assert Rate.objects.get().per_euro == Decimal("0.9")
    assert "The server cannot be reached" in RateRefresh.objects.get().words["message"]


def test_an_installation_may_ask_nobody(settings: Any, bank: Bank) -> None:
    settings.RATES_REFRESH = False

    refresh()

    assert bank.asked == []
    assert not RateRefresh.objects.exists()


def test_an_operator_fetches_the_history(bank: Bank, capsys: Any) -> None:
    bank.body = written((days_ago(0), USUAL), ("2001-02-05", USUAL)).encode()

    call_command("load_rates", "--fetch", "--history")

    assert bank.asked == ["/eurofxref-hist.xml"]
    assert "Rates of 2 days" in capsys.readouterr().out


def test_an_operator_is_told_why_nothing_came(bank: Bank) -> None:
    bank.status = 503

    with pytest.raises(CommandError, match=r"The rates stay as they are\. The server answered with status 503\."):
        call_command("load_rates", "--fetch")


def test_only_the_bank_is_asked_and_by_https_alone(settings: Any) -> None:
    assert settings.RATES_SOURCE == "https://www.ecb.europa.eu/stats/eurofxref/"


def test_the_schedule_names_the_task(settings: Any) -> None:
    assert settings.CELERY_BEAT_SCHEDULE["refresh the reference rates"]["task"] in app.tasks
