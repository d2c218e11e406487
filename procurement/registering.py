"""What procurement tells the apps below it, once all models are there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import procurement.tasks  # noqa: F401 - workers find the tasks through it
from accounts import scopes
from catalogue.checks import dossiers
from common import kept_pages
from procurement import personal_data, reminding
from procurement.dossiers import dossier
from procurement.models.evidence import today


def register_all() -> None:
    personal_data.declare_all()
    reminding.register_all()
    dossiers.register(dossier)
    scopes.register("shortlists", _("Read your shortlists"))
    # Evidence expires without a change of any row: pages are kept for a day at most.
    kept_pages.shown_version(lambda: today().isoformat())
