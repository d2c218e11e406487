"""How the description of the API tells which scope an operation needs."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema

from accounts.api.permissions import scope_of


class ScopedSchema(AutoSchema):
    """Says in words which scope an operation needs."""

    def get_description(self) -> str:  # type: ignore[override]
        described = str(super().get_description() or "")
        scope = scope_of(self.view, self.method)
        words = _("Needs the scope `%(scope)s`.") % {"scope": scope} if scope else _("Needs no token.")
        return f"{described}\n\n{words}".strip()


class ApiTokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "accounts.api.authentication.ApiTokenAuthentication"
    name = "ApiToken"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "finsec_…"}

    def get_security_requirement(self, auto_schema: Any) -> list[dict[str, list[str]]]:
        scope = scope_of(auto_schema.view, auto_schema.method)
        return [{self.name: [scope]}] if scope else [{}, {self.name: []}]
