from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FeedbackConfig(AppConfig):
    name = "feedback"
    verbose_name = _("Reviews and ratings")

    def ready(self) -> None:
        from feedback.registering import register_all

        register_all()
