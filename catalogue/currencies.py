"""The currencies in which prices may be named."""

from __future__ import annotations

from accounts.currencies import CURRENCIES

__all__ = ["CURRENCIES"]
