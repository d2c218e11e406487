"""What a job says while it runs: a sign of life for the database, progress for whoever watches."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import redis
from django.conf import settings
from django.db import InterfaceError, OperationalError, close_old_connections
from django.utils import timezone

from jobs.models import Job

log = logging.getLogger(__name__)

BEAT_SECONDS = 2.0
DATABASE_PATIENCE_SECONDS = 25.0  # less than the lease: after it another worker may have the job
STREAM_KEPT_SECONDS = 3600
STREAM_LENGTH = 100


def streams() -> redis.Redis:
    """A connection to the streams with short patience: progress is never worth waiting for."""
    return redis.Redis.from_url(
        settings.REDIS_URL, decode_responses=True, socket_timeout=1, socket_connect_timeout=1, health_check_interval=0
    )


def publish(job_id: object, event: dict[str, Any]) -> None:
    """Add an event to the job's stream; without Redis the page polls and nothing is lost."""
    name = f"job:{job_id}"
    try:
        with streams() as connection, connection.pipeline(transaction=False) as batch:
            batch.xadd(name, {"event": json.dumps(event)}, maxlen=STREAM_LENGTH)
            batch.expire(name, STREAM_KEPT_SECONDS)
            batch.execute()
    except redis.RedisError as problem:
        log.warning("Progress of job %s was not published: %s", job_id, problem)


class Reporter:
    """Handed to the work of one attempt."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._beaten_at = 0.0
        self._share = -1.0
        self._stopped = False

    def progress(self, share: float, step: dict[str, Any]) -> None:
        """Tell the watchers how far the work is; ``step`` is Words as JSON."""
        changed = step != self.job.step
        self.job.share, self.job.step = share, step
        if changed or share - self._share >= 0.02:
            self._share = share
            publish(self.job.pk, {"status": "running", "share": round(share, 3), "step": step.get("message", "")})
            if changed:
                self._beat()

    def should_stop(self) -> bool:
        """True once this attempt no longer counts: cancelled, deleted, or given to another worker."""
        if not self._stopped and time.monotonic() - self._beaten_at >= BEAT_SECONDS:
            self._beat()
        return self._stopped

    def _beat(self) -> None:
        waited_since = time.monotonic()
        while True:
            try:
                alive = self.job.mine().update(touched_at=timezone.now(), share=self.job.share, step=self.job.step)
            except (OperationalError, InterfaceError):
                close_old_connections()
                if time.monotonic() - waited_since > DATABASE_PATIENCE_SECONDS:
                    raise
                time.sleep(1)
            else:
                self._beaten_at = time.monotonic()
                self._stopped = not alive
                return
