"""Brings counted views from Redis into the sums: each of them once, whenever the work is killed.

Counts are set aside as a batch by one RENAME, after which counting begins anew. The batch gets a number; its views and
its number are written in one transaction, and only then is it deleted. Killed before the transaction ends, the next run
finds the batch and writes it; killed after, the next run finds its number written and deletes it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

import redis
from django.db import connection, transaction
from django.utils import timezone

from catalogue.models import Offering
from desk.figures.counting import COMPARES, KEPT, VIEWS, batch_key, counters, counts_key
from desk.figures.writing import write_alone
from desk.models import CountedBatch

_NUMBER = "number"
_FORGET = "if redis.call('HGET', KEYS[1], 'number') == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
_ADD = """
INSERT INTO desk_dailyfigures (offering_id, day, views, compares)
SELECT offering, day, sum(views), sum(compares)
FROM unnest(%(offerings)s::bigint[], %(days)s::date[], %(views)s::int[], %(compares)s::int[])
    AS seen (offering, day, views, compares)
GROUP BY offering, day
ON CONFLICT (offering_id, day) DO UPDATE
SET views = desk_dailyfigures.views + EXCLUDED.views, compares = desk_dailyfigures.compares + EXCLUDED.compares
"""


@dataclass(frozen=True)
class Seen:
    """How often an offering was viewed or compared on a day."""

    day: date
    step: str
    slug: str
    number: int


@dataclass(frozen=True)
class Batch:
    number: uuid.UUID
    seen: list[Seen]


def collect() -> int:
    """Add everything that was counted until now to the sums; return how many views and compares that were."""
    added = 0
    # A batch that somebody left behind comes first, then what was counted since.
    while batch := take():
        added += add(batch)
        forget(batch)
    return added


def take() -> Batch | None:
    """Set the counts aside, or return the batch that still is; nothing where nothing was counted."""
    server = counters()
    if not server.exists(batch_key()):
        if not server.exists(counts_key()):
            return None
        try:
            server.renamenx(counts_key(), batch_key())
        except redis.ResponseError:
            return None  # somebody else has taken them just now
    server.hsetnx(batch_key(), _NUMBER, uuid.uuid4().hex)
    fields: dict[str, str] = server.hgetall(batch_key())  # type: ignore[assignment]
    number = fields.pop(_NUMBER, "")
    if not number:
        return take()  # somebody else has added that batch just now, and it is gone or another one
    return Batch(uuid.UUID(number), [_seen(field, value) for field, value in fields.items()])


@transaction.atomic
def add(batch: Batch) -> int:
    """Add a batch to the sums, unless that was done before."""
    write_alone()
    if not CountedBatch.objects.get_or_create(pk=batch.number)[1]:
        return 0
    # What has been renamed or deleted since has no row to be added to.
    known = dict(Offering.objects.filter(slug__in={one.slug for one in batch.seen}).values_list("slug", "pk"))
    seen = [one for one in batch.seen if one.slug in known]
    with connection.cursor() as cursor:
        cursor.execute(
            _ADD,
            {
                "offerings": [known[one.slug] for one in seen],
                "days": [one.day for one in seen],
                "views": [one.number if one.step == VIEWS else 0 for one in seen],
                "compares": [one.number if one.step == COMPARES else 0 for one in seen],
            },
        )
    return sum(one.number for one in seen)


def forget(batch: Batch) -> None:
    """Delete the batch from Redis, but not one that was set aside since."""
    counters().eval(_FORGET, 1, batch_key(), batch.number.hex)


def forget_numbers() -> int:
    """Delete the numbers of batches that Redis cannot hold any more."""
    return CountedBatch.objects.filter(added_at__lt=timezone.now() - 2 * KEPT).delete()[0]


def _seen(field: str, value: str) -> Seen:
    day, step, slug = field.split(" ")
    return Seen(date.fromisoformat(day), step, slug, int(value))
