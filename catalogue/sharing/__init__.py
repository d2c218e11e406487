"""Addresses that open in the language of whoever opens them."""
