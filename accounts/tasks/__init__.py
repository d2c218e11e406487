"""Thin tasks about people, by subject."""

from accounts.tasks.mailings import send_to_all
from accounts.tasks.organisations import delete_orphaned_documents

__all__ = ["delete_orphaned_documents", "send_to_all"]
