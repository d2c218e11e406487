"""The filters of the catalogue: their names in addresses and where their words stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Facet:
    """One filter. Several words of one filter widen the list, several filters narrow it."""

    name: str
    title: Promise
    column: str
    holds: Literal["one", "many", "providers"]
    vocabulary: str = ""

    @property
    def miss(self) -> str:
        """SQL that is true for an offering ``o`` that has none of the chosen words."""
        wanted = f"%({self.name})s"
        if self.holds == "many":
            return f"NOT o.{self.column} && {wanted}::varchar[]"
        if self.holds == "one":
            return f"NOT o.{self.column} = ANY({wanted})"
        return (
            "NOT EXISTS (SELECT FROM catalogue_offeringprovider s JOIN catalogue_provider p ON p.id = s.provider_id "
            f"WHERE s.offering_id = o.id AND p.slug = ANY({wanted}))"
        )


FACETS = (
    Facet("kind", _("Kind"), "kind", "one", "kinds"),
    Facet("audience", _("For whom"), "audience", "many", "audiences"),
    Facet("domain", _("What is protected"), "domains", "many", "domains"),
    Facet("stage", _("Stage"), "stage", "one", "stages"),
    Facet("standard", _("Standards and laws"), "standards", "many", "standards"),
    Facet("deployment", _("Where it runs"), "deployment", "many", "deployments"),
    Facet("price", _("Price"), "price_model", "one"),
    Facet("provider", _("Provider"), "slug", "providers"),
)
