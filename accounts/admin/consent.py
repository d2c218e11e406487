"""The history of consent in the admin: to read, never to write."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from accounts.models import ConsentRecord


@admin.register(ConsentRecord)
class ConsentRecordAdmin(admin.ModelAdmin[ConsentRecord]):
    list_display = ("person", "purpose", "given", "created_at", "source", "version", "language")
    list_filter = ("purpose", "given", "created_at")
    list_select_related = ("person",)
    search_fields = ("person__email",)
    date_hierarchy = "created_at"

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: ConsentRecord | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: ConsentRecord | None = None) -> bool:
        return False
