"""Revisions in the administration, for every model that keeps them."""
