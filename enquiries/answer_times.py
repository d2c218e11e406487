"""How long providers take to answer: the median of a year, in which a request still open counts for what it has waited.

The median of the answered requests alone would flatter whoever leaves the hard ones lying. So the share of requests
still unanswered after each time is estimated as Kaplan and Meier do (Journal of the American Statistical Association
53, 1958), and the median is where it first reaches one half. Where every request is answered, this is the plain median
(the lower one of an even number). A request that its asker closed without an answer waited until then.
"""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Provider
from enquiries.models import AnswerTime

FEWEST_ANSWERS = 5  # with fewer, the figure would tell about single requests
COUNTED = timedelta(days=365)
# In each step `waiting` are those that had waited at least so long without an answer.
MEDIANS = """
WITH waits AS (
    SELECT provider_id, coalesce(answered_at, closed_at, now()) - created_at AS waited,
        answered_at IS NOT NULL AS answered
    FROM enquiries_enquiry WHERE created_at > now() - %(counted)s
), steps AS (
    SELECT provider_id, waited, count(*) FILTER (WHERE answered) AS answers,
        sum(count(*)) OVER (PARTITION BY provider_id ORDER BY waited DESC) AS waiting
    FROM waits GROUP BY provider_id, waited
), curves AS (
    SELECT provider_id, waited, sum(answers) OVER (PARTITION BY provider_id) AS answers,
        sum(CASE WHEN answers < waiting THEN ln(1 - answers / waiting) ELSE -1e9 END)
            OVER (PARTITION BY provider_id ORDER BY waited) AS log_unanswered
    FROM steps
), medians AS (
    SELECT provider_id, answers, min(waited) AS median FROM curves
    WHERE log_unanswered <= ln(0.5) + 1e-12 AND answers >= %(fewest)s GROUP BY provider_id, answers
)
SELECT provider_id, answers, median FROM medians
"""


def refresh() -> None:
    """Compute the figures of all providers in one statement, and write only those that have changed."""
    with connection.cursor() as cursor:
        cursor.execute(MEDIANS, {"counted": COUNTED, "fewest": FEWEST_ANSWERS})  # type: ignore[dict-item] # psycopg2 takes a timedelta
        found = {provider: (int(answers), median) for provider, answers, median in cursor.fetchall()}
    known = {one.provider_id: (one.answers, one.median) for one in AnswerTime.objects.all()}
    changed = [
        AnswerTime(provider_id=provider, answers=answers, median=median)
        for provider, (answers, median) in found.items()
        if known.get(provider) != (answers, median)
    ]
    if gone := known.keys() - found.keys():
        AnswerTime.objects.filter(provider__in=gone).delete()
    AnswerTime.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["provider"], update_fields=["answers", "median"]
    )


def facts_about(provider: Provider) -> list[tuple[str, str]]:
    """Return what the page of a provider says: nothing where too few requests were answered."""
    found = AnswerTime.objects.filter(provider=provider).first()
    return [(_("Answers requests"), words(found))] if found else []


def words(found: AnswerTime) -> str:
    told = {"time": within(found.median), "number": found.answers}
    return (
        ngettext(
            "half of them within %(time)s (%(number)d answer in the last year)",
            "half of them within %(time)s (%(number)d answers in the last year)",
            found.answers,
        )
        % told
    )


def within(time: timedelta) -> str:
    """Return a time in words, in the unit that people would use, rounded up."""
    hours = -(-time // timedelta(hours=1))
    if hours < 48:
        return ngettext("%(number)d hour", "%(number)d hours", max(hours, 1)) % {"number": max(hours, 1)}
    days = -(-time // timedelta(days=1))
    return ngettext("%(number)d day", "%(number)d days", days) % {"number": days}
