"""What the app tells the apps below it, once all models are there."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts import scopes
from catalogue.searching import orders
from catalogue.sections import Section, register
from feedback import mails, merging, personal_data, ranking, telling
from feedback.pages import section


def register_all() -> None:
    personal_data.declare_all()
    merging.register_rules()
    mails.register_all()
    telling.register_all()
    scopes.register("reviews", _("Write, change and delete your reviews"))
    ranking.publish()
    orders.register(ranking.BEST_RATED)
    register(Section("feedback/_section.html", section))
