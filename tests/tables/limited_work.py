"""Work of every bad sort, for the tests of ``common.limited``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.limited import serve
from common.words import Words, say


class NoGoodError(Exception):
    words = say("Row %(row)s is bad.", row=17)


def work(request: dict[str, Any], progress: Callable[[float, Words], None]) -> dict[str, Any]:
    progress(0.5, say("Working."))
    answer = TASKS[request["task"]](request)
    return answer if isinstance(answer, dict) else {}


def _environment(request: dict[str, Any]) -> dict[str, Any]:
    print("noise that must not reach the answers")
    return {"names": sorted(os.environ), "input": sys.stdin.read(), "group": os.getpgid(0), "pid": os.getpid()}


def _refuse(request: dict[str, Any]) -> None:
    raise NoGoodError


def _fill_memory(request: dict[str, Any]) -> int:
    return len([bytearray(10_000_000) for _ in range(10_000)])


def _sleep(request: dict[str, Any]) -> None:
    """Start a process of its own, leave both their ids, and never come back."""
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    Path(request["ids"]).write_text(f"{os.getpid()} {other.pid}")
    time.sleep(60)


def _spin(request: dict[str, Any]) -> None:
    while True:
        pass


def _write(request: dict[str, Any]) -> None:
    with Path(request["file"]).open("wb") as file:
        file.write(bytes(20_000_000))


def _die(request: dict[str, Any]) -> None:
    os.kill(os.getpid(), getattr(signal, request["signal"]))


def _fail(request: dict[str, Any]) -> int:
    return int("not a number")


TASKS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "environment": _environment,
    "refuse": _refuse,
    "memory": _fill_memory,
    "sleep": _sleep,
    "spin": _spin,
    "write": _write,
    "die": _die,
    "fail": _fail,
}

if __name__ == "__main__":
    serve(work)
