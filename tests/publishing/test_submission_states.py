"""The table of steps, in the code and in the database: what it does not name, nothing can do."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import DatabaseError, connection, transaction

from publishing.models import StateChange, Submission
from publishing.submissions.guarding import bodies
from publishing.submissions.states import STEPS, Lane, Side, State, steps_from
from publishing.submissions.submittable import submittable
from tests.publishing.submitting import make_draft, make_in_review, make_published, make_reviewer, writer

pytestmark = pytest.mark.django_db
ENDS = {State.WITHDRAWN}


def refused(statement: str, *values: object) -> str:
    """What the database says to a statement, which must not go through."""
    with pytest.raises(DatabaseError) as raised:
        execute(statement, *values)
    return str(raised.value)


@transaction.atomic
def execute(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def put(submission: Submission, state: str) -> None:
    """Bring a row into a state without the steps before, as no program of the market can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE publishing_submission DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE publishing_submission SET state = %s, submitted_at = now() WHERE id = %s", [state, submission.pk]
        )
        cursor.execute("ALTER TABLE publishing_submission ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def test_every_state_is_reached_and_left_as_planned():
    reached = {State.DRAFT, *(step.end for step in STEPS.values())}

    assert reached == set(State)
    assert {state for state in State if not steps_from(state)} == ENDS


def test_who_decides_is_never_alone():
    """All that a reviewer does takes four eyes; what ends badly for a provider, or is overturned, takes a reason."""
    assert {name for name, step in STEPS.items() if step.four_eyes} == {
        name for name, step in STEPS.items() if {Side.REVIEWER, Side.APPEAL} & {*step.sides}
    }
    assert {name for name, step in STEPS.items() if step.needs_reason} == {
        "request_changes", "reject", "suspend", "remove", "reopen", "reinstate",
    }  # fmt: skip


def test_the_lanes_differ_and_say_so():
    assert [name for name, step in STEPS.items() if step.lanes != tuple(Lane)] == ["accept_consortium"]
    assert len({str(lane.explanation) for lane in Lane}) == len(Lane)


def test_the_database_has_the_table_of_the_code():
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(bodies())])
        stored = dict(cursor.fetchall())

    assert stored == bodies()


@pytest.mark.parametrize("start", State)
def test_the_database_refuses_each_step_that_is_not_in_the_table(start):
    submission = make_draft()
    put(submission, start)
    possible = {step.end for step in steps_from(start)}

    for end in set(State) - possible - {start}:
        told = refused(
            "UPDATE publishing_submission SET state = %s, steps = steps + 1 WHERE id = %s", end, submission.pk
        )
        assert f"cannot go from {start} to {end}" in told
    for end in possible:
        told = refused(
            "UPDATE publishing_submission SET state = %s, steps = steps + 1 WHERE id = %s", end, submission.pk
        )
        assert "has no record" in told
    for end in possible - {start}:
        assert "cannot go" in refused("UPDATE publishing_submission SET state = %s WHERE id = %s", end, submission.pk)


def test_a_submission_begins_as_a_draft():
    copied = ", ".join(f'"{field.column}"' for field in Submission._meta.concrete_fields if field.name != "id")
    submission = make_in_review()

    told = refused(f"INSERT INTO publishing_submission ({copied}) SELECT {copied} FROM publishing_submission")

    assert "begins as a draft" in told
    assert submission.state == State.IN_REVIEW


@pytest.mark.parametrize("step", STEPS)
def test_no_record_tells_of_a_step_that_was_not_taken(step):
    submission = make_in_review()

    for start, end in product(State, State):
        if (step, start, end) != ("take", State.SUBMITTED, State.IN_REVIEW):
            assert "This step is not possible" in refused_record(submission, step, start, end)


def refused_record(submission: Submission, step: str, start: str, end: str) -> str:
    """What the database says to a record with the number of the last step."""
    return refused(
        "INSERT INTO publishing_statechange (submission_id, number, step, start, \"end\", at, reason, digest, fields) "
        "VALUES (%s, %s, %s, %s, %s, now(), 'so', '', '{}')", submission.pk, submission.steps, step, start, end,
    )  # fmt: skip


@pytest.mark.parametrize("change", ["reason = 'another'", "at = now()", "number = 9", "digest = ''"])
def test_a_record_is_not_changed(change):
    change_made = make_published().state_changes.latest("number")

    assert "neither changed nor deleted" in refused(
        f"UPDATE publishing_statechange SET {change} WHERE id = %s", change_made.pk
    )


def test_a_record_is_not_deleted():
    make_published()

    assert "neither changed nor deleted" in refused("DELETE FROM publishing_statechange")


def test_only_who_it_was_may_go_from_a_record():
    submission = make_published()
    person = submission.state_changes.get(step="approve").actor

    StateChange.objects.filter(actor=person).update(actor=None)

    assert submission.state_changes.get(step="approve").actor is None


@pytest.mark.parametrize("column", ["proposed = '{}'", "digest = 'x'", "lane = 'consortium'"])
def test_what_is_decided_about_stays_as_it_was_submitted(column):
    submission = make_in_review()

    told = refused(f"UPDATE publishing_submission SET {column} WHERE id = %s", submission.pk)

    assert "is not changed while it is decided about" in told


@pytest.mark.parametrize("column", ["row = row + 1", "model = 'catalogue.term'"])
def test_a_submission_stays_with_its_listing(column):
    assert "stays with its listing" in refused(
        f"UPDATE publishing_submission SET {column} WHERE id = %s", make_draft().pk
    )


@pytest.mark.parametrize(
    ("step", "end", "actor", "reason", "said"),
    [
        ("approve", "approved", "nobody", "", "answer for this step"),
        ("reject", "rejected", "reviewer", " \n", "needs a reason"),
        ("approve", "approved", "writer", "", "of their own organisation"),
        ("reject", "rejected", "writer", "No", "of their own organisation"),
    ],
)
def test_the_database_asks_for_actor_reason_and_four_eyes(step, end, actor, reason, said):
    submission = make_in_review()
    people = {"nobody": None, "reviewer": make_reviewer().pk, "writer": writer(submission).pk}

    told = refused(
        "UPDATE publishing_submission SET state = %s, steps = steps + 1 WHERE id = %s;"
        "INSERT INTO publishing_statechange (submission_id, number, step, start, \"end\", at, reason, digest, fields, "
        "actor_id) SELECT id, steps, %s, 'in_review', state, now(), %s, digest, '{}', %s FROM publishing_submission",
        end, submission.pk, step, reason, people[actor],
    )  # fmt: skip

    assert said in told


def test_offerings_are_registered_with_a_rule_for_every_field():
    known = submittable("catalogue.offering")

    assert known.is_closed("state")
    assert known.is_closed("no such field")
    assert not known.is_closed("title_de")
