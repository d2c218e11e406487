"""Analyse a file with a market's API, with nothing but Python's standard library.

    python examples/api_client.py payments.csv --algorithm payment-flows --site http://localhost:8000 \
        --token-file token.txt --map booked_at=time --set threshold=9000 --save result.xlsx

The token comes from the page "API tokens" of your account, kept in a file that only you can read. It needs the scopes
"read" and "run".
"""

# ruff: noqa: T201 - it talks to a terminal
from __future__ import annotations

import argparse
import json
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

OPEN = {"queued", "running"}
BUSY = {429, 503}
TRIES = 5


class RefusedError(Exception):
    """The market said no; the message is its own sentence."""


class Market:
    """The API of one market, for the owner of one token."""

    def __init__(self, site: str, token: str, language: str = "en") -> None:
        self.root = f"{site.rstrip('/')}/api/v1/"
        self.headers = {"Authorization": f"Bearer {token}", "Accept-Language": language}

    def upload(self, path: Path) -> dict[str, Any]:
        """Send a file; the answer has its id and a preview with the columns."""
        boundary = uuid.uuid4().hex
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{path.name}"\r\n\r\n'
        body = head.encode() + path.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        return self._json("uploads/", body, f"multipart/form-data; boundary={boundary}")

    def start(self, algorithm: str, upload: str, columns: dict[str, str], settings: dict[str, str]) -> dict[str, Any]:
        """Queue a run. Columns that are not named keep the role that the market proposes."""
        wanted = {"algorithm": algorithm, "upload": upload, "columns": columns, "settings": settings}
        return self._json("runs/", json.dumps(wanted).encode())

    def wait(self, run: str, pause: float = 1.0) -> dict[str, Any]:
        """Ask until the run has ended and return it; raise RefusedError where it has no result."""
        while (found := self._json(f"runs/{run}/"))["status"] in OPEN:
            time.sleep(pause)
        if found["status"] != "done":
            raise RefusedError(found["problem"] or f"The run is {found['status']}.")
        return found

    def findings(self, run: str) -> Iterator[dict[str, Any]]:
        """Yield what the run found, most severe first."""
        page: dict[str, Any] = {"next": f"{self.root}runs/{run}/findings/?page_size=200"}
        while page["next"]:
            page = self._json(page["next"])
            yield from page["results"]

    def export(self, run: str, kind: str) -> bytes:
        """Return the result as json, csv, xlsx, pdf, stix or scores."""
        return self._ask(f"runs/{run}/export/{kind}/")

    def delete(self, run: str) -> None:
        """Delete the run, and its file unless another run needs it. The token needs the scope "delete"."""
        self._ask(f"runs/{run}/", method="DELETE")

    def _json(self, path: str, body: bytes | None = None, media_type: str = "application/json") -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._ask(path, body, media_type))
        return answer

    def _ask(self, path: str, body: bytes | None = None, media_type: str = "", method: str | None = None) -> bytes:
        address = path if path.startswith("http") else self.root + path
        headers = self.headers | ({"Content-Type": media_type} if body is not None else {})
        for left in reversed(range(TRIES)):
            try:
                with urlopen(Request(address, body, headers, method=method), timeout=60) as answer:  # noqa: S310
                    return bytes(answer.read())
            except HTTPError as problem:
                with problem:
                    if problem.code not in BUSY or not left:
                        raise RefusedError(_sentence(problem)) from problem
                time.sleep(float(problem.headers.get("Retry-After", 5)))
        raise AssertionError


def _sentence(problem: HTTPError) -> str:
    """Return the market's reason from a problem document (RFC 9457)."""
    if problem.headers.get_content_type() != "application/problem+json":
        return f"{problem.code} {problem.reason}"
    told = json.load(problem)
    return " ".join([told["detail"], *([json.dumps(told["errors"], ensure_ascii=False)] if "errors" in told else [])])


def pairs(given: list[str]) -> dict[str, str]:
    """Return {left: right} of LEFT=RIGHT; the last '=' separates, since headers may hold one."""
    return {left: right for left, _, right in (pair.rpartition("=") for pair in given)}


def parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--algorithm", default="payment-flows")
    parser.add_argument("--site", default="http://localhost:8000")
    parser.add_argument("--token-file", type=Path, required=True)
    parser.add_argument("--map", action="append", default=[], metavar="COLUMN=ROLE")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--save", type=Path, metavar="FILE", help="the result as .json, .csv, .xlsx or .pdf")
    return parser.parse_args()


def main() -> None:
    options = parsed()
    market = Market(options.site, options.token_file.read_text().strip())
    upload = market.upload(options.file)
    run = market.start(options.algorithm, upload["id"], pairs(options.map), pairs(options.set))
    run = market.wait(run["id"])
    print(run["headline"])
    for finding in market.findings(run["id"]):
        print(f"{finding['severity']} {finding['asset']}: {finding['title']}")
    if options.save:
        options.save.write_bytes(market.export(run["id"], options.save.suffix.removeprefix(".")))


if __name__ == "__main__":
    try:
        main()
    except RefusedError as refusal:
        sys.exit(str(refusal))
