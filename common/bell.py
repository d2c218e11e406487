"""Telling a worker that there is something to do. The tables are the queue: a sweep finds what was not heard of."""

from __future__ import annotations

import logging
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: Any, *about: object) -> None:
    """Ask a worker to run a Celery task."""
    try:
        task.delay(*about)
    except (OperationalError, OSError) as problem:
        log.warning("The bell for %s %s did not ring: %s", task.name, about, problem)
