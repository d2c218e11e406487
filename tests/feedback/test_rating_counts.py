"""What is counted always equals a recount, whoever changes reviews and however."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue.models import Offering
from feedback.models import HelpfulVote, Rating, Review
from feedback.scoring import PRIOR_MEAN, score
from tests.catalogue.listings import make_offering
from tests.factories import make_member
from tests.feedback.reviewing import check, closed_afterwards, rating, write

pytestmark = pytest.mark.django_db

# ``make bench`` does 100,000; a tenth of them finds what a change has broken.
OPERATIONS = int(os.environ.get("RATING_OPERATIONS", "10000"))
STEPS, ROWS = 20, 250
EXAMPLES = OPERATIONS // 2_000
# One operation for each row. Rows are chosen by what is left of their number.
ROW = "(SELECT id FROM feedback_review ORDER BY (id * {a}) % 1009, id LIMIT {rows})"
OFFERING = "(SELECT id FROM catalogue_offering ORDER BY id OFFSET (n * {a} + {b}) % 3 LIMIT 1)"
STATEMENTS = {
    "add": "INSERT INTO feedback_review (offering_id, byline, stars, text, language, evidence, state, written_at) "
    f"SELECT {OFFERING}, '', 1 + (n * {{a}}) % 5, repeat('x', (n * {{b}}) % 2), 'en', '', "
    "(ARRAY['shown', 'hidden'])[1 + (n + {b}) % 2], now() FROM generate_series(1, {rows}) n",
    "only words": "INSERT INTO feedback_review (offering_id, byline, text, language, evidence, state, written_at) "
    f"SELECT {OFFERING}, '', 'x', 'en', '', 'shown', now() FROM generate_series(1, {{rows}}) n",
    "change stars": f"UPDATE feedback_review SET stars = 1 + (id + {{b}}) % 5 WHERE id IN {ROW}",
    "take stars away": f"UPDATE feedback_review SET stars = NULL, text = 'x' WHERE id IN {ROW}",
    "take words away": f"UPDATE feedback_review SET text = '', stars = coalesce(stars, 3) WHERE id IN {ROW}",
    "hide or show": "UPDATE feedback_review SET state = CASE state WHEN 'shown' THEN 'hidden' ELSE 'shown' END "
    f"WHERE id IN {ROW}",
    "move": "UPDATE feedback_review SET offering_id = (SELECT id FROM catalogue_offering ORDER BY id "
    f"OFFSET {{b}} % 3 LIMIT 1) WHERE id IN {ROW}",
    "forget authors": f"UPDATE feedback_review SET byline = '' WHERE id IN {ROW}",
    "vote": "INSERT INTO feedback_helpfulvote (review_id, person_id, at) SELECT r.id, p.id, now() FROM "
    f"(SELECT id FROM feedback_review WHERE id IN {ROW}) r, (SELECT id FROM accounts_user LIMIT 1) p "
    "ON CONFLICT DO NOTHING",
    "take votes back": f"DELETE FROM feedback_helpfulvote WHERE review_id IN {ROW}",
    "delete": f"DELETE FROM feedback_helpfulvote WHERE review_id IN {ROW}; "
    f"DELETE FROM feedback_review WHERE id IN {ROW}",
}
steps = st.lists(
    st.tuples(st.sampled_from(sorted(STATEMENTS)), st.integers(1, 1008), st.integers(0, 1008)),
    min_size=STEPS,
    max_size=STEPS,
)


def test_after_random_operations_in_bulk_the_numbers_equal_a_recount(
    watch: Offering, record_property: Callable[[str, object], None]
) -> None:
    for slug in ("second", "third"):
        make_offering(slug)
    make_member()
    done = 0

    @settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(steps=steps)
    def whatever_is_done(steps: list[tuple[str, int, int]]) -> None:
        nonlocal done
        with transaction.atomic(), connection.cursor() as cursor:
            for what, a, b in [("add", 1, 1), *steps]:
                for statement in STATEMENTS[what].format(a=a, b=b, rows=ROWS).split(";"):
                    cursor.execute(statement)
                    done += cursor.rowcount
            check()
            compare_with_the_formula()
            transaction.set_rollback(True)

    whatever_is_done()

    record_property("operations", done)
    assert done >= OPERATIONS


def compare_with_the_formula() -> None:
    for one in Rating.objects.all():
        assert one.count == sum(one.histogram)
        assert one.total == sum(stars * number for stars, number in enumerate(one.histogram, 1))
        assert one.score == pytest.approx(score(one.histogram))


def test_an_emptied_table_leaves_nothing_counted(watch: Offering) -> None:
    HelpfulVote.objects.create(review=write(watch), person=make_member())

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE feedback_review CASCADE")

    assert rating(watch).histogram == [0, 0, 0, 0, 0]
    assert rating(watch).texts == 0
    check()


def test_emptied_votes_are_no_votes(watch: Offering) -> None:
    review = write(watch)
    HelpfulVote.objects.create(review=review, person=make_member())

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; TRUNCATE feedback_helpfulvote")

    review.refresh_from_db()
    assert review.helpful == 0


def test_the_numbers_go_with_the_offering(watch: Offering) -> None:
    write(watch)

    watch.delete()

    assert not Rating.objects.exists()


@pytest.mark.parametrize("wrong", [{"stars": 0}, {"stars": 6}, {"stars": None, "text": ""}, {"state": "seen"}])
def test_the_database_itself_refuses_what_is_no_review(watch: Offering, wrong: dict[str, object]) -> None:
    review = write(watch)

    with pytest.raises(Exception, match="violates check constraint"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(**wrong)


def test_the_checker_names_what_differs_and_mends_it(watch: Offering) -> None:
    review = write(watch, 4)
    Rating.objects.update(stars_4=7)
    Review.objects.filter(pk=review.pk).update(helpful=3)
    out = StringIO()

    with pytest.raises(CommandError, match="2 numbers differ"):
        call_command("check_ratings", stdout=out)

    assert f"offering {watch.pk}: kept [0, 0, 0, 7, 0, 1], recounted [0, 0, 0, 1, 0, 1]" in out.getvalue()
    assert f"votes for review {review.pk}: kept 3, recounted 0" in out.getvalue()
    call_command("check_ratings", mend=True, stdout=out)
    assert rating(watch).histogram == [0, 0, 0, 1, 0]
    check()


def test_the_checker_finds_numbers_that_are_missing(watch: Offering) -> None:
    write(watch)
    Rating.objects.all().delete()

    with pytest.raises(CommandError, match="1 numbers differ"):
        call_command("check_ratings", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_many_at_once_lose_no_rating(watch: Offering) -> None:
    others = [make_offering("second"), make_offering("third")]
    offerings = [watch, *others]
    go = threading.Barrier(8)

    def add(number: int) -> None:
        with closed_afterwards():
            go.wait()
            for turn in range(15):
                stars, order = 1 + (number + turn) % 5, offerings if number % 2 else offerings[::-1]
                made = Review.objects.bulk_create([Review(offering=one, stars=stars, language="en") for one in order])
                if turn % 3 == 0:
                    Review.objects.filter(pk__in=[one.pk for one in made]).update(state="hidden")

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(8)))

    assert sum(rating(one).count for one in offerings) == 8 * 10 * 3
    check()


def test_the_score_begins_in_the_middle_and_few_votes_move_it_little() -> None:
    assert score([0, 0, 0, 0, 0]) == PRIOR_MEAN == 3
    assert score([0, 0, 0, 0, 1]) - 3 < 0.2
    assert score([0, 0, 0, 0, 1]) < score([5, 5, 10, 40, 40])
    assert score([0, 0, 0, 0, 10_000]) == pytest.approx(5, abs=0.01)


@given(st.lists(st.integers(0, 10**6), min_size=5, max_size=5), st.integers(1, 5))
def test_a_better_vote_never_lowers_the_score_and_a_worse_one_never_raises_it(histogram: list[int], stars: int) -> None:
    with_vote = [number + (place == stars) for place, number in enumerate(histogram, 1)]
    before, after = score(histogram), score(with_vote)

    assert 1 < after < 5
    assert after >= before - 1e-9 if stars >= before else after <= before + 1e-9
