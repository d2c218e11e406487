"""What the desk tells the apps below it, once all models are there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import scopes
from publishing.submissions import telling
from publishing.submissions.states import Side


def register_all() -> None:
    scopes.register("submissions", _("Write and submit listings of your organisations"))
    telling.show_at(Side.PROVIDER, "desk:submission-detail")
