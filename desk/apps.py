from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Provider's desk")

    def ready(self) -> None:
        from desk.registering import register_all

        register_all()
        from desk.figures.registering import register_figures

        register_figures()
