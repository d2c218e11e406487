"""Thin tasks about people, by subject."""

from accounts.tasks.mailings import send_to_all
from accounts.tasks.organisations import delete_orphaned_documents
from accounts.tasks.privacy import build_export, enforce_retention, enforce_rule, erase_person, recover_requests

__all__ = [
    "build_export",
    "delete_orphaned_documents",
    "enforce_retention",
    "enforce_rule",
    "erase_person",
    "recover_requests",
    "send_to_all",
]
