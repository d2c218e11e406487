"""A stored run as the exports take it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from demos.analyzers.contract import Field, Parameter
from demos.dashboard import manifest_of
from demos.exports.report import Report
from demos.models import Finding, Plot, Run


def report_of(run: Run, *, link: str) -> Report:
    """Gather a finished run with its findings and plots for an export in the reader's language."""
    manifest = manifest_of(run)
    language = get_language() or "en"
    title = _(manifest.title) if manifest else run.algorithm
    file_name = _("Built-in sample") if run.is_sample else run.name
    findings, plots = list(run.findings.all()), list(run.plots.all())
    return Report(
        title=f"{title}: {file_name}",
        algorithm=run.algorithm,
        algorithm_version=run.version,
        algorithm_title=title,
        method=_(manifest.summary) if manifest else "",
        asset_kind=manifest.asset if manifest else "",
        file_name=file_name,
        created_at=run.created_at,
        finished_at=run.job.finished_at or run.created_at,
        rows=run.rows or 0,
        result=_result(run, findings, plots),
        settings=_labelled(run.settings, manifest.parameters if manifest else ()),
        mapping=_labelled(run.roles.get("fields", {}), manifest.fields if manifest else ()),
        quality=run.quality,
        rows_behind={position: finding.sample for position, finding in enumerate(findings)},
        columns=run.columns,
        plots_svg={plot.key: plot.picture(language) for plot in plots},
        language=language,
        site_url=settings.SITE_URL,
        link=link,
    )


def _labelled(values: Mapping[str, Any], known: Iterable[Field | Parameter]) -> dict[str, Any]:
    """Return values by the labels that the portal's pages give them."""
    labels = {one.name: _(one.label) for one in known}
    return {labels.get(name, name): value for name, value in values.items()}


def _result(run: Run, findings: list[Finding], plots: list[Plot]) -> dict[str, Any]:
    """Return the shape of ``serial.result_to_json`` from the tables."""
    return {
        "format": 1,
        "headline": run.headline,
        "summary": run.summary,
        "findings": [_finding(finding) for finding in findings],
        "facts": run.facts,
        "plots": [_plot(plot) for plot in plots],
        "notes": run.notes,
        "asset_scores": {},
    }


def _finding(finding: Finding) -> dict[str, Any]:
    names = ("asset", "pattern", "title", "severity", "score", "reasons", "row_count", "next_step", "references")
    return {name: getattr(finding, name) for name in names} | {
        "rows": finding.row_numbers,
        "first_seen": finding.first_seen and finding.first_seen.isoformat(),
        "last_seen": finding.last_seen and finding.last_seen.isoformat(),
    }


def _plot(plot: Plot) -> dict[str, Any]:
    return {name: getattr(plot, name) for name in ("key", "title", "description", "spec", "columns", "rows")}
