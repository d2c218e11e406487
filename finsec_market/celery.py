"""The Celery application: the bell that tells workers to look at the jobs table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

app = Celery("finsec_market")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
