from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        from portal import (
            cards,
            checks,  # noqa: F401 - importing it registers the checks
            findable,
        )

        findable.register_all()
        cards.register_all()
