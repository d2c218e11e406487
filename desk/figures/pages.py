"""What the page of figures and the card on the desk show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django_stubs_ext import StrOrPromise

from catalogue.models import Provider
from catalogue.wording import told
from common.wording import figure, span
from desk.figures.drawing import Bars, bars
from desk.figures.periods import PARTS
from desk.figures.report import MEASURES, STEPS, Line, Report, report_of
from desk.figures.words import LABELS, SAYS, fewer, number, share, stars
from enquiries.answer_times import facts_about

CARD_DAYS = 30


@dataclass(frozen=True)
class Plot:
    """A picture, and the same as a table."""

    key: str
    title: StrOrPromise
    says: StrOrPromise
    bars: Bars
    ticks: list[tuple[str, str]]
    first: str
    last: str
    columns: list[StrOrPromise]
    rows: list[list[str]]


def figures_page(report: Report) -> dict[str, Any]:
    """Return the context of desk/figures_detail.html."""
    return {
        "report": report,
        "title": told(report.offering, "title").text if report.offering else "",
        "choices": [(one, told(one, "title").text) for one in report.offerings],
        "periods": list(PARTS),
        "query": f"?days={report.period.days}" + (f"&offering={report.offering.slug}" if report.offering else ""),
        "span": span(report.period.first, report.period.last),
        "steps": [
            (LABELS[one.measure], number(report, report.total, one.measure), share(one.of_views), share(one.of_before))
            for one in report.steps
        ],
        "facts": _facts(report),
        "plots": [_plot(report, measure) for measure in MEASURES] + [_stars_plot(report)],
        "labels": [LABELS[measure] for measure in MEASURES],
        "by_offering": [
            (line.offering, told(line.offering, "title").text, _cells(report, line)) for line in report.by_offering
        ],
        "hidden": fewer(report, of_sum=False),
    }


def figures_card(provider: Provider) -> dict[str, Any]:
    """Return the context of desk/_figures_card.html: the last month in sum."""
    report = report_of(provider, CARD_DAYS)
    facts = [(LABELS[measure], number(report, report.total, measure)) for measure in STEPS]
    return {"provider": provider, "facts": facts, "days": CARD_DAYS}


def _facts(report: Report) -> list[tuple[StrOrPromise, str]]:
    total = report.total
    facts = [(LABELS[name], number(report, total, name)) for name in ("runs", "ratings")]
    return [*facts, (_("Mean of the stars"), stars(total)), *facts_about(report.provider)]


def _cells(report: Report, line: Line) -> list[tuple[StrOrPromise, str]]:
    found: list[tuple[StrOrPromise, str]] = [(LABELS[measure], number(report, line, measure)) for measure in MEASURES]
    return [*found, (_("Mean of the stars"), stars(line))]


def _plot(report: Report, measure: str) -> Plot:
    words = [number(report, line, measure) for line in report.lines]
    numbers = [line.numbers.get(measure) for line in report.lines]
    return _drawn(report, (measure, LABELS[measure], SAYS[measure]), bars(numbers), words)


def _stars_plot(report: Report) -> Plot:
    words = [stars(line) for line in report.lines]
    numbers = [line.mean_stars for line in report.lines]
    names = ("stars", _("Mean of the stars"), _("Of the ratings written then, from 1 to 5."))
    return _drawn(report, names, bars(numbers, top=5), words)


def _drawn(report: Report, names: tuple[str, StrOrPromise, StrOrPromise], placed: Bars, words: list[str]) -> Plot:
    key, title, says = names
    lines = report.lines
    return Plot(
        key, title, says, placed,
        ticks=[(tick.y, figure(tick.number)) for tick in placed.ticks],
        first=span(lines[0].first, lines[0].first), last=span(lines[-1].last, lines[-1].last),
        columns=[_("Time"), title],
        rows=[[span(line.first, line.last), word] for line, word in zip(lines, words, strict=True)],
    )  # fmt: skip
