from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        import catalogue.currency.tasks
        import catalogue.media.tasks  # noqa: F401 - workers find the tasks through them
        from catalogue.media.running import work_on_media
        from catalogue.media.services import KIND
        from catalogue.personal_data import declare_all
        from catalogue.texts import offering_addresses
        from common import references
        from jobs import registry

        declare_all()
        registry.register(KIND, work_on_media)
        references.register("offering", offering_addresses)
