"""STIX 2.1: each finding as observed data with its asset, a note with the reasons, and sightings of known attacks.

Identifiers are made from what they name (UUID version 5), so exporting a result twice gives the same bundle and a
receiving platform updates what it has. STIX times are UTC: a time without a zone is taken as it stands.
"""

from __future__ import annotations

import ipaddress
import json
import uuid
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import stix2

from demos.exports.report import Report, Tell, severity_key
from demos.references import Reference, references

NAMESPACE = uuid.UUID("6f0f3f0e-6c3c-5f0a-9f55-0d6c3f6e2a41")
EXTENSION = "extension-definition--3c59f4b1-4ad5-5f0e-8c8d-1f8d2f9c5a10"
FIRST_OF_EXTENSION = datetime(2026, 1, 1, tzinfo=UTC)
PRODUCER = "FINSEC Market"
_LONGEST_COUNT = 999_999_999


@stix2.CustomObservable(
    "x-finsec-asset",
    [
        ("name", stix2.properties.StringProperty(required=True)),
        ("kind", stix2.properties.StringProperty()),
        ("source", stix2.properties.StringProperty()),
    ],
    ["name", "kind"],
    EXTENSION,
)
class FinsecAsset:
    """What a finding is about where STIX has no object of its own for it: a payment account, a claim, a machine."""


def render(report: Report, tell: Tell) -> bytes:
    """Return one bundle as UTF-8 JSON."""
    objects = {made.id: made for made in _objects(report, tell)}
    # The library's own bundle looks each property's place up in the whole bundle: minutes for 500 findings.
    plain = [json.loads(made.serialize()) for made in objects.values()]
    bundle = {"type": "bundle", "id": _id("bundle", _key(report)), "objects": plain}
    return json.dumps(bundle, ensure_ascii=False, indent=1).encode()


def _objects(report: Report, tell: Tell) -> Iterator[Any]:
    producer = _identity()
    told = [made for index in range(len(report.findings)) for made in _told_finding(report, index, tell)]
    yield producer
    if any(made.type == "x-finsec-asset" for made in told):
        yield _extension(producer.id)
    yield from told
    yield _report(report, tell, producer.id, [made.id for made in told] or [producer.id])


def _identity() -> Any:
    return stix2.Identity(
        id=_id("identity", PRODUCER),
        created=FIRST_OF_EXTENSION,
        modified=FIRST_OF_EXTENSION,
        name=PRODUCER,
        identity_class="system",
        description="A market for security services of finance; its analytics made these observations.",
    )


def _extension(producer: str) -> Any:
    return stix2.ExtensionDefinition(
        id=EXTENSION,
        created_by_ref=producer,
        created=FIRST_OF_EXTENSION,
        modified=FIRST_OF_EXTENSION,
        name="FINSEC asset",
        description="An asset of a financial institution: its name in the source, what kind it is, where it was seen.",
        schema="https://finsec.market/schemas/x-finsec-asset/1.0/schema.json",
        version="1.0",
        extension_types=["new-sco"],
    )


def _told_finding(report: Report, index: int, tell: Tell) -> Iterator[Any]:
    finding = report.findings[index]
    asset = _asset(report, finding)
    observed = _observed(report, index, asset.id)
    yield asset
    yield observed
    yield _note(report, index, observed.id, tell)
    for known in references(finding["references"]):
        if known.source != "cwe":  # a weakness, not something that is sighted
            yield from _sighting(report, index, observed, known)


def _asset(report: Report, finding: Mapping[str, Any]) -> Any:
    name = str(finding["asset"]) or "-"
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return _named_asset(report, name)
    return stix2.IPv4Address(value=str(address)) if address.version == 4 else stix2.IPv6Address(value=str(address))


