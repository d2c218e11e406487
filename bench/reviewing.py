"""A long queue of submissions, asked as reviewers do: ``python -m bench.reviewing fill 10000``, then ``ask`` and
``record 1000000``, in a process of its own with the database that DATABASE_URL names. Prints JSON."""

from __future__ import annotations

import gc
import io
import json
import os
import sys
import time
from collections.abc import Iterator
from itertools import islice
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

TIMES = int(os.environ.get("BENCH_TIMES", "60"))
ROUND = 10_000  # submissions that take a step together
LANGUAGES = ("en", "de", "fr", "it", "es", "el")
TEXTS = ("title", "summary", "description", "features", "for_whom", "components", "access", "contact_note")
# Every submission goes through the trigger that a single one goes through; only the number of statements is smaller.
STEP = """
WITH moved AS (
    UPDATE publishing_submission SET state = %(end)s, steps = steps + 1, state_since = clock_timestamp(),
        submitted_at = coalesce(submitted_at, now() - id * interval '1 second')
    WHERE state = %(start)s AND id BETWEEN %(first)s AND %(last)s RETURNING id
) SELECT count(*) FROM moved
"""
RECORD = """
INSERT INTO publishing_statechange (submission_id, number, step, start, "end", at, reason, digest, fields, actor_id)
SELECT id, steps, %(step)s, %(start)s, %(end)s, clock_timestamp(), '', digest, '{}', %(actor)s
FROM publishing_submission WHERE id BETWEEN %(first)s AND %(last)s
"""


def fill(number: int) -> None:
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    call_command("load_content", verbosity=0, stdout=io.StringIO())
    person, reviewer = _people()
    for start in range(0, number, ROUND):
        _hand_in(person.pk, start, min(ROUND, number - start))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE publishing_submission, publishing_statechange, publishing_revision")
    _long_proposal(person)
    print(json.dumps({"reviewer": reviewer.pk}))


def ask() -> None:
    from publishing.models import Submission

    long = Submission.objects.order_by("-pk")[0]
    queue, page = "/en/admin/publishing/submission/", f"/en/admin/publishing/submission/{long.pk}/change/"
    told = {
        "queue": _asked("reviewers' queue, 10,000 open submissions", [f"{queue}?p={1 + n}" for n in range(TIMES)]),
        "queue by risk": _asked("reviewers' queue by risk", [f"{queue}?o=-6&p={1 + n}" for n in range(TIMES)]),
        "difference": _asked(f"difference page of {len(long.changed)} fields in six languages", [page] * TIMES),
    }  # fmt: skip
    print(json.dumps(told))


def record(number: int) -> None:
    """Let reviewers take submissions and put them back until there are so many steps more; then read all in order."""
    from django.db import connection, transaction

    from accounts.models import User
    from publishing.models import StateChange

    reviewer = User.objects.get(email="reviewer@bench.example")
    first, last = _range()
    before, began = StateChange.objects.count(), time.perf_counter()
    while StateChange.objects.count() - before < number:
        for step, start, end in (("take", "submitted", "in_review"), ("put_back", "in_review", "submitted")):
            values = {
                "step": step, "start": start, "end": end, "actor": reviewer.pk, "first": first, "last": last
            }  # fmt: skip
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(STEP, values)
                cursor.execute(RECORD, values)
    written, began = time.perf_counter() - began, time.perf_counter()
    steps, missing = _read_back()
    print(json.dumps({"steps": steps, "written": written, "read": time.perf_counter() - began, "missing": missing}))


def _read_back() -> tuple[int, int]:
    """Return how many steps there are, and how many do not follow on the one before."""
    from publishing.models import StateChange, Submission

    steps = missing = 0
    submission, number, end = 0, 0, "draft"
    rows = StateChange.objects.order_by("submission", "number").values_list("submission", "number", "start", "end")
    for pk, place, start, last in rows.iterator(chunk_size=10_000):
        if pk != submission:
            submission, number, end = pk, 0, "draft"
        missing += place != number + 1 or start != end
        steps, number, end = steps + 1, place, last
    counted = sum(Submission.objects.values_list("steps", flat=True))
    return steps, missing + abs(counted - steps)


def _people() -> tuple[Any, Any]:
    from django.contrib.auth.models import Group

    from accounts.models import User

    writer = User.objects.create_user("writer@bench.example")
    reviewer = User.objects.create_user("reviewer@bench.example", is_staff=True)
    reviewer.groups.add(Group.objects.get(name="reviewer"))
    return writer, reviewer


