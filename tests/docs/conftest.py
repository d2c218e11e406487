"""A market for programs: answered and worked by the test's own thread, so that one transaction holds it all."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.core.wsgi import get_wsgi_application


class QuietHandler(WSGIRequestHandler):
    def log_message(self, format, *args):
        return


@pytest.fixture
def site(run_jobs):
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
