from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    name = "desk"
    verbose_name = _("Provider's desk")

    def ready(self) -> None:
        from desk.figures.registering import register_figures
        from desk.registering import register_all

        register_all()
        register_figures()