def _hand_in(person: int, start: int, many: int) -> None:
    """Bring so many drafts in, each about a listing of its own, and hand all of them in."""
    from django.db import connection, transaction

    from accounts.models import Organisation
    from catalogue.models import Offering
    from publishing.models import Submission

    organisation = Organisation.objects.first() or _organisation()
    base, values = _base()
    lead = Offering.objects.values_list("lead", flat=True)[0]
    made = Offering.objects.bulk_create(
        Offering(slug=f"queued-{n}", lead_id=lead, kind="service", stage="beta", price_model="on-request",
                 state="draft", title_en=f"Queued {n}")
        for n in range(start, start + many)
    )  # fmt: skip
    rows = [
        Submission(
            model="catalogue.offering", row=one.pk, organisation=organisation, author_id=person, lane="third-party",
            base=base, proposed=values | {"title_en": one.title_en}, digest=f"{one.pk:064}", changed=["title_en"],
            risk=(one.pk * 7919) % 120, risk_factors=["third_party", "held"],
        )
        for one in made
    ]  # fmt: skip
    found = Submission.objects.bulk_create(rows, batch_size=1_000)
    told = {"step": "submit", "start": "draft", "end": "submitted", "actor": person}
    told |= {"first": found[0].pk, "last": found[-1].pk}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STEP, told)
        cursor.execute(RECORD, told)


def _organisation() -> Any:
    from accounts.models import Organisation

    return Organisation.objects.create(
        name="Bench",
        slug="bench",
        website="https://bench.example/",
        country="GR",
        email_domain="bench.example",
        contact_email="writer@bench.example",
    )


def _base() -> tuple[Any, dict[str, Any]]:
    """Return a revision of a real listing and what it says."""
    from catalogue.models import Offering
    from publishing.models import Revision
    from publishing.services import hold

    offering = Offering.objects.filter(state="published").order_by("pk")[0]
    hold(Offering, [offering.pk])
    revision = Revision.objects.newest(Offering, [offering.pk])[offering.pk]
    return revision, revision.values


def _long_proposal(person: Any) -> None:
    """Propose other words in all texts of a real listing, in six languages, and other facts: 50 fields and more."""
    from django.db import connection, transaction

    from accounts.models import Organisation
    from publishing.models import Submission
    from publishing.submissions.proposals import changed_keys
    from publishing.submissions.submittable import submittable

    base, values = _base()
    texts = {f"{name}_{language}": _reworded(values, f"{name}_{language}") for name in TEXTS for language in LANGUAGES}
    proposed = values | {key: text for key, text in texts.items() if key in values}
    proposed |= {"version": "9.9", "amount": "999.00", "currency": "EUR", "price_model": "subscription"}
    known = submittable("catalogue.offering")
    changed = changed_keys(known, base.values, proposed)
    one = Submission.objects.create(
        model="catalogue.offering", row=base.row, organisation=Organisation.objects.all()[0], author=person,
        lane="third-party", base=base, proposed=proposed, digest="0" * 64, changed=changed,
    )  # fmt: skip
    told = {"step": "submit", "start": "draft", "end": "submitted", "actor": person.pk, "first": one.pk, "last": one.pk}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(STEP, told)
        cursor.execute(RECORD, told)


def _reworded(values: dict[str, Any], key: str) -> Any:
    """Exchange each seventh word; where there is no translation yet, write one as long as the English text."""
    told = values.get(key) or values.get(f"{key.rpartition('_')[0]}_en") or "A few words about it."
    if isinstance(told, dict):
        return {**told, "another one": "otherwise"}
    if isinstance(told, list):
        return [*told[1:], "another one"]
    words = str(told).split(" ")
    return " ".join("otherwise" if place % 7 == 3 else word for place, word in enumerate(words)) + " Really."


def _range() -> tuple[int, int]:
    """Return the first and the last of the submissions that wait, at most so many as take a step together."""
    from publishing.models import Submission

    pks = list(islice(Submission.objects.filter(state="submitted").order_by("pk").values_list("pk", flat=True), ROUND))
    return pks[0], pks[-1]


def _asked(what: str, addresses: list[str]) -> dict[str, Any]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = _client()
    _once(client, addresses[0])
    gc.freeze()  # as web processes do (deploy/gunicorn.conf.py)
    seconds, busy = zip(*(_once(client, address) for address in addresses), strict=True)
    with CaptureQueriesContext(connection) as captured:
        _once(client, addresses[1])
    return {"what": what, "seconds": seconds, "busy": busy, "statements": len(captured)}


def _client() -> Any:
    from accounts.models import User
    from tests.factories import signed_in

    client = signed_in(User.objects.get(email="reviewer@bench.example"))
    client.defaults["SERVER_NAME"] = "localhost"
    return client


def _once(client: Any, address: str) -> tuple[float, float]:
    wall, busy = time.perf_counter(), time.thread_time()
    answer = client.get(address, secure=True)
    wall, busy = time.perf_counter() - wall, time.thread_time() - busy
    assert answer.status_code == 200, (address, answer.status_code)
    return wall, busy


def main(words: Iterator[str]) -> None:
    from finsec_market.embedded.static import collect_static

    django.setup()
    collect_static()
    verb = next(words)
    {"fill": fill, "ask": ask, "record": record}[verb](*(int(word) for word in words))


if __name__ == "__main__":
    main(iter(sys.argv[1:]))
