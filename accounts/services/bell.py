"""Telling a worker that there is something to do."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)


def ring(task: Any, request_id: uuid.UUID) -> None:
    """Where the queue is away, the minute's sweep does it later."""
    try:
        task.delay(str(request_id))
    except (OperationalError, OSError) as problem:
        log.warning("The bell for request %s did not ring: %s", request_id, problem)
