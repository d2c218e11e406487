from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "catalogue"
    verbose_name = _("Catalogue")

    def ready(self) -> None:
        from catalogue.personal_data import declare_all
        from catalogue.texts import offering_addresses
        from common import references

        declare_all()
        references.register("offering", offering_addresses)
