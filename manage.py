#!/usr/bin/env python
"""Django's command line for the market."""

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

from django.core.management import execute_from_command_line

import finsec_market.celery  # noqa: F401 - tasks sent from a command find the broker through it

if __name__ == "__main__":
    execute_from_command_line(sys.argv)
