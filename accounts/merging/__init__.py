"""Two accounts of one person become one: each app says once what becomes of its rows."""

from accounts.merging.registry import Rule, Text, ends, moves, register, rules, rules_for, unhandled

__all__ = ["Rule", "Text", "ends", "moves", "register", "rules", "rules_for", "unhandled"]