def _named_asset(report: Report, name: str) -> Any:
    if report.asset_kind.casefold() in {"user", "login"}:
        return stix2.UserAccount(user_id=name)
    known = {"name": name, "kind": report.asset_kind, "source": report.file_name}
    return FinsecAsset(**{key: value for key, value in known.items() if value})


def _observed(report: Report, index: int, asset: str) -> Any:
    first, last = _seen(report, report.findings[index])
    return stix2.ObservedData(
        **_common(report, "observed-data", str(index)),
        first_observed=first,
        last_observed=last,
        number_observed=_number(report.findings[index]),
        object_refs=[asset],
        allow_custom=True,  # the library counts an object of an extension as custom
    )


def _note(report: Report, index: int, observed: str, tell: Tell) -> Any:
    finding = report.findings[index]
    keys = {"severity": severity_key(finding["severity"]), "pattern": finding["pattern"], "score": finding["score"]}
    lines = [tell(reason["words"]) for reason in finding["reasons"]]
    return stix2.Note(
        **_common(report, "note", str(index)),
        abstract=tell(finding["title"]),
        content="\n".join([*lines, tell(finding["next_step"])]),
        object_refs=[observed],
        labels=[f"{name}:{key:.4g}" if isinstance(key, float) else f"{name}:{key}" for name, key in keys.items()],
        lang=report.language,
    )


def _sighting(report: Report, index: int, observed: Any, known: Reference) -> Iterator[Any]:
    attack = _attack(known)
    yield attack
    yield stix2.Sighting(
        **_common(report, "sighting", f"{index} {known.label}"),
        sighting_of_ref=attack.id,
        observed_data_refs=[observed.id],
        first_seen=observed.first_observed,
        last_seen=observed.last_observed,
        count=_number(report.findings[index]),
    )


@lru_cache(maxsize=256)
def _attack(known: Reference) -> Any:
    return stix2.AttackPattern(
        id=_id("attack-pattern", known.label),
        created_by_ref=_id("identity", PRODUCER),
        created=FIRST_OF_EXTENSION,
        modified=FIRST_OF_EXTENSION,
        name=known.label,
        external_references=[{"source_name": known.source, "external_id": known.label, "url": known.url}],
    )


def _report(report: Report, tell: Tell, producer: str, contained: list[str]) -> Any:
    link = {"external_references": [{"source_name": PRODUCER, "url": report.link}]} if report.link else {}
    return stix2.Report(
        **_common(report, "report", "") | {"created_by_ref": producer},
        name=f"{report.algorithm_title}: {report.file_name}",
        description=" ".join(tell(words) for words in (report.result["headline"], *report.result["summary"])),
        report_types=["observed-data"],
        published=report.finished_at,
        object_refs=list(dict.fromkeys(contained)),
        lang=report.language,
        allow_custom=True,
        **link,
    )


def _common(report: Report, kind: str, part: str) -> dict[str, Any]:
    return {
        "id": _id(kind, f"{_key(report)}\n{part}"),
        "created_by_ref": _id("identity", PRODUCER),
        "created": report.finished_at,
        "modified": report.finished_at,
    }


def _key(report: Report) -> str:
    """Return what tells this result from all others."""
    return "\n".join([report.algorithm, report.file_name, report.created_at.isoformat(), report.link])


def _id(kind: str, name: str) -> str:
    return f"{kind}--{uuid.uuid5(NAMESPACE, f'{kind} {name}')}"


def _seen(report: Report, finding: Mapping[str, Any]) -> tuple[datetime, datetime]:
    """Return when the finding was seen; where the file has no times, when the file was given."""
    first = _moment(finding["first_seen"] or finding["last_seen"], report.created_at)
    return first, max(first, _moment(finding["last_seen"], first))


def _moment(iso: str | None, otherwise: datetime) -> datetime:
    read = datetime.fromisoformat(iso) if iso else otherwise
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def _number(finding: Mapping[str, Any]) -> int:
    return min(max(int(finding["row_count"]), 1), _LONGEST_COUNT)
