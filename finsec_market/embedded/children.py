"""One child process: started through the launcher, followed by its lock, ended by its own id."""

import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from finsec_market.embedded.errors import EngineError

LAUNCHER = Path(__file__).with_name("launcher.py")
PAUSE = 0.03
LOG_KEPT = 5 * 2**20


@dataclass(frozen=True)
class Command:
    """What to run and how to end it.

    `environment` is all that the program gets beside PATH and the like. `patience` is how many seconds a polite end may
    take before kill -9, `leaves` are the files that the program forgets to remove. What a program that `speaks` prints
    is for the terminal.
    """

    title: str
    arguments: Sequence[str]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0
    uid: int | None = None
    cwd: Path | None = None
    stdin: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    leaves: Sequence[Path] = ()
    speaks: bool = False


# SeaweedFS takes any variable that is named like one of its options (DEBUG, PORT) for that option.
PASSED_ON = ("PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def _passed_on() -> dict[str, str]:
    return {name: os.environ[name] for name in PASSED_ON if name in os.environ}


class Child:
    """A program that lives no longer than the process that started it (on Linux even after kill -9)."""

    def __init__(self, name: str, root: Path, command: Command) -> None:
        self.name = name
        self.command = command
        self.lock = root / "run" / f"{name}.pid"
        self.log = root / "log" / f"{name}.log"
        self._process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        """Start the program once what an earlier, killed start left behind has ended."""
        self.end_leftover()
        self._turn_log()
        command = self.command
        uid = "-" if command.uid is None else str(command.uid)
        launch = [sys.executable, "-I", "-S", str(LAUNCHER), str(self.lock), str(int(command.stop_signal)), uid]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own launcher with our own arguments
                [*launch, *command.arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE if command.speaks else log,
                stderr=log,
                cwd=command.cwd,
                env={**_passed_on(), **command.environment},
                text=True,
            )
        self._feed(self._process)

    def end_leftover(self) -> None:
        """End the same part of an earlier start of this installation: the lock that it holds proves that it is ours."""
        self.lock.parent.mkdir(parents=True, exist_ok=True)
        if self._is_unlocked():
            return
        pid = int(self.lock.read_text() or "0")
        if pid and self._ended_by(pid, self.command.stop_signal, self.command.patience):
            return
        if not pid or not self._ended_by(pid, signal.SIGKILL, 10):
            raise EngineError(f"{self.command.title} of an earlier start (process {pid}) does not end: end it by hand.")

    @property
    def pid(self) -> int:
        return self._running().pid

    @property
    def exit_code(self) -> int | None:
        return self._process.poll() if self._process else None

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def wait_until(self, ready: Callable[[], bool], seconds: float = 60) -> None:
        """Return when `ready` says so; raise with the last lines of the log when the program ends or time is up."""
        end = time.monotonic() + seconds
        while not ready():
            if not self.is_running:
                raise EngineError(self.obituary())
            if time.monotonic() > end:
                raise EngineError(
                    f"{self.command.title} did not answer within {seconds:.0f} seconds.\n{self.last_words()}"
                )
            time.sleep(PAUSE)

    def obituary(self) -> str:
        code = self.exit_code
        cause = f"by signal {-code}" if code is not None and code < 0 else f"with exit code {code}"
        return f"{self.command.title} has ended {cause}. The last lines of {self.log}:\n{self.last_words()}"

    def last_words(self, lines: int = 12) -> str:
        with self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 8000))
            return "\n".join(f"  {line}" for line in log.read().decode(errors="replace").splitlines()[-lines:])

    def send(self, number: signal.Signals) -> None:
        if self.is_running:
            self._running().send_signal(number)

    def wait(self) -> None:
        """Return when the program has ended; past its patience it is killed."""
        process = self._running()
        try:
            process.wait(self.command.patience)
        except subprocess.TimeoutExpired:
            # The launcher made it the leader of its own group, and it is not yet reaped, so the group is ours.
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._process = None
        for path in self.command.leaves:
            path.unlink(missing_ok=True)

    def result(self) -> str:
        """Wait for a program that ends by itself, and return what it had to say; raise when it failed."""
        process = self._running()
        said = process.stdout.read() if process.stdout else ""
        if process.wait():
            raise EngineError(self.obituary())
        return said

    def stop(self) -> None:
        """End the program, and wait for the end. Harmless when it has ended already."""
        if self._process is not None:
            self.send(self.command.stop_signal)
            self.wait()

    def kill(self) -> None:
        """End the program as kill -9 does, for tests of faults."""
        self.send(signal.SIGKILL)
        self.wait()

    def _turn_log(self) -> None:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        if self.log.exists() and self.log.stat().st_size > LOG_KEPT:
            self.log.replace(self.log.with_suffix(".log.1"))

    def _running(self) -> "subprocess.Popen[str]":
        if self._process is None:
            raise EngineError(f"{self.command.title} is not running.")
        return self._process

    def _feed(self, process: "subprocess.Popen[str]") -> None:
        if process.stdin is None:
            return
        # A program that ends before it has read is found by the wait that follows.
        with suppress(BrokenPipeError), process.stdin as pipe:
            pipe.write(self.command.stdin)

    def _is_unlocked(self) -> bool:
        with self.lock.open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
        return True

    def _ended_by(self, pid: int, number: signal.Signals, seconds: float) -> bool:
        with suppress(ProcessLookupError):
            os.kill(pid, number)
        end = time.monotonic() + seconds
        while not self._is_unlocked():
            if time.monotonic() > end:
                return False
            time.sleep(PAUSE)
        return True
