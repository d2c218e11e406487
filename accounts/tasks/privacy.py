"""Thin tasks: claim, work, close. Delivered twice, a request is worked once."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path
from smtplib import SMTPException
from tempfile import TemporaryDirectory

from celery import shared_task
from django.db import transaction
from django.utils import timezone
from redis.exceptions import RedisError

from accounts import retention
from accounts.models import DataExport, Erasure
from accounts.models.privacy import MAX_ATTEMPTS
from accounts.personal.erasing import erase_traces, remove_person
from accounts.personal.mails import send_about_data
from accounts.personal.packing import pack
from common.objects import StoreUnavailableError, store

log = logging.getLogger(__name__)

EXPORT_KEPT = timedelta(days=7)
MAIL_ATTEMPTS = 3
MAIL_AWAY = (SMTPException, OSError)
AWAY = (StoreUnavailableError, RedisError, *MAIL_AWAY)


@shared_task
def build_export(export_id: str) -> None:
    """Build the file of one export, if it still waits to be built, and tell the person."""
    export = DataExport.objects.claim(export_id)
    if export is None:
        return
    try:
        size = _build(export)
    except AWAY as problem:
        log.warning("Export %s waits: %s", export.pk, problem)
        export.put_back()
        return
    except Exception:
        export.close(DataExport.Status.FAILED)
        raise  # unforeseen, so whoever watches the workers must see it
    if export.close(DataExport.Status.DONE, size=size, expires_at=timezone.now() + EXPORT_KEPT):
        _say_it_is_ready(export)


def _build(export: DataExport) -> int:
    with TemporaryDirectory(prefix="data-export-") as folder:
        path = f"{folder}/export.zip"
        pack(export, path, export.touch)
        store.put_file(export.key, path)
        return Path(path).stat().st_size


def _say_it_is_ready(export: DataExport) -> None:
    try:
        send_about_data(export.person.email, "data_ready", export.language)
    except MAIL_AWAY as problem:
        log.warning("No mail about export %s, the page shows it: %s", export.pk, problem)


@shared_task
def erase_person(erasure_id: str) -> None:
    """Fulfil one erasure. It is never given up: what a dead worker left undone is done by the next attempt."""
    erasure = Erasure.objects.claim(erasure_id)
    if erasure is None or erasure.person is None:
        return
    try:
        _confirm_by_mail(erasure)
        erase_traces(erasure.person, touch=erasure.touch)
    except AWAY as problem:
        log.warning("Erasure %s waits: %s", erasure.pk, problem)
        erasure.put_back()
        return
    with transaction.atomic():
        remove_person(erasure.person)
        erasure.close(Erasure.Status.DONE, person=None)


def _confirm_by_mail(erasure: Erasure) -> None:
    """Write to the person while there is an address; after some attempts the erasure goes on without."""
    if erasure.mailed_at or erasure.person is None:
        return
    try:
        send_about_data(erasure.person.email, "erasure", erasure.language)
    except MAIL_AWAY as problem:
        if erasure.attempt < MAIL_ATTEMPTS:
            raise
        log.warning("No mail about erasure %s: %s", erasure.pk, problem)
    else:
        erasure.mine().update(mailed_at=timezone.now())


@shared_task
def recover_requests() -> None:
    """Ring again for requests that were lost; give up on exports that were lost too often."""
    hopeless = DataExport.objects.lost().filter(attempt__gte=MAX_ATTEMPTS)
    hopeless.update(status=DataExport.Status.FAILED, finished_at=timezone.now())
    for export_id in DataExport.objects.take_back_lost():
        build_export.delay(str(export_id))
    for erasure_id in Erasure.objects.take_back_lost():
        erase_person.delay(str(erasure_id))


@shared_task
def enforce_retention() -> None:
    """Once a day, ring for each rule, so that one that fails leaves the others alone."""
    for rule in retention.rules():
        if rule.delete:
            enforce_rule.delay(rule.key)


@shared_task
def enforce_rule(key: str) -> None:
    """Delete what one rule says; safe to repeat."""
    log.info("Retention of %s: %s deleted.", key, retention.enforce(key))
