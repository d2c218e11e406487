"""How many pages a second visitors get from the web process as it is deployed, kept ones and others.

The one who asks shares the two cores with gunicorn and PostgreSQL; its own processor time is told beside.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from bench.databases import ROOT, catalogue_of
from bench.tables import row
from finsec_market.embedded.ports import free_ports

OFFERINGS = 10_000
ADDRESSES = (
    "", "about/", "solutions/", "services/", "demonstrations/", "catalogue/", "catalogue/?kind=service",
    "catalogue/?q=risk+assessment", "catalogue/security-consulting/", "catalogue/finsec-platform/", "providers/finsec/",
    "providers/gft/",
)  # fmt: skip
PAGES = [f"/{language}/{address}" for language in ("en", "de", "el") for address in ADDRESSES]
KEPT, MADE = 10_000, 1_000
AT_ONCE = 8
STARTED = 60


class Load(NamedTuple):
    """What many requests took."""

    number: int
    seconds: float
    busy: float  # the asking process's own
    slowest: float

    @property
    def rate(self) -> float:
        return self.number / self.seconds


def measure(data: Path | None) -> list[dict[str, Any]]:
    with served(catalogue_of(OFFERINGS)) as port:
        asyncio.run(ask(port, islice(cycle(PAGES), 20 * len(PAGES))))
        kept = asyncio.run(ask(port, islice(cycle(PAGES), KEPT)))
        # An address that nobody has asked for makes the page anew, whatever it shows.
        made = asyncio.run(ask(port, (_other(page, place) for place, page in enumerate(islice(cycle(PAGES), MADE)))))
    return [_row("kept", kept, "≥ 1,000 a second"), _row("made anew", made, "≥ 150 a second")]


def _row(kind: str, load: Load, goal: str) -> dict[str, Any]:
    return row(
        f"pages for visitors, {kind}, {AT_ONCE} connections, {len(PAGES)} pages in three languages",
        f"{load.rate:,.0f} a second, the slowest {1000 * load.slowest:.0f} ms",
        goal,
        f"asking itself took {load.busy / load.seconds:.0%} of one of the {os.cpu_count()} cores",
    )


def _other(page: str, place: int) -> str:
    return f"{page}{'&' if '?' in page else '?'}x={place}"


@contextmanager
def served(database: str) -> Iterator[int]:
    """The web process of deploy/, on a free port."""
    port = free_ports(1)[0]
    environment = os.environ | {"DATABASE_URL": database, "INSECURE_HTTP": "on", "LOG_LEVEL": "ERROR"}
    subprocess.run([sys.executable, "-m", "finsec_market.embedded.static"], cwd=ROOT, env=environment, check=True)
    settings = ["--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "--log-level", "error"]
    program = [sys.executable, "-m", "gunicorn", *settings, "finsec_market.wsgi:application"]
    process = subprocess.Popen(program, cwd=ROOT, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait()


def _wait(port: int) -> None:
    end = time.monotonic() + STARTED
    while time.monotonic() < end:
        try:
            with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5):
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("The web process does not answer.")


async def ask(port: int, addresses: Iterator[str]) -> Load:
    """Ask for each address once, over a few connections that stay open."""
    began, busy = time.perf_counter(), time.process_time()
    times = [took for part in await asyncio.gather(*(_ask(port, addresses) for _ in range(AT_ONCE))) for took in part]
    return Load(len(times), time.perf_counter() - began, time.process_time() - busy, max(times))


async def _ask(port: int, addresses: Iterator[str]) -> list[float]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    times = []
    for address in addresses:
        began = time.perf_counter()
        writer.write(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), (address, head)
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        times.append(time.perf_counter() - began)
        if b"connection: close" in head.lower():  # the worker has answered as many requests as it may
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()
    return times
