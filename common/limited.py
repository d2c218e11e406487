"""Work on a stranger's file in a child process that the operating system holds to its limits.

The parent calls ``run_limited``; the child's module ends in ``if __name__ == "__main__": serve(work)``. They talk by
lines of JSON: the request goes down the child's standard input, which then stays open as its lifeline; progress and
the answer come up its standard output. Whatever the child does (abort, run away, eat memory), the parent lives on and
has a sentence for the reader.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import runpy
import selectors
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, TypeAlias

from common.words import Figure, Form, Words, say

MB = 1024 * 1024
Json: TypeAlias = "dict[str, Any]"
Work: TypeAlias = Callable[[Json, Callable[[float, Words], None]], Json]

POLL_SECONDS = 0.5
MAX_MESSAGE_BYTES = 256 * MB
LOG_BYTES = 8000
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")
SIGNS_OF_NO_MEMORY = ("memoryerror", "cannot allocate memory", "memory allocation", "failed to map", "bad_alloc")
OUT_OF_MEMORY = (signal.SIGKILL, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGTRAP, signal.SIGILL)


class Stopped(Exception):  # noqa: N818 - not an error: the reader asked for it
    """The work was stopped by ``should_stop``; the child is gone."""


class RefusedError(Exception):
    """The work cannot be done; ``words`` (in their JSON form) tell the reader why and what to do."""

    def __init__(self, words: Json) -> None:
        super().__init__(words["message"])
        self.words = words


class LimitReachedError(RefusedError):
    """The work needs more time, memory or space than the child may use; ``words`` speak of tables."""


class ChildFailedError(Exception):
    """The child met a defect; the message is its traceback, for the log and not for the reader."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What one child may use; the operating system enforces it. Bytes and seconds."""

    memory: int = 1500 * MB
    cpu_seconds: int = 300
    wall_seconds: float = 600.0
    file_bytes: int = 1024 * MB
    niceness: int = 5
    threads: int = 2


def run_limited(
    module: str,
    request: Json,
    *,
    limits: ProcessLimits,
    on_progress: Callable[[float, Json], None],
    should_stop: Callable[[], bool],
) -> Json:
    """Have ``module`` do ``request`` in a child process and return its answer.

    ``should_stop`` is asked about twice a second and at every message. Raises Stopped, RefusedError (bad input, or a
    limit reached) or ChildFailedError (a defect); in each case the child and all it started are gone.
    """
    deadline = time.monotonic() + limits.wall_seconds
    with tempfile.TemporaryFile() as log:
        child = _start(module, limits, log)
        try:
            _send_request(child, request)
            for message in _messages(child, deadline, limits, should_stop):
                if message["kind"] != "progress":
                    return _answer(message, limits)
                on_progress(message["share"], message["words"])
            child.wait()
            raise _ended(child.returncode, limits, log)
        finally:
            _end(child)


