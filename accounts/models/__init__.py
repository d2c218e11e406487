"""Everything about people that is stored, by subject."""

from accounts.models.people import User, UserManager
from accounts.models.tokens import ApiToken

__all__ = ["ApiToken", "User", "UserManager"]
