"""Submissions, decisions, draws, grounds and appeals: counted from the steps on record, in six statements."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from portal.transparency.periods import Period
from portal.transparency.tables import Number, Row, Table
from publishing.models import Appeal, StateChange
from publishing.submissions.policy_reasons import REASONS
from publishing.submissions.states import REASONED, STEPS, Lane

FEWEST = 3  # a ground with fewer decisions in the period is counted with the others like it
TOTAL = "total"
LANES = [*((lane.value, lane.label) for lane in Lane), (TOTAL, _("total"))]
BY_RULES = ("accept_consortium", "repeat_approval", "waive_review")
BY_REVIEWERS = ("approve", "reject")
STEPS_SHOWN = {
    "submit": _("Handed in"),
    "accept_consortium": _("Approved by rule: consortium lane"),
    "waive_review": _("Approved by rule: no field needs a review first"),
    "repeat_approval": _("Approved by rule: approved before"),
    "approve": _("Approved by a reviewer"),
    "request_changes": _("Changes asked for"),
    "reject": _("Refused"),
    "withdraw": _("Withdrawn by the provider"),
    "publish": _("Published"),
    "confirm": _("Checked after publication"),
    "suspend": _("Suspended"),
    "restore": _("Suspension ended"),
    "remove": _("Removed"),
    "reopen": STEPS["reopen"].title,
    "reinstate": STEPS["reinstate"].title,
}
RESULTS = {
    "approve": _("Approved"),
    "request_changes": _("Changes asked for"),
    "reject": _("Refused"),
    "withdraw": _("Withdrawn or taken back"),
    "waiting": _("Not decided yet"),
}
# What became of each submission that waited because it was drawn.
DRAWN = """
SELECT coalesce(replace(r.step, 'rework', 'withdraw'), 'waiting'), count(*)
FROM publishing_statechange c LEFT JOIN LATERAL (
    SELECT n.step FROM publishing_statechange n WHERE n.submission_id = c.submission_id AND n.number > c.number
    AND n.step IN ('approve', 'request_changes', 'reject', 'withdraw', 'rework') ORDER BY n.number LIMIT 1
) r ON true
WHERE c.step = 'submit' AND c.at >= %(start)s AND c.at < %(end)s
AND jsonb_path_exists(c.fields, '$.*.held ? (@ == "drawn")') GROUP BY 1
"""
# How long a reviewer took, from the last time it was put into the queue.
TIMES = """
SELECT coalesce(s.lane, 'total'), count(*),
    percentile_disc(0.5) WITHIN GROUP (ORDER BY d.at - h.at), percentile_disc(0.9) WITHIN GROUP (ORDER BY d.at - h.at)
