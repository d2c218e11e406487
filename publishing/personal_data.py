"""What revisions tell about people: who wrote what, and when."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.personal import Activity, Basis, Keep, PersonalData, declare
from accounts.personal.reasons import LINK, TECHNICAL
from publishing.models import Appeal, Checked, Revision, StateChange, Submission

EDITING = Activity(
    _("Revisions of what the market shows"),
    purpose=_("To be able to tell who changed which page, to show the difference, and to bring an earlier state back."),
    basis=Basis.INTEREST,
    kept=_("As long as the service runs, after an erasure without the name of the author."),
    people=_("Editors and administrators"),
)
SUBMITTING = Activity(
    _("Submissions of listings and decisions about them"),
    purpose=_("To review what providers want to publish, to give reasons for each decision, and to answer for it."),
    basis=Basis.INTEREST,
    kept=_("As long as the service runs, after an erasure without the name of who wrote or decided."),
    people=_("Members of providers who submit, and reviewers"),
)
OF_THE_LISTING = _("Tells about the listing that was submitted, not about you.")
DECISION_STAYS = _("What was submitted and decided stays on record, with its time. It no longer says who did it.")
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
            none={"id": TECHNICAL, "author": LINK, "source snapshot digest restores decision outdated": OF_THE_PAGE},
            keep=Keep({"author": None}, why=STAYS),
        )
    )
    _declare_submissions()
    _declare_appeals()


def _declare_submissions() -> None:
    declare(
        PersonalData(
            Checked,
            SUBMITTING,
            person="change__actor",
            fields="change offered ticked",
            none={"id": TECHNICAL},
            keep=Keep({}, why=DECISION_STAYS),
        ),
        PersonalData(
            StateChange,
            SUBMITTING,
            person="actor",
            fields="submission number step start end at reason fields grounds",
            none={"id": TECHNICAL, "actor": LINK, "digest precedent draw": OF_THE_LISTING},
            keep=Keep({"actor": None}, why=DECISION_STAYS),
        ),
        PersonalData(
            Submission,
            SUBMITTING,
            person="author",
            fields="model row organisation lane state created_at submitted_at proposed",
            shown={"organisation": lambda row: row.organisation.name},
            none={
                "id": TECHNICAL,
                "author": LINK,
                "steps state_since base digest changed publishes_itself is_drawn is_unchecked": OF_THE_LISTING,
                "risk risk_factors": OF_THE_LISTING,
            },
            keep=Keep({"author": None}, why=DECISION_STAYS),
        ),
        PersonalData(
            Submission,
            SUBMITTING,
            person="reviewer",
            fields="model row state state_since",
            none={"id": TECHNICAL, "reviewer": LINK},
            keep=Keep({"reviewer": None}, why=DECISION_STAYS),
        ),
    )


def _declare_appeals() -> None:
    declare(
        PersonalData(
            Appeal,
            SUBMITTING,
            person="person",
            fields="decision text at state reason decided_at",
            none={"id": TECHNICAL, "person": LINK, "is_brought_back": OF_THE_LISTING},
            keep=Keep({"person": None}, why=DECISION_STAYS),
        ),
        PersonalData(
            Appeal,
            SUBMITTING,
            person="reviewer",
            fields="decision state reason decided_at",
            none={"id": TECHNICAL, "reviewer": LINK},
            keep=Keep({"reviewer": None}, why=DECISION_STAYS),
        ),
    )
