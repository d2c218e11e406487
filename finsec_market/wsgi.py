"""Pages and the API."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

import finsec_market.celery  # noqa: F401 - tasks sent from a page find the broker through it

application = get_wsgi_application()
