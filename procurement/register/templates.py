"""The templates of Annex I of Implementing Regulation (EU) 2024/2956 that a market can fill in part.

The names are those of the English text. ``FROM`` says who fills a column: the market from what providers state, the
market as a proposal that the institution judges, or the institution itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class From(StrEnum):
    MARKET = "market"
    PROPOSAL = "proposal"
    INSTITUTION = "institution"


@dataclass(frozen=True)
class Column:
    code: str
    title: str
    source: From = From.INSTITUTION


@dataclass(frozen=True)
class Template:
    code: str
    title: str
    columns: tuple[Column, ...]

    @property
    def file_name(self) -> str:
        return f"{self.code.lower()}.csv"

    @property
    def filled(self) -> int:
        return sum(column.source != From.INSTITUTION for column in self.columns)


_REFERENCE = Column("c0010", "Contractual arrangement reference number", From.PROPOSAL)
_PROVIDER = "Identification code of the ICT third-party service provider"
_PROVIDER_TYPE = "Type of code to identify the ICT third-party service provider"
_SERVICE = "Type of ICT services"

TEMPLATES = {
    template.code: template
    for template in (
        Template(
            "B_02.01",
            "Contractual arrangements: general information",
            (
                _REFERENCE,
                Column("c0020", "Type of contractual arrangement"),
                Column("c0030", "Overarching contractual arrangement reference number"),
                Column("c0040", "Currency of the amount reported in B_02.01.0050"),
                Column("c0050", "Annual expense or estimated cost of the contractual arrangement for the past year"),
            ),
        ),
        Template(
            "B_02.02",
            "Contractual arrangements: specific information",
            (
                _REFERENCE,
                Column("c0020", "LEI of the financial entity making use of the ICT service(s)"),
                Column("c0030", _PROVIDER, From.MARKET),
                Column("c0040", _PROVIDER_TYPE, From.MARKET),
                Column("c0050", "Function identifier"),
                Column("c0060", _SERVICE, From.MARKET),
                Column("c0070", "Start date of the contractual arrangement"),
                Column("c0080", "End date of the contractual arrangement"),
                Column("c0090", "Reason of the termination or ending of the contractual arrangement"),
                Column("c0100", "Notice period for the financial entity making use of the ICT service(s)"),
                Column("c0110", "Notice period for the ICT third-party service provider"),
                Column("c0120", "Country of the governing law of the contractual arrangement"),
                Column("c0130", "Country of provision of the ICT services", From.MARKET),
                Column("c0140", "Storage of data", From.MARKET),
                Column("c0150", "Location of the data at rest (storage)", From.MARKET),
                Column("c0160", "Location of management of the data (processing)", From.MARKET),
                Column("c0170", "Sensitiveness of the data stored by the ICT third-party service provider"),
                Column("c0180", "Level of reliance on the ICT service supporting the critical or important function"),
            ),
        ),
        Template(
            "B_05.01",
            "ICT third-party service providers",
            (
                Column("c0010", _PROVIDER, From.MARKET),
                Column("c0020", _PROVIDER_TYPE, From.MARKET),
                Column("c0030", "Additional identification code of ICT third-party service provider", From.MARKET),
                Column("c0040", "Type of additional identification code", From.MARKET),
                Column("c0050", "Legal name of the ICT third-party service provider", From.MARKET),
                Column("c0060", "Name of the ICT third-party service provider in Latin alphabet", From.MARKET),
                Column("c0070", "Type of person of the ICT third-party service provider", From.MARKET),
                Column("c0080", "Country of the ICT third-party service provider's headquarters", From.MARKET),
                Column("c0090", "Currency of the amount reported in B_05.01.0100"),
                Column("c0100", "Total annual expense or estimated cost of the ICT third-party service provider"),
                Column("c0110", "Identification code of the ultimate parent undertaking", From.MARKET),
                Column("c0120", "Type of code to identify the ultimate parent undertaking", From.MARKET),
            ),
        ),
        Template(
            "B_05.02",
            "ICT service supply chains",
            (
                _REFERENCE,
                Column("c0020", _SERVICE, From.MARKET),
                Column("c0030", _PROVIDER, From.MARKET),
                Column("c0040", _PROVIDER_TYPE, From.MARKET),
                Column("c0050", "Rank", From.MARKET),
                Column("c0060", "Identification code of the recipient of sub-contracted ICT services", From.MARKET),
                Column("c0070", "Type of code to identify the recipient of sub-contracted ICT services", From.MARKET),
            ),
        ),
        Template(
            "B_07.01",
            "Assessment of the ICT services",
            (
                _REFERENCE,
                Column("c0020", _PROVIDER, From.MARKET),
                Column("c0030", _PROVIDER_TYPE, From.MARKET),
                Column("c0040", _SERVICE, From.MARKET),
                Column("c0050", "Substitutability of the ICT third-party service provider", From.PROPOSAL),
                Column("c0060", "Reason if not substitutable or difficult to be substitutable", From.PROPOSAL),
                Column("c0070", "Date of the last audit on the ICT third-party service provider"),
                Column("c0080", "Existence of an exit plan"),
                Column("c0090", "Possibility of reintegration of the contracted ICT service"),
                Column("c0100", "Impact of discontinuing the ICT services"),
                Column("c0110", "Are there alternative ICT third-party service providers identified?"),
                Column("c0120", "Identification of alternative ICT third-party service provider"),
            ),
        ),
    )
}
