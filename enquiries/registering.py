"""What requests tell the apps below them, once all models are there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

import enquiries.tasks  # noqa: F401 - workers find the tasks through it
from accounts import scopes
from catalogue import provider_facts
from enquiries import evidence, telling
from enquiries.answer_times import facts_about
from enquiries.merging import register_rules
from enquiries.personal_data import declare_all
from enquiries.retention import add_rules


def register_all() -> None:
    declare_all()
    register_rules()
    add_rules()
    telling.register_all()
    scopes.register("requests", _("Send requests to providers and answer them"))
    provider_facts.register(facts_about)
    evidence.register_all()
