"""Second factors and signed-in devices in the admin: to see and to take away, never to read or write secrets."""

from __future__ import annotations

from typing import Any

# The two admins of the library are replaced here.
import allauth.mfa.admin
import allauth.usersessions.admin  # noqa: F401
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.http import HttpRequest

admin.site.unregister([Authenticator, UserSession])


class _SeenAndDeleted(admin.ModelAdmin[Any]):
    search_fields = ("user__email",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Authenticator)
class AuthenticatorAdmin(_SeenAndDeleted):
    list_display = fields = readonly_fields = ("user", "type", "created_at", "last_used_at")
    list_filter = ("type",)


@admin.register(UserSession)
class UserSessionAdmin(_SeenAndDeleted):
    list_display = fields = readonly_fields = ("user", "created_at", "last_seen_at", "ip", "user_agent")

    def delete_model(self, request: HttpRequest, obj: UserSession) -> None:
        obj.end()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for device in queryset:
            device.end()
