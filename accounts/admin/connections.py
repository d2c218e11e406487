"""Accounts elsewhere in the admin: to be seen and taken away, never given."""

from __future__ import annotations

from allauth.socialaccount import admin as _allauth_admin  # noqa: F401 - registers what is replaced here
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin
from django.http import HttpRequest

# Providers come from the environment, and tokens are never stored.
admin.site.unregister([SocialAccount, SocialApp, SocialToken])


@admin.register(SocialAccount)
class SocialAccountAdmin(admin.ModelAdmin[SocialAccount]):
    list_display = ("user", "provider", "date_joined", "last_login")
    list_filter = ("provider",)
    search_fields = ("user__email", "uid")
    fields = ("user", "provider", "uid", "date_joined", "last_login")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SocialAccount | None = None) -> bool:
        return False
