"""Reference rates as the bank writes them, and a server of its kind that can be told to misbehave."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import StringIO
from pathlib import Path

from django.core.management import call_command
from django.utils import timezone

USUAL = {"CHF": "0.95", "GBP": "0.8", "JPY": "160.5", "USD": "1.25"}
HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" '
    'xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref"><gesmes:subject>Reference rates</gesmes:subject>'
    "<gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender><Cube>"
)
TAIL = "</Cube></gesmes:Envelope>"


def days_ago(number: int) -> date:
    return timezone.now().date() - timedelta(days=number)


def written(*days: tuple[date | str, Mapping[str, str]]) -> str:
    """A file with these days in this order."""
    told = (
        f"<Cube time='{day}'>" + "".join(f"<Cube currency='{code}' rate='{rate}'/>" for code, rate in rates.items())
        for day, rates in days
    )
    return HEAD + "".join(f"{one}</Cube>" for one in told) + TAIL


def load(folder: Path, text: str | bytes, name: str = "rates.xml") -> str:
    """Load a file as an operator does; returns what is said."""
    path, out = folder / name, StringIO()
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    call_command("load_rates", str(path), stdout=out)
    return out.getvalue()


class Bank:
    """What the server answers; tests change it."""

    def __init__(self) -> None:
        self.status, self.body = 200, written((days_ago(0), USUAL)).encode()
        self.headers: dict[str, str] = {}
        self.pause = 0.0  # before every byte
        self.length: int | None = None  # promised, whatever is then sent
        self.asked: list[str] = []


@contextmanager
def started_bank() -> Iterator[tuple[Bank, str]]:
    bank = Bank()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(bank))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield bank, f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(bank: Bank) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            bank.asked.append(self.path)
            self.send_response(bank.status)
            for name, value in bank.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(bank.length or len(bank.body)))
            self.end_headers()
            self._send()

        def _send(self) -> None:
            size = 1 if bank.pause else 1 << 16
            try:
                for start in range(0, len(bank.body), size):
                    time.sleep(bank.pause)
                    self.wfile.write(bank.body[start : start + size])
            except OSError:
                return  # the client has had enough

        def log_message(self, *args: object) -> None:
            pass

    return Handler
