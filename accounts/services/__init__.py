"""Verbs on what is stored about people, by subject."""
