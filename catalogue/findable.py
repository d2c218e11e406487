"""What the search over all sections finds of the catalogue. The triggers on its tables are in the migrations."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from search import registry


def register_all() -> None:
    registry.register(registry.Source("offering", _("Catalogue"), _offering, table="catalogue_offering"))
    registry.register(registry.Source("provider", _("Providers"), _provider, table="catalogue_provider"))


def _offering(key: str) -> str:
    return reverse("catalogue:offering-detail", args=[key])


def _provider(key: str) -> str:
    return reverse("catalogue:provider-detail", args=[key])
