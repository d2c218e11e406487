"""What revisions tell about people: who wrote what, and when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal import Activity, Basis, Keep, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL
from publishing.models import Revision

EDITING = Activity(
    _("Revisions of what the market shows"),
    purpose=_("To be able to tell who changed which page, to show the difference, and to bring an earlier state back."),
    basis=Basis.INTEREST,
    kept=_("As long as the service runs, after an erasure without the name of the author."),
    people=_("Editors and administrators"),
)
OF_THE_PAGE = _("Tells about the page that was changed, not about you.")
STAYS = _("What was published stays on record, with its time. It no longer says who wrote it.")


def declare_all() -> None:
    """Called once, when all models are there."""
    declare(
        PersonalData(
            Revision,
            EDITING,
            person="author",
            fields="model row number at comment changed",
            none={"id": TECHNICAL, "author": LINK, "source snapshot digest restores outdated": OF_THE_PAGE},
            keep=Keep({"author": None}, why=STAYS),
        )
    )
