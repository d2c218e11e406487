"""gunicorn: threads for pages that wait, a heartbeat in memory, no file outside /tmp. `make run` uses it too."""

import gc
from pathlib import Path
from typing import Any

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - the heartbeat must not wait for a disk

bind = "0.0.0.0:8000"
worker_class = "gthread"
workers = 2
threads = 4
preload_app = True
worker_tmp_dir = str(SHARED_MEMORY) if SHARED_MEMORY.is_dir() else None
control_socket_disable = True
graceful_timeout = 25
timeout = 60
keepalive = 75
max_requests = 50_000  # a fresh worker has no kept pages, so this is against slow leaks only
max_requests_jitter = 5_000
limit_request_field_size = 8190
accesslog = None


def when_ready(server: Any) -> None:
    """Load every page's code once, before the workers are forked, and not twice at the first request."""
    from django.urls import get_resolver

    server.log.info("%s addresses are loaded.", len(get_resolver().url_patterns))
    # What is loaded now stays: no collection of garbage looks through it again, a tenth of a second each time.
    gc.collect()
    gc.freeze()
