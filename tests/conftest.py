"""Fixtures that tests of every app use."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.cache import cache
from django.template import Context, RequestContext, Template
from django.test import Client, override_settings
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import settings as property_settings

import demos.services
import finsec_market.celery  # noqa: F401 - tasks find the broker through it
from common.objects import StoreUnavailableError, store
from jobs.models import Job
from jobs.tasks import execute_job
from tests.demos.done_runs import look_once
from tests.factories import make_member, signed_in

# The same cases for everyone: a new change is judged by what it does, not by the luck of the draw.
property_settings.register_profile("suite", derandomize=True)
property_settings.load_profile("suite")


HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Pages name static files without the hashes that only collectstatic gives them.
PLAIN_FILES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
# So many keys are looked through at once: the few of a test cost one question.
AT_ONCE = 10_000


@pytest.fixture(scope="session", autouse=True)
def settings_of_the_suite(worker_id):
    """Quick passwords, plain static files; for each process a part of the cache and a bucket. Set once, for all."""
    own = f"test-{worker_id}"
    changed = {
        "PASSWORD_HASHERS": HASHERS,
        "STORAGES": settings.STORAGES | PLAIN_FILES,
        "CACHES": {"default": settings.CACHES["default"] | {"KEY_PREFIX": own}},
        # What sweeps a bucket knows the rows of one database only, and each process has its own.
        "S3": settings.S3 | {"bucket_name": own},
        # Every client of a test begins anew, and would list all static files first.
        "WHITENOISE_AUTOREFRESH": True,
    }
    with override_settings(**changed):
        make_bucket()
        yield


def make_bucket():
    try:
        store.check()
    except StoreUnavailableError:
        store.client.create_bucket(Bucket=store.bucket)


@pytest.fixture(scope="session", autouse=True)
def told_of_pages_only(django_test_environment):
    """Keep for the tests what a page was given, as Django's runner does, but not a copy for each of its parts."""
    told, patch = Template._render, pytest.MonkeyPatch()

    def draw(template: Template, context: Context) -> SafeString:
        is_page = isinstance(context, RequestContext) and context.template is template
        return told(template, context) if is_page else template.nodelist.render(context)

    patch.setattr(Template, "_render", draw)
    yield
    patch.undo()


@pytest.fixture(autouse=True)
def english():
    """Start every test in English, whatever language the last page of another one was in."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def empty_cache():
    yield
    # To clear it would empty the whole engine, and with it what the tests of other processes rely on just now.
    cache.delete_pattern("*", itersize=AT_ONCE)


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


@pytest.fixture
def looked_once(monkeypatch):
    """Have each file looked at once, in its limited process; further tests that send it get what was found then."""
    monkeypatch.setattr(demos.services, "look_at", look_once)