FROM publishing_statechange d JOIN publishing_submission s ON s.id = d.submission_id JOIN LATERAL (
    SELECT c.at FROM publishing_statechange c WHERE c.submission_id = d.submission_id AND c.number < d.number
    AND c.step IN ('submit', 'reopen') ORDER BY c.number DESC LIMIT 1
) h ON true
WHERE d.step IN ('approve', 'request_changes', 'reject') AND d.at >= %(start)s AND d.at < %(end)s
GROUP BY GROUPING SETS ((s.lane), ())
"""
GROUNDS = """
SELECT ground, c.step, count(*)
FROM publishing_statechange c, unnest(CASE WHEN c.grounds = '{}' THEN '{own-words}' ELSE c.grounds END) ground
WHERE c.step = ANY(%(steps)s) AND c.at >= %(start)s AND c.at < %(end)s GROUP BY 1, 2
"""


def tables(of: Period) -> list[Table]:
    """Return what is known about listings; figures of a past period change only where a drawn one still waits."""
    steps = _steps(of)
    return [_decisions(steps), _automatic(steps), _draws(of), _times(of), _grounds(of), _appeals(of)]


def hours(time: timedelta | None) -> Number:
    return None if time is None else round(time / timedelta(hours=1), 1)


def together(counted: Mapping[str, Mapping[str, int]], fewest: int = FEWEST) -> dict[str, Counter[str]]:
    """Return the same counts with those keys put together, as "other", that have too few in all columns."""
    found: dict[str, Counter[str]] = {}
    for key, columns in counted.items():
        name = key if sum(columns.values()) >= fewest else "other"
        found.setdefault(name, Counter()).update(columns)
    return found


def _within(of: Period) -> Q:
    return Q(at__gte=of.start, at__lt=of.end)


def _steps(of: Period) -> Counter[tuple[str, str]]:
    found = StateChange.objects.filter(_within(of)).order_by().values_list("step", "submission__lane")
    return Counter({(step, lane): number for step, lane, number in found.annotate(number=Count("pk"))})


def _by_lane(steps: Counter[tuple[str, str]], *names: str) -> list[int]:
    numbers = [sum(steps[name, lane.value] for name in names) for lane in Lane]
    return [*numbers, sum(numbers)]


def _decisions(steps: Counter[tuple[str, str]]) -> Table:
    rows = [Row(step, title, [*_by_lane(steps, step)]) for step, title in STEPS_SHOWN.items()]
    note = _("Each step is counted in the period in which it was taken, by lane.")
    return Table("decisions", _("Submissions and what became of them"), LANES, rows, note)


def _automatic(steps: Counter[tuple[str, str]]) -> Table:
    by_rules, by_people = _by_lane(steps, *BY_RULES), _by_lane(steps, *BY_REVIEWERS)
    both = list(zip(by_rules, by_people, strict=True))
    rows = [
        Row("by_rules", _("Decided by rules alone"), [*by_rules]),
        Row("by_reviewers", _("Decided by reviewers"), [*by_people]),
        Row("percent_by_rules", _("Share decided by rules, in percent"), [_percent(*pair) for pair in both]),
    ]
    note = _("Rules approve, and never refuse. Requests for changes leave the decision open and are not counted here.")
    return Table("automatic", _("Decided automatically"), LANES, rows, note)


def _percent(part: int, rest: int) -> Number:
    return round(100 * part / (part + rest), 1) if part + rest else None


def _draws(of: Period) -> Table:
    found = dict(_read(DRAWN, of))
    rows = [Row(key, title, [found.get(key, 0)]) for key, title in RESULTS.items()]
    drawn = Row("drawn", _("Drawn"), [sum(found.values())])
    note = _("Submissions that a reviewer read only because chance had chosen them, and the first that came of it.")
    return Table("draws", _("Random audit"), [("number", _("number"))], [drawn, *rows], note)


def _times(of: Period) -> Table:
    found = {lane: told for lane, *told in _read(TIMES, of)}
    lanes = [found.get(lane, (0, None, None)) for lane, _title in LANES]
    rows = [
        Row("decisions", _("Decisions and requests for changes by reviewers"), [one[0] for one in lanes]),
        Row("median_hours", _("Median, in hours"), [hours(one[1]) for one in lanes]),
        Row("p90_hours", _("Nine of ten within, in hours"), [hours(one[2]) for one in lanes]),
    ]
    note = _("From the moment at which a submission was put into the queue, for the last time, to the decision.")
    return Table("times", _("Time to a decision"), LANES, rows, note)


def _grounds(of: Period) -> Table:
    counted: dict[str, Counter[str]] = {}
    for ground, step, number in _read(GROUNDS, of, steps=list(REASONED)):
        counted.setdefault(ground, Counter())[step] = number
    shown = together(counted)
    titles = {key: reason.title for key, reason in REASONS.items()} | {
        "own-words": _("In the reviewer's own words"),
        "other": _("Other grounds, each with fewer than three decisions"),
    }
    order = [*titles, *sorted(shown.keys() - titles.keys())]
    rows = [Row(key, titles.get(key, key), [shown[key][step] for step in REASONED]) for key in order if key in shown]
    note = _("A decision may rest on several grounds, so the columns do not add up to the number of decisions.")
    return Table("grounds", _("Grounds"), [(step, STEPS_SHOWN[step]) for step in REASONED], rows, note)


def _appeals(of: Period) -> Table:
    decided = Q(decided_at__gte=of.start, decided_at__lt=of.end)
    counts: dict[str, Any] = {
        "received": Count("pk", filter=_within(of)),
        "upheld": Count("pk", filter=decided & Q(state=Appeal.State.UPHELD)),
        "overturned": Count("pk", filter=decided & Q(state=Appeal.State.OVERTURNED)),
        "brought_back": Count("pk", filter=decided & Q(is_brought_back=True)),
        "open": Count("pk", filter=Q(at__lt=of.end) & (Q(decided_at=None) | Q(decided_at__gte=of.end))),
    }
    titles = {
        "received": _("Received"),
        "upheld": _("Decision upheld"),
        "overturned": _("Decision overturned"),
        "brought_back": _("Listing or submission brought back"),
        "open": _("Open at the end of the period"),
    }
    found = Appeal.objects.aggregate(**counts)
    rows = [Row(key, title, [found[key]]) for key, title in titles.items()]
    return Table("appeals", _("Appeals"), [("number", _("number"))], rows)


def _read(statement: str, of: Period, **values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"start": of.start, "end": of.end} | values)
        return list(cursor.fetchall())
