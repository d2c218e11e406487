"""Tells apps above that somebody compares: receivers get the ``request`` and the ``slugs`` that stand side by side."""

from __future__ import annotations

from django.dispatch import Signal

offerings_compared = Signal()
