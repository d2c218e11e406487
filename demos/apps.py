from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemosConfig(AppConfig):
    name = "demos"
    verbose_name = _("Demonstrations")

    def ready(self) -> None:
        from demos.personal_data import declare_all
        from demos.retention import add_rules
        from demos.running import work_on_run
        from jobs.registry import register

        register("demos.run", work_on_run)
        declare_all()
        add_rules()