def _start(module: str, limits: ProcessLimits, log: IO[bytes]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module, no shell
        [sys.executable, "-m", "common.limited", module, json.dumps(asdict(limits)), str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=log,
        cwd=Path(__file__).resolve().parents[1],
        env=_environment(limits),
        start_new_session=True,
        umask=0o077,
    )


def _environment(limits: ProcessLimits) -> dict[str, str]:
    """Return what a child needs to run: nothing in it opens a database, a store or a session."""
    passed = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return (
        passed
        | threads
        | {
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONUTF8": "1",
            "PYTHONNOUSERSITE": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            # Each malloc arena and Arrow's own pools reserve address space that the memory limit would count as used.
            "MALLOC_ARENA_MAX": "2",
            "ARROW_DEFAULT_MEMORY_POOL": "system",
            "ARROW_IO_THREADS": str(limits.threads),
            "OMP_THREAD_LIMIT": str(limits.threads),
        }
    )


def _send_request(child: subprocess.Popen[bytes], request: Json) -> None:
    assert child.stdin is not None  # noqa: S101 - for the type checker
    try:
        child.stdin.write(json.dumps(request).encode() + b"\n")
        child.stdin.flush()
    except BrokenPipeError:
        return  # The child died at once; how it ended tells why.


def _messages(
    child: subprocess.Popen[bytes], deadline: float, limits: ProcessLimits, should_stop: Callable[[], bool]
) -> Iterator[Json]:
    """Yield the child's messages until it closes its end."""
    assert child.stdout is not None  # noqa: S101 - for the type checker
    received = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(child.stdout, selectors.EVENT_READ)
        while True:
            if should_stop():
                raise Stopped
            if time.monotonic() > deadline:
                raise LimitReachedError(_too_long(limits.wall_seconds))
            if not selector.select(timeout=POLL_SECONDS):
                continue
            chunk = os.read(child.stdout.fileno(), 1 << 16)
            if not chunk:
                return
            received += chunk
            yield from _complete_lines(received)


def _complete_lines(received: bytearray) -> Iterator[Json]:
    """Take the whole lines out of ``received`` and yield what they say."""
    if len(received) > MAX_MESSAGE_BYTES:
        raise ChildFailedError("The child's message is longer than any answer may be.")
    *lines, rest = received.split(b"\n") if b"\n" in received[-(1 << 16) :] else [received]
    if lines:
        received[:] = rest
    for line in lines:
        yield json.loads(line)


def _answer(message: Json, limits: ProcessLimits) -> Json:
    if message["kind"] == "done":
        answer: Json = message["answer"]
        return answer
    if message["kind"] == "refused":
        raise RefusedError(message["words"])
    if message["kind"] == "out of memory":
        raise LimitReachedError(_too_much_memory(limits))
    if message["kind"] == "out of space":
        raise LimitReachedError(_too_much_space(limits))
    raise ChildFailedError(message["traceback"])


def _ended(code: int, limits: ProcessLimits, log: IO[bytes]) -> RefusedError | ChildFailedError:
    """Return what to say of a child that ended without an answer."""
    if -code == signal.SIGXCPU:
        return LimitReachedError(_too_long(limits.cpu_seconds))
    if -code == signal.SIGXFSZ:
        return LimitReachedError(_too_much_space(limits))
    if -code in OUT_OF_MEMORY:
        return LimitReachedError(_too_much_memory(limits))
    log.seek(max(0, log.seek(0, os.SEEK_END) - LOG_BYTES))
    text = log.read().decode(errors="replace")
    if any(sign in text.lower() for sign in SIGNS_OF_NO_MEMORY):
        return LimitReachedError(_too_much_memory(limits))
    return ChildFailedError(f"The child ended with code {code}.\n{text}")


def _too_long(seconds: float) -> Json:
    return say(
        "Working on this file took longer than %(limit)s. Try it with fewer rows or columns.",
        limit=Figure(seconds, Form.SECONDS),
    ).to_json()


def _too_much_memory(limits: ProcessLimits) -> Json:
    return say(
        "This file needs more memory than a run may use (%(limit)s MB). Try it with fewer rows or columns.",
        limit=Figure(limits.memory // MB, Form.COUNT),
    ).to_json()


def _too_much_space(limits: ProcessLimits) -> Json:
    return say(
        "This file needs more disk space than a run may use (%(limit)s MB). Try it with fewer rows or columns.",
        limit=Figure(limits.file_bytes // MB, Form.COUNT),
    ).to_json()


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child's whole process group: it leads its own session, so nothing else is in it."""
    try:
        os.killpg(child.pid, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            _close(pipe)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return  # Part of the request was still unsent.


def serve(work: Work) -> None:
    """Do the one request that the parent sent and answer it (the child's side).

    An exception that carries ``words`` is an answer for the reader; any other is a defect, reported and raised.
    """
    request = json.loads(sys.stdin.buffer.readline())
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # What a library prints goes to the log and never into the answers.
    _die_with_parent(os.dup(0))
    _close_stdin()

    def send(kind: str, **content: Any) -> None:
        answers.write(json.dumps({"kind": kind, **content}).encode() + b"\n")
        answers.flush()

    try:
        send("done", answer=work(request, lambda share, words: send("progress", share=share, words=words.to_json())))
    except MemoryError:
        send("out of memory")
    except Exception as error:
        words = getattr(error, "words", None)
        if isinstance(words, Words):
            send("refused", words=words.to_json())
        elif isinstance(error, OSError) and error.errno in (27, 28):
            send("out of space")
        else:
            send("failed", traceback=traceback.format_exc())
            raise


def _close_stdin() -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)


def _die_with_parent(lifeline: int) -> None:
    """End this process when the parent's end of the pipe closes."""

    def watch() -> None:
        while os.read(lifeline, 1024):
            continue
        os.killpg(0, signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def _take_limits(limits: ProcessLimits, parent: int) -> None:
    """Put this process under its limits, before it imports or reads anything large."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG; the lifeline serves where there is none
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)
    os.nice(limits.niceness)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds, grace=5)
    _limit(resource.RLIMIT_FSIZE, limits.file_bytes)
    # The data limit follows resident memory within a tenth; address space also counts libraries and reservations.
    _limit(resource.RLIMIT_DATA, limits.memory)
    _limit(resource.RLIMIT_AS, 2 * limits.memory + 1024 * MB)


def _limit(which: int, most: int, grace: int = 0) -> None:
    hard = resource.getrlimit(which)[1]
    ceiling = most + grace if hard == resource.RLIM_INFINITY else min(hard, most + grace)
    try:
        resource.setrlimit(which, (min(most, ceiling), ceiling))
    except (ValueError, OSError):
        return  # macOS refuses some of them; wall clock and lifeline still hold.


def _main() -> None:
    module, limits, parent = sys.argv[1:]
    _take_limits(ProcessLimits(**json.loads(limits)), int(parent))
    sys.argv = [module]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main()
