"""People in the admin, by subject."""

from accounts.admin.people import UserAdmin

__all__ = ["UserAdmin"]
