"""Fixtures that tests of every app use."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import translation
from hypothesis import settings as property_settings

import finsec_market.celery  # noqa: F401 - tasks find the broker through it
from jobs.models import Job
from jobs.tasks import execute_job
from tests.factories import make_member, signed_in

# The same cases for everyone: a new change is judged by what it does, not by the luck of the draw.
property_settings.register_profile("suite", derandomize=True)
property_settings.load_profile("suite")


@pytest.fixture(autouse=True)
def quick_passwords(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def static_files_as_they_are(settings):
    """Pages name static files without the hashes that only collectstatic gives them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture(autouse=True)
def english():
    """Start every test in English, whatever language the last page of another one was in."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def own_cache(settings, worker_id):
    settings.CACHES = {"default": settings.CACHES["default"] | {"KEY_PREFIX": f"test-{worker_id}"}}
    yield
    # To clear it would empty the whole engine, and with it what the tests of other processes rely on just now.
    cache.delete_pattern("*")


@pytest.fixture
def member(db):
    return make_member()


@pytest.fixture
def member_client(member):
    client = Client()
    client.force_login(member)
    return client


@pytest.fixture
def administrator(db):
    return make_member("administrator@market.example", is_staff=True, is_superuser=True)


@pytest.fixture
def staff(administrator):
    return signed_in(administrator)


@pytest.fixture
def run_jobs(db):
    """Do what a worker would do with every queued job, in this process."""

    def work():
        for job in Job.objects.filter(status=Job.Status.QUEUED):
            execute_job(str(job.pk))

    return work
