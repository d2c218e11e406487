"""What the figures tell the apps below the desk, once all models are there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import desk.tasks  # noqa: F401 - workers find the tasks through it
from accounts.personal import NoPersonalData, declare
from catalogue.comparing.telling import offerings_compared
from desk.figures.counting import count_compared
from desk.models import CountedBatch, DailyFigures

SUMS = _("Sums of a day, without a sign of who it was.")


def register_figures() -> None:
    sums = "views compares favourites shortlists requests runs ratings stars"
    declare(NoPersonalData(DailyFigures, f"id offering day {sums}", why=SUMS))
    declare(NoPersonalData(CountedBatch, "id added_at", why=_("Says which sums have been written.")))
    offerings_compared.connect(count_compared, dispatch_uid="desk.figures")
