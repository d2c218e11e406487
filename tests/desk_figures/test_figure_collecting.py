"""Views reach the sums once, whenever whoever brings them there is killed."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.conf import settings
from django.db import connection

from desk.figures import collecting
from desk.figures.counting import COMPARES, KEPT, VIEWS, batch_key, count, counters, counts_key
from desk.models import CountedBatch, DailyFigures
from desk.tasks import collect_views, recount_year
from tests.catalogue.listings import make_offering
from tests.desk_figures.sums import counted, sums_of, today
from tests.enquiries.threads import Parties
from tests.feedback.reviewing import closed_afterwards

SLUG = "gates-watch"


def views(parties: Parties) -> int:
    return sums_of(parties.offering, today())["views"]


def test_what_was_counted_is_added_to_the_day_and_gone_from_redis(parties: Parties) -> None:
    other = make_offering("other", parties.provider)
    count(VIEWS, [SLUG])
    count(COMPARES, [SLUG, "other"])
    collect_views()
    count(VIEWS, [SLUG])
    collect_views()
    collect_views()

    found = sums_of(parties.offering, today())
    assert (found["views"], found["compares"], sums_of(other, today())["compares"]) == (2, 1, 1)
    assert not counters().exists(counts_key(), batch_key())


def test_killed_after_the_counts_were_set_aside_nothing_is_lost(parties: Parties) -> None:
    count(VIEWS, [SLUG])
    assert collecting.take()
    count(VIEWS, [SLUG])

    collect_views()

    assert views(parties) == 2


def test_killed_after_the_sums_were_written_nothing_is_added_twice(parties: Parties) -> None:
    count(VIEWS, [SLUG])
    batch = collecting.take()
    assert batch
    collecting.add(batch)
    count(VIEWS, [SLUG])

    collect_views()

    assert views(parties) == 2


def test_killed_between_the_rename_and_the_number_of_the_batch_nothing_is_lost(parties: Parties) -> None:
    count(VIEWS, [SLUG])
    counters().rename(counts_key(), batch_key())

    collect_views()

    assert views(parties) == 1


def test_whoever_comes_late_does_not_delete_the_batch_of_another(parties: Parties) -> None:
    count(VIEWS, [SLUG])
    late = collecting.take()
    assert late
    collect_views()
    count(VIEWS, [SLUG])
    assert collecting.take()

    collecting.forget(late)
    collect_views()

    assert views(parties) == 2


def test_offerings_that_are_gone_do_not_hold_up_the_others(parties: Parties) -> None:
    count(VIEWS, ["gone", SLUG])

    assert collecting.collect() == 1
    assert counted() == {}


def test_counts_wait_a_fortnight_and_numbers_of_batches_longer(parties: Parties) -> None:
    count(VIEWS, [SLUG])
    collecting.take()
    assert 0 < counters().ttl(batch_key()) <= KEPT.total_seconds()
    collect_views()
    assert CountedBatch.objects.count() == 1
    CountedBatch.objects.update(added_at="2026-01-01T00:00:00Z")

    recount_year()

    assert CountedBatch.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_at_once_add_each_view_once(parties: Parties) -> None:
    def work(number: int) -> None:
        with closed_afterwards():
            for _again in range(40):
                count(VIEWS, [SLUG])
                if number % 2:
                    collecting.collect()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    collecting.collect()

    assert views(parties) == 240


COLLECTOR = """
import sys
from django.conf import settings
settings.CACHES["default"]["KEY_PREFIX"] = sys.argv[1]
settings.DATABASES["default"]["NAME"] = sys.argv[2]
import django
django.setup()
from desk.figures.collecting import collect
print("ready", flush=True)
while True:
    collect()
"""


@pytest.mark.faults
@pytest.mark.django_db(transaction=True)
def test_killed_at_any_moment_sums_are_those_of_the_counts(parties: Parties) -> None:
    chance, made = random.Random(39), 0
    for _round in range(2):
        with collector() as process:
            until = time.monotonic() + 0.6 + chance.random()
            while time.monotonic() < until:
                count(VIEWS, [SLUG])
                made += 1
            process.kill()
    collecting.collect()

    assert DailyFigures.objects.get().views == made > 100


def collector() -> subprocess.Popen[str]:
    prefix = settings.CACHES["default"]["KEY_PREFIX"]
    command = [sys.executable, "-c", COLLECTOR, prefix, str(connection.settings_dict["NAME"])]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "finsec_market.settings"}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process
