"""Each draw is on record, and the command that repeats it finds whoever has helped chance."""

from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from publishing.models import StateChange
from tests.publishing.submitting import hand_in, make_listed, make_market_provider, make_submitted, propose

pytestmark = pytest.mark.django_db


def check() -> str:
    told = StringIO()
    call_command("check_draws", stdout=told)
    return told.getvalue()


def differences() -> str:
    told = StringIO()
    with pytest.raises(CommandError, match="differ from the record"):
        call_command("check_draws", stdout=told)
    return told.getvalue()


def forge(assignment: str, *values: object) -> None:
    """Change the record as only somebody with all rights on the database can."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE publishing_statechange DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE publishing_statechange SET {assignment} WHERE step = 'submit'", values)
        cursor.execute("ALTER TABLE publishing_statechange ENABLE TRIGGER USER")


def hand_in_changes(number: int, slug: str = "gatekeepers") -> None:
    offering = make_listed(make_market_provider(slug), slug=f"listed-{slug}")
    for version in range(number):
        hand_in(propose(offering, version=str(version)))


def test_draws_of_any_share_are_repeated_as_they_were(settings):
    settings.REVIEW_DRAW_PERCENT = 0
    hand_in_changes(3)
    settings.REVIEW_DRAW_PERCENT = 100
    hand_in_changes(1, "others")
    settings.REVIEW_DRAW_PERCENT = 37

    assert "Repeated: 4. Made with another key: 0." in check()
    told = StateChange.objects.filter(step="submit").order_by("pk").values_list("draw__is_drawn", flat=True)
    assert list(told) == [False, False, False, True]


def test_a_draw_on_record_that_chance_has_not_made_is_named():
    hand_in_changes(1)
    forge("""draw = draw || '{"is_drawn": true}'""")

    assert "on record as drawn, repeated as not drawn." in differences()


def test_what_was_drawn_and_published_all_the_same_is_named():
    hand_in_changes(1)
    forge("""draw = draw || '{"percent": 100, "is_drawn": true}'""")

    assert "drawn, and published without a reviewer." in differences()


def test_what_was_held_as_drawn_and_never_drawn_is_named(settings):
    settings.REVIEW_DRAW_PERCENT = 100
    hand_in_changes(1)
    forge("""draw = draw || '{"percent": 0, "is_drawn": false}'""")

    assert "held as drawn, and never drawn." in differences()


def test_draws_with_another_key_are_counted_and_not_judged(settings):
    hand_in_changes(1)
    settings.REVIEW_DRAW_KEY = "another"
    with pytest.raises(CommandError, match="Set REVIEW_DRAW_KEY to the key of that time"):
        check()

    make_submitted(make_market_provider("others"))

    assert "Repeated: 1. Made with another key: 1." in check()


def test_the_record_gives_no_key_away(settings):
    make_submitted()

    assert settings.REVIEW_DRAW_KEY not in str(StateChange.objects.get(step="submit").draw)
