from django.apps import AppConfig, apps
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        import catalogue.currency.tasks
        import catalogue.media.tasks  # noqa: F401 - workers find the tasks through them
        from accounts import scopes
        from catalogue import findable
        from catalogue.editors import let_editors_edit
        from catalogue.favourites import merging, personal_data
        from catalogue.importing import starting
        from catalogue.importing.working import work_on_import
        from catalogue.media import services
        from catalogue.media.running import work_on_media
        from catalogue.personal_data import declare_all
        from catalogue.retention import add_rules
        from catalogue.revisions import keep_all
        from catalogue.searching import ranking
        from catalogue.texts import offering_addresses
        from catalogue.versions import current_version
        from common import kept_pages, references
        from jobs import registry

        personal_data.declare_all()  # first: what refers comes before what is meant
        declare_all()
        add_rules()
        keep_all()
        registry.register(services.KIND, work_on_media)
        registry.register(starting.KIND, work_on_import)
        merging.register_rules()
        scopes.register("favourites", _("See and change your favourites"))
        findable.register_all()
        ranking.publish()
        references.register("offering", offering_addresses)
        kept_pages.shown_version(current_version)
        # After the app whose migration makes groups and rights.
        auth = apps.get_app_config("auth")
        post_migrate.connect(let_editors_edit, sender=auth, dispatch_uid="catalogue.let_editors_edit")
