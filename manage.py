#!/usr/bin/env python
"""Django's command line for the market."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

from django.core.management import execute_from_command_line

import finsec_market.celery  # noqa: F401 - tasks sent from a command find the broker through it
from finsec_market.env import use_owner_of_tables

if __name__ == "__main__":
    if sys.argv[1:2] == ["migrate"]:
        use_owner_of_tables()
    execute_from_command_line(sys.argv)
