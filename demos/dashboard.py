"""What the dashboard of a finished run shows, for its owner and for whoever holds a share link."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import QueryDict
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from common.wording import tell
from demos.analyzers.catalogue import KEYS, manifest
from demos.analyzers.contract import Manifest
from demos.forms import SEVERITIES, FindingFilterForm, ShareForm
from demos.measured import measured
from demos.models import Plot, Run, ShareLink
from demos.pictures import payload

FINDINGS_PER_PAGE = 15
EXPORT_KINDS = (
    ("pdf", "PDF"), ("xlsx", "XLSX"), ("csv", "CSV"), ("json", "JSON"), ("stix", "STIX 2.1"),
    ("scores", gettext_lazy("Row scores")),
)  # fmt: skip


def manifest_of(run: Run) -> Manifest | None:
    """The manifest of the run's algorithm; None once the algorithm is no longer on offer."""
    return manifest(run.algorithm) if run.algorithm in KEYS else None


class Dashboard:
    """One finished run under the filters of the address."""

    def __init__(self, run: Run, query: QueryDict) -> None:
        self.run = run
        self.query = query
        self.counts = dict(run.findings.order_by().values_list("severity").annotate(number=Count("pk")))
        self.patterns = self._patterns()
        self.form = FindingFilterForm(self.patterns, query)

    def _patterns(self) -> list[tuple[str, str]]:
        found = self.run.findings.order_by("pattern").distinct("pattern").values_list("pattern", flat=True)
        return [(pattern, pattern_name(pattern)) for pattern in found]

    def context(self, *, owned: bool) -> dict[str, Any]:
        findings = self.run.findings.matching(**self.form.chosen)
        page = Paginator(findings, FINDINGS_PER_PAGE).get_page(self.query.get("page"))
        return {
            "run": self.run,
            "manifest": manifest_of(self.run),
            "owned": owned,
            "form": self.form,
            "page": page,
            "query": self._query_without_page(),
            "severities": [(level, label, self.counts.get(level, 0)) for level, label in SEVERITIES],
            "total": sum(self.counts.values()),
            "plots": [_plot(plot) for plot in self.run.plots.all()],
            "measured": measured(self.run.algorithm),
            "export_kinds": EXPORT_KINDS,
            "share_form": ShareForm() if owned else None,
            "share_links": ShareLink.objects.valid().filter(run=self.run) if owned else (),
        }

    def _query_without_page(self) -> str:
        kept = self.query.copy()
        kept.pop("page", None)
        return f"{kept.urlencode()}&" if kept else ""


def _plot(plot: Plot) -> dict[str, Any]:
    language = get_language() or "en"
    return {
        "key": plot.key,
        "title": tell(plot.title),
        "description": tell(plot.description),
        "payload": payload(plot.spec, language),
        "svg": plot.picture(language),
        "columns": [_(column) for column in plot.columns],
        "rows": plot.rows,
    }


def pattern_name(pattern: str) -> str:
    """A pattern's key as words: its title where one is known, the key itself otherwise."""
    return _(PATTERNS[pattern]) if pattern in PATTERNS else pattern.replace("-", " ").capitalize()


PATTERNS = {
    "amount-jump": gettext_noop("Unusual amount"),
    "burst": gettext_noop("Burst of payments"),
    "card-compromise": gettext_noop("Compromised card"),
    "cycle": gettext_noop("Ring of payments"),
    "data-out": gettext_noop("Data leaving"),
    "dormant-active": gettext_noop("Account that wakes up"),
    "fan-in": gettext_noop("Many senders"),
    "fan-out": gettext_noop("Many receivers"),
    "learned-pattern": gettext_noop("Like earlier fraud"),
    "party-excess": gettext_noop("Party with an excess"),
    "password-guessing": gettext_noop("Password guessing"),
    "peer-outlier": gettext_noop("Unlike its peers"),
    "port-scan": gettext_noop("Port scan"),
    "rare-value": gettext_noop("Rare value"),
    "rapid-movement": gettext_noop("Money passed on soon"),
    "red-flags": gettext_noop("Red flags"),
    "repeat-claimant": gettext_noop("Repeated claims"),
    "resource-exhaustion": gettext_noop("Resource running out"),
    "structuring": gettext_noop("Payments below a threshold"),
    "terminal-compromise": gettext_noop("Compromised terminal"),
    "unusual-account": gettext_noop("Unusual account"),
    "unusual-combination": gettext_noop("Unusual combination"),
    "unusual-value": gettext_noop("Unusual value"),
}
