"""The analyzers on the command line: the same code as a worker's, without a worker."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandError

from common.tables import ReadOptions, TableError
from common.wording import tell
from demos.analyzers import catalogue
from demos.analyzers.catalogue import KEYS
from demos.analyzers.child import outcome_to_json
from demos.analyzers.contract import Manifest, Setting, UnusableDataError
from demos.analyzers.mapping import IGNORE, Roles, propose
from demos.analyzers.pipeline import Outcome, Request, Source, execute, kinds_of

SHOWN = 10


class Command(BaseCommand):
    help = "Analyses a CSV, XLSX or Parquet file and says what stands out; with labels also how well."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("algorithm", choices=KEYS)
        parser.add_argument("file", type=Path, help="the file to learn from, and to score unless --test is given")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="use COLUMN as FIELD; FIELD 'ignore' leaves it out",
        )
        parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="set a parameter")
        parser.add_argument("--label", default="", metavar="COLUMN", help="known answers: 1 bad, 0 good, empty unknown")
        parser.add_argument("--test", type=Path, metavar="FILE", help="fit on FILE and score this one")
        parser.add_argument("--sheet", metavar="NAME", help="the sheet of FILE, where it is a workbook")
        parser.add_argument("--test-sheet", metavar="NAME", help="the sheet of the file given by --test")
        parser.add_argument("--out", type=Path, metavar="JSON", help="write the whole result")
        parser.add_argument("--scores", type=Path, metavar="CSV", help="write row number and score, one line a row")

    def handle(self, *args: Any, **options: Any) -> None:
        manifest = catalogue.manifest(options["algorithm"])
        try:
            outcome = execute(self._request(manifest, options))
        except (TableError, UnusableDataError) as problem:
            raise CommandError(tell(problem.words.to_json())) from problem
        self._print(outcome)
        if options["out"]:
            options["out"].write_text(json.dumps(outcome_to_json(outcome), ensure_ascii=False), encoding="utf-8")
        if options["scores"]:
            write_scores(options["scores"], outcome)

    def _request(self, manifest: Manifest, options: dict[str, Any]) -> Request:
        source = source_of(options["file"], options["sheet"])
        test = source_of(options["test"], options["test_sheet"]) if options["test"] else None
        settings = parsed_settings(manifest, options["set"])
        assigned = parsed_pairs(options["map"], "--map COLUMN=FIELD")
        roles = None
        if assigned or options["label"]:
            roles = merged(manifest, propose(manifest, kinds_of(source)), assigned, options["label"])
        return Request(manifest.key, source, roles, settings, test)

    def _print(self, outcome: Outcome) -> None:
        result = outcome.result
        self.stdout.write(self.style.SUCCESS(tell(result.headline.to_json())))
        for words in (*result.summary, *outcome.notes):
            self.stdout.write(tell(words.to_json()))
        for finding in result.findings[:SHOWN]:
            reasons = " ".join(tell(reason.words.to_json()) for reason in finding.reasons[:2])
            self.stdout.write(
                f"  {finding.severity.name.lower():<11} {finding.asset}: {tell(finding.title.to_json())} {reasons}"
            )
        self.stdout.write(f"rows              {outcome.rows}")
        self.stdout.write(f"rows per second   {outcome.rows / outcome.seconds:.0f}")
        for name, value in (outcome.quality or {}).items():
            if name in {"auroc", "average_precision", "precision_at_budget"}:
                self.stdout.write(f"{name.replace('_', ' '):<17} {value:.4f}")


def source_of(path: Path, sheet: str | None) -> Source:
    if not path.is_file():
        raise CommandError(f"There is no file {path}.")
    return Source(path, path.name, ReadOptions(sheet=sheet))


def parsed_pairs(pairs: list[str], usage: str) -> dict[str, str]:
    """Return {left: right} of LEFT=RIGHT; the last '=' separates, since headers may hold one."""
    found = {}
    for pair in pairs:
        left, equals, right = pair.rpartition("=")
        if not equals:
            raise CommandError(f"“{pair}” is not understood; write {usage}.")
        found[left] = right
    return found


def parsed_settings(manifest: Manifest, pairs: list[str]) -> dict[str, Setting]:
    known = {parameter.name: parameter for parameter in manifest.parameters}
    settings: dict[str, Setting] = {}
    for name, text in parsed_pairs(pairs, "--set NAME=VALUE").items():
        if name not in known:
            raise CommandError(f"There is no parameter “{name}”. There are: {', '.join(known)}.")
        settings[name] = typed(name, text, known[name].default)
    return settings


def typed(name: str, text: str, default: Setting) -> Setting:
    """Return ``text`` as the type that the parameter's default has."""
    if isinstance(default, bool):
        return text.casefold() in {"on", "true", "yes", "1"}
    try:
        return type(default)(text)
    except ValueError as problem:
        raise CommandError(f"“{text}” is no value for {name}; the default is {default}.") from problem


def merged(manifest: Manifest, proposal: Roles, assigned: dict[str, str], label: str) -> Roles:
    """Return the proposal with what was assigned by hand put over it."""
    known = {one.name for one in manifest.fields} | {IGNORE}
    for column, role in assigned.items():
        if role not in known:
            raise CommandError(f"There is no field “{role}” to map {column} to. There are: {', '.join(sorted(known))}.")
    many = {one.name for one in manifest.fields if one.many}
    given = set(assigned)
    fields: dict[str, Any] = {
        name: columns for name, columns in proposal.fields.items()
        if name not in set(assigned.values()) and columns not in given | {label}
    }  # fmt: skip
    for column, role in assigned.items():
        if role in many:
            fields[role] = (*fields.get(role, ()), column)
        elif role != IGNORE:
            fields[role] = column
    ignored = {*proposal.ignored} - given | {column for column, role in assigned.items() if role == IGNORE}
    if proposal.label and proposal.label != label and proposal.label not in given:
        ignored |= {proposal.label}
    return Roles(fields, label, tuple(sorted(ignored - {label})))


def write_scores(path: Path, outcome: Outcome) -> None:
    """Write ``row,score`` with rows counted from 1."""
    scores = outcome.result.scores
    numbered = np.column_stack([np.arange(1, len(scores) + 1), scores])
    np.savetxt(path, numbered, fmt=["%d", "%.9g"], delimiter=",", header="row,score", comments="")
