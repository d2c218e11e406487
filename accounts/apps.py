from django.apps import AppConfig
from django.db.models import OuterRef
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        from accounts import (  # noqa: F401 - connect their receivers
            connection_signals,
            factor_signals,
            personal_consent,
            personal_data,
            personal_organisations,
            retention,
            signals,
        )
        from accounts.identity import keeping, keys
        from accounts.mails import register_all
        from accounts.merging.own import register_own
        from accounts.permissions import ownerships
        from accounts.roles import create_groups, reviewing
        from accounts.services.factor import demand_second_factor

        register_all()
        keys.read_once()
        demand_second_factor(reviewing())
        demand_second_factor(ownerships().filter(person=OuterRef("pk")))
        for declarations in (keeping, personal_consent, personal_organisations, personal_data):
            declarations.declare_all()
        retention.add(keeping.TOKENS)
        register_own()
        post_migrate.connect(create_groups, sender=self, dispatch_uid="accounts.create_groups")
