"""Offerings side by side; the address holds the whole state."""
