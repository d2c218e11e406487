"""What notices tell the apps below them, once all models are there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import notices.tasks  # noqa: F401 - workers find the tasks through it
from accounts import scopes
from notices import merging, personal_data, retention
from notices.mails import register_mails


def register_all() -> None:
    personal_data.declare_all()
    merging.register_rules()
    retention.add_rules()
    register_mails()
    scopes.register("notifications", _("Mark your notifications as read"))
