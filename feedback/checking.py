"""Proves that what is counted is what a recount says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from feedback.scoring import STARS

COLUMNS = (*(f"stars_{stars}" for stars in STARS), "texts")


def _row(table: str) -> str:
    """SQL for the numbers of a row, in which a row that is not there has nothing but zeros."""
    return f"ARRAY[{', '.join(f'coalesce({table}.{one}, 0)::bigint' for one in COLUMNS)}]"


_STARS = ", ".join(f"count(*) FILTER (WHERE stars = {stars})" for stars in STARS)
_RECOUNT = f"""
SELECT offering_id, {_STARS}, count(*) FILTER (WHERE text <> '')
FROM feedback_review WHERE state = 'shown' GROUP BY offering_id
"""  # noqa: S608 - only names of our own
_RATINGS = f"""
SELECT * FROM (
    SELECT offering_id, {_row("kept")} AS kept, {_row("recount")} AS recounted
    FROM feedback_rating kept FULL JOIN ({_RECOUNT}) recount (offering_id, {", ".join(COLUMNS)}) USING (offering_id)
) both_of_them WHERE kept <> recounted ORDER BY offering_id
"""  # noqa: S608 - only names of our own
_VOTES = """
SELECT r.id, r.helpful, count(v.id) FROM feedback_review r LEFT JOIN feedback_helpfulvote v ON v.review_id = r.id
GROUP BY r.id HAVING r.helpful <> count(v.id) ORDER BY r.id
"""
_MEND = f"""
DELETE FROM feedback_rating;
INSERT INTO feedback_rating (offering_id, {", ".join(COLUMNS)}) {_RECOUNT};
UPDATE feedback_review r SET helpful = counted.number FROM (
    SELECT r.id, count(v.id) AS number FROM feedback_review r LEFT JOIN feedback_helpfulvote v ON v.review_id = r.id
    GROUP BY r.id
) counted WHERE counted.id = r.id AND counted.number <> r.helpful;
"""  # noqa: S608 - only names of our own


@dataclass(frozen=True)
class Difference:
    """A number that is not what a recount says."""

    what: str
    kept: str
    recounted: str

    def __str__(self) -> str:
        return f"{self.what}: kept {self.kept}, recounted {self.recounted}"


def differences() -> Iterator[Difference]:
    """Recount every rating and every vote, and yield what differs."""
    with connection.cursor() as cursor:
        cursor.execute(_RATINGS)
        yield from (Difference(f"offering {pk}", str(kept), str(told)) for pk, kept, told in cursor.fetchall())
        cursor.execute(_VOTES)
        yield from (Difference(f"votes for review {pk}", str(kept), str(told)) for pk, kept, told in cursor.fetchall())


@transaction.atomic
def mend() -> None:
    """Count everything anew, while nobody writes."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE feedback_review, feedback_helpfulvote IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(_MEND)
