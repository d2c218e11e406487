"""The live process: turns progress streams into server-sent events. It has no database."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

from finsec_market.live import application

__all__ = ["application"]
