from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnquiriesConfig(AppConfig):
    name = "enquiries"
    verbose_name = _("Requests")

    def ready(self) -> None:
        from enquiries.registering import register_all

        register_all()
