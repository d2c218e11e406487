"""The rows of the extract, with the members of closed lists as the data point model of the authorities names them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product

from django.utils.translation import gettext as _

from catalogue.models import Offering
from procurement.models import LegalEntity, Party, ServiceFacts, Shortlist, Subcontractor
from procurement.register.templates import TEMPLATES

Row = dict[str, str]

CODE_TYPES = {
    "LEI": "eba_qCO:qx2000", "NIN": "eba_qCO:qx2001", "EUID": "eba_qCO:qx2002", "CRN": "eba_qCO:qx2003",
    "VAT": "eba_qCO:qx2004", "PNR": "eba_qCO:qx2005",
}  # fmt: skip
PERSON_TYPES = {Party.PersonType.LEGAL: "eba_CT:x212", Party.PersonType.INDIVIDUAL: "eba_CT:x213"}
STORES = {True: "eba_BT:x28", False: "eba_BT:x29", None: ""}
SUBSTITUTABILITY = {"none": "eba_ZZ:x959", "complex": "eba_ZZ:x960", "medium": "eba_ZZ:x961", "easy": "eba_ZZ:x962"}
REASONS = {"no-others": "eba_ZZ:x963", "migration": "eba_ZZ:x964", "both": "eba_ZZ:x965"}


@dataclass(frozen=True)
class Line:
    """One offering of the shortlist with what has been stated about it."""

    reference: str
    offering: Offering
    entity: LegalEntity | None = None
    facts: ServiceFacts | None = None
    chain: list[Subcontractor] = field(default_factory=list)

    @property
    def services(self) -> list[str]:
        return self.facts.services if self.facts else [""]

    @property
    def missing(self) -> list[str]:
        """What the provider has not stated, for the page."""
        said = [
            (self.entity is not None, _("legal identity")),
            (self.entity is None or bool(self.entity.code[0]), _("LEI or another code")),
            (self.facts is not None, _("type of ICT service and locations of data")),
            (self.facts is None or bool(self.facts.substitutability), _("substitutability")),
        ]
        return [str(what) for is_said, what in said if not is_said]


def lines_of(shortlist: Shortlist) -> list[Line]:
    """Return what is stated about each offering that everybody may still see, in five statements."""
    items = [item for item in shortlist.items.all() if item.offering_id]
    shown = Offering.objects.published().select_related("lead").in_bulk([item.offering_id for item in items])
    entities = {
        one.provider_id: one for one in LegalEntity.objects.filter(provider__in=[o.lead for o in shown.values()])
    }
    facts = {one.offering_id: one for one in ServiceFacts.objects.filter(offering__in=shown)}
    chains: dict[int, list[Subcontractor]] = {}
    for link in Subcontractor.objects.filter(offering__in=shown).select_related("recipient"):
        chains.setdefault(link.offering_id, []).append(link)
    found = [(item, shown[item.offering_id]) for item in items if item.offering_id in shown]
    return [
        Line(
            f"FM-{shortlist.digest[:8].upper()}-{item.position:02}", offering,
            entities.get(offering.lead_id), facts.get(offering.pk), chains.get(offering.pk, []),
        )
        for item, offering in found
    ]  # fmt: skip


def rows_of(code: str, lines: Sequence[Line]) -> list[Row]:
    """Return the rows of one template; columns that the institution fills are left out."""
    rows = {
        "B_02.01": _arrangements, "B_02.02": _specifics, "B_05.01": _providers, "B_05.02": _chains,
        "B_07.01": _assessments,
    }[code]  # fmt: skip
    return list(rows(lines))


def cells(code: str, lines: Sequence[Line]) -> tuple[list[str], list[list[str]]]:
    """Return the header and the rows of one template as its file has them."""
    header = [column.code for column in TEMPLATES[code].columns]
    return header, [[row.get(name, "") for name in header] for row in rows_of(code, lines)]


def _arrangements(lines: Sequence[Line]) -> Iterator[Row]:
    for line in lines:
        yield {"c0010": line.reference}


def _specifics(lines: Sequence[Line]) -> Iterator[Row]:
    """One row for each combination of service and countries, as the register wants no lists in a cell."""
    for line in lines:
        facts = line.facts
        general = line.entity.data_locations if line.entity else []
        provided = (facts.provision_countries if facts else []) or [""]
        stores = facts.stores_data if facts else None
        stored = [] if stores is False else (facts.storage_countries if facts else []) or general
        processed = (facts.processing_countries if facts else []) or general
        for service, country, at_rest, at_work in product(line.services, provided, stored or [""], processed or [""]):
            yield {
                "c0010": line.reference,
                **_identified("c0030", "c0040", line.entity),
                "c0060": _service(service),
                "c0130": _country(country),
                "c0140": STORES[stores],
                "c0150": _country(at_rest),
                "c0160": _country(at_work),
            }


def _providers(lines: Sequence[Line]) -> Iterator[Row]:
    """Providers and their subcontractors, each once."""
    seen: set[tuple[str, str]] = set()
    for party in _parties(lines):
        known = party.code if party.code[0] else (party.legal_name, "")
        if known not in seen:
            seen.add(known)
            yield _provider(party)


def _parties(lines: Iterable[Line]) -> Iterator[Party]:
    for line in lines:
        if line.entity:
            yield line.entity
        yield from line.chain


def _provider(party: Party) -> Row:
    both = bool(party.lei and party.other_code)
    return {
        **_identified("c0010", "c0020", party),
        "c0030": party.other_code if both else "",
        "c0040": CODE_TYPES[party.other_code_type] if both else "",
        "c0050": party.legal_name,
        "c0060": party.latin_name or (party.legal_name if party.legal_name.isascii() else ""),
        "c0070": PERSON_TYPES[Party.PersonType(party.person_type)],
        "c0080": _country(party.country),
        "c0110": party.parent_lei,
        "c0120": CODE_TYPES["LEI"] if party.parent_lei else "",
    }


def _chains(lines: Sequence[Line]) -> Iterator[Row]:
    for line in lines:
        for service in line.services:
            yield _link(line, service, 1, line.entity, None)
        for link in line.chain:
            yield _link(line, link.service, link.rank, link, link.recipient or line.entity)


def _link(line: Line, service: str, rank: int, party: Party | None, recipient: Party | None) -> Row:
    return {
        "c0010": line.reference,
        "c0020": _service(service),
        **_identified("c0030", "c0040", party),
        "c0050": str(rank),
        **_identified("c0060", "c0070", recipient),
    }


def _assessments(lines: Sequence[Line]) -> Iterator[Row]:
    for line in lines:
        for service in line.services:
            yield {
                "c0010": line.reference,
                **_identified("c0020", "c0030", line.entity),
                "c0040": _service(service),
                "c0050": SUBSTITUTABILITY.get(line.facts.substitutability, "") if line.facts else "",
                "c0060": REASONS.get(line.facts.reason, "") if line.facts else "",
            }


def _identified(code: str, kind: str, party: Party | None) -> Row:
    found, code_type = party.code if party else ("", "")
    return {code: found, kind: CODE_TYPES.get(code_type, "")}


def _service(code: str) -> str:
    return f"eba_TA:{code}" if code else ""


def _country(code: str) -> str:
    return f"eba_GA:{code}" if code else ""
