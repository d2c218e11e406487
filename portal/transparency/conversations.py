"""Moderation of reviews, and requests to providers, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from enquiries.answer_times import FEWEST_ANSWERS
from feedback.models import Decision, Ground, Report
from portal.transparency.decisions import hours, together
from portal.transparency.periods import Period
from portal.transparency.tables import Row, Table

# A request without an answer counts as one that waits for ever: whoever leaves it lying gains nothing.
ANSWERS = """
SELECT count(*), count(answered_at), count(*) FILTER (WHERE answered_at IS NULL AND closed_at IS NOT NULL),
    nullif(percentile_disc(0.5) WITHIN GROUP (
        ORDER BY coalesce(answered_at - created_at, interval '1000 years')), interval '1000 years')
FROM enquiries_enquiry WHERE created_at >= %(start)s AND created_at < %(end)s
"""
NUMBER = [("number", _("number"))]


def tables(of: Period) -> list[Table]:
    return [*_reviews(of), _requests(of)]


def _reviews(of: Period) -> list[Table]:
    within = Q(at__gte=of.start, at__lt=of.end)
    reported = Report.objects.filter(within).order_by().values_list("ground").annotate(number=Count("pk"))
    decided = Decision.objects.filter(within).order_by().values_list("verb", "ground").annotate(number=Count("pk"))
    verbs: Counter[str] = Counter()
    grounds: dict[str, Counter[str]] = {}
    for ground, number in reported:
        verbs["reported"] += number
        grounds.setdefault(ground, Counter())["reported"] += number
    for verb, ground, number in decided:
        verbs[verb] += number
        if verb == Decision.Verb.HIDE:
            grounds.setdefault(ground, Counter())[verb] += number
    return [_moderation(verbs), _review_grounds(grounds)]


def _moderation(verbs: Counter[str]) -> Table:
    titles = {
        "reported": _("Reports by members"),
        "hide": _("Reviews hidden"),
        "restore": _("Reviews shown again"),
        "keep": _("Reports dismissed"),
    }
    rows = [Row(key, title, [verbs[key]]) for key, title in titles.items()]
    note = _("Reviews that were deleted since, with an account or an offering, are not counted.")
    return Table("reviews", _("Moderation of reviews"), NUMBER, rows, note)


def _review_grounds(grounds: dict[str, Counter[str]]) -> Table:
    shown = together(grounds)
    titles = dict(Ground.choices) | {"other": _("Other grounds, each with fewer than three decisions")}
    columns = [("reported", _("Reports by members")), ("hide", _("Reviews hidden"))]
    rows = [
        Row(key, title, [shown[key][name] for name, _t in columns]) for key, title in titles.items() if key in shown
    ]
    return Table("review_grounds", _("Grounds of reports and decisions about reviews"), columns, rows)


def _requests(of: Period) -> Table:
    with connection.cursor() as cursor:
        cursor.execute(ANSWERS, {"start": of.start, "end": of.end})
        asked, answered, unanswered, median = cursor.fetchone() or (0, 0, 0, None)
    told: dict[str, Any] = {
        "asked": (_("Asked"), asked),
        "answered": (_("Answered"), answered),
        "closed_unanswered": (_("Closed without an answer"), unanswered),
        "median_hours": (
            _("Median time to the first answer, in hours"),
            hours(median) if answered >= FEWEST_ANSWERS else None,
        ),
    }
    rows = [Row(key, title, [number]) for key, (title, number) in told.items()]
    note = _(
        "Requests asked in the period. One without an answer counts as waiting longer than any other. No median is "
        "given for fewer than five answers, or where fewer than half were answered. Requests are kept for three years."
    )
    return Table("requests", _("Requests to providers"), NUMBER, rows, note)
