from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "jobs"
    verbose_name = _("Jobs")

    def ready(self) -> None:
        from jobs.merging import register_rules
        from jobs.personal_data import declare_all
        from jobs.retention import add_rules

        declare_all()
        add_rules()
        register_rules()
