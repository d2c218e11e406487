"""What the catalogue tells the apps below it, once all models are there."""

from __future__ import annotations

from django.apps import apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

import catalogue.cards.tasks
import catalogue.currency.tasks
import catalogue.media.tasks
import catalogue.tasks  # noqa: F401 - workers find the tasks through them
from accounts import scopes
from catalogue import findable, personal_data
from catalogue.checks.registering import register_checks
from catalogue.editors import let_editors_edit
from catalogue.favourites import merging
from catalogue.favourites import personal_data as favourites_data
from catalogue.importing.starting import KIND as IMPORT
from catalogue.importing.working import work_on_import
from catalogue.media.running import work_on_media
from catalogue.media.services import KIND as MEDIA
from catalogue.retention import add_rules
from catalogue.revisions import keep_all
from catalogue.searching import ranking
from catalogue.submitting import register_offerings
from catalogue.texts import offering_addresses
from catalogue.versions import current_version
from common import kept_pages, references
from jobs import registry


def register_all() -> None:
    favourites_data.declare_all()  # first: what refers comes before what is meant
    personal_data.declare_all()
    merging.register_rules()
    add_rules()
    keep_all()
    register_offerings()
    register_checks()
    scopes.register("favourites", _("See and change your favourites"))
    registry.register(MEDIA, work_on_media)
    registry.register(IMPORT, work_on_import)
    findable.register_all()
    ranking.publish()
    references.register("offering", offering_addresses)
    kept_pages.shown_version(current_version)
    # After the app whose migration makes groups and rights.
    auth = apps.get_app_config("auth")
    post_migrate.connect(let_editors_edit, sender=auth, dispatch_uid="catalogue.let_editors_edit")
