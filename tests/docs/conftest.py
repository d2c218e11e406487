"""A market for programs: answered and worked by the test's own thread, so that one transaction holds it all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args):
        return


@pytest.fixture
def lasting_connection():
    """Keep the test's transaction over the ends of requests, as Django's own test client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def site(run_jobs, lasting_connection):
    """Serve the market; ``site.during(work)`` answers requests and does the jobs while another thread runs ``work``."""

    def during(work):
        with ThreadPoolExecutor(1) as thread:
            future = thread.submit(work)
            while not future.done():
                server.handle_request()
                run_jobs()
            return future.result()

    with make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=QuietHandler) as server:
        server.timeout = 0.1
        server.url = f"http://127.0.0.1:{server.server_port}"
        server.during = during
        yield server
