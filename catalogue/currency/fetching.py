"""Fetches the reference rates from the European Central Bank, within limits of time and size."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPException, HTTPResponse
from typing import Any, BinaryIO
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.conf import settings

from catalogue.currency.reading import RatesError

DAILY, HISTORY = "eurofxref-daily.xml", "eurofxref-hist.xml"
_PART = 1 << 16
_IN_MEMORY = 1 << 20


class _NoRedirects(HTTPRedirectHandler):
    """The bank's own host or nobody: where it sends elsewhere, the answer is an error."""

    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@contextmanager
def fetched(name: str) -> Iterator[BinaryIO]:
    """Give the file of the bank as a stream. Raises RatesError where it does not come whole, small and in time."""
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        try:
            _fetch(f"{settings.RATES_SOURCE}{name}", copy)
        except HTTPError as problem:
            problem.close()
            raise RatesError("The server answered with status %(status)s.", status=problem.code) from problem
        except (OSError, HTTPException) as problem:
            raise RatesError("The server cannot be reached: %(reason)s", reason=str(problem)[:200]) from problem
        copy.seek(0)
        yield copy  # type: ignore[misc]


def _fetch(address: str, copy: Any) -> None:
    deadline = time.monotonic() + settings.RATES_SECONDS
    asked = Request(address, headers={"User-Agent": "FINSEC-Market", "Accept": "application/xml, text/xml"})  # noqa: S310
    with build_opener(_NoRedirects).open(asked, timeout=settings.RATES_SECONDS) as answer:
        for part in _parts(answer):
            copy.write(part)
            if copy.tell() > settings.RATES_MAX_BYTES:
                raise RatesError("The file is larger than %(bytes)s bytes.", bytes=settings.RATES_MAX_BYTES)
            if time.monotonic() > deadline:
                raise RatesError("The server took longer than %(seconds)s seconds.", seconds=settings.RATES_SECONDS)


def _parts(answer: HTTPResponse) -> Iterator[bytes]:
    # read1 returns what has come; read would wait for a server that sends a byte now and then.
    while part := answer.read1(_PART):
        yield part
    if answer.length:
        raise RatesError("The answer broke off.")
