from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemosConfig(AppConfig):
    name = "demos"
    verbose_name = _("Demonstrations")

    def ready(self) -> None:
        from accounts import scopes
        from demos import evidence, findable
        from demos.personal_data import declare_all
        from demos.retention import add_rules
        from demos.running import work_on_run
        from jobs import registry

        registry.register("demos.run", work_on_run)
        scopes.register(scopes.READ, _("See your files, runs and results"))
        scopes.register("run", _("Upload files, start and stop runs"))
        scopes.register("share", _("Make addresses that show a result to others"))
        scopes.register("delete", _("Delete your files and runs"))
        declare_all()
        add_rules()
        findable.register_all()
        evidence.register_all()
