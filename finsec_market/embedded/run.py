"""The whole market on one machine: `python -m finsec_market.embedded.run`, which is what `make run` calls."""

import hashlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.error import URLError
from urllib.request import urlopen

from finsec_market.embedded import keys, ports, services
from finsec_market.embedded.children import Child
from finsec_market.embedded.engines import Engines, open_engines
from finsec_market.embedded.errors import EngineError

ROOT = services.PROJECT / "var"
SLOWEST_START = 180.0
# What the preparation depends on: when none of it has changed, it is left out.
SOURCES = ("*.py", "*.po", "*.css", "*.js", "*.svg", "*.json", "*.csv", "requirements.lock")
NOT_SOURCES = {".venv", ".git", "var", "tests", "__pycache__"}


class StopRequestedError(BaseException):
    """Somebody asked for the end, by Ctrl-C or by a signal."""


class Market:
    """Engines and services of one directory, from the first check to the last end."""

    def __init__(self, root: Path, given: Mapping[str, str]) -> None:
        self.root = root
        self.web_port = _port(given, "PORT", 8000)
        self.live_port = _port(given, "LIVE_PORT", 8001)
        self._given = given
        self._engines: Engines | None = None
        self._services: list[Child] = []

    @property
    def children(self) -> list[Child]:
        engines = list(self._engines.processes.values()) if self._engines else []
        return [*engines, *self._services]

    def start(self) -> str:
        """Start everything; return what the preparation has to tell once all of it answers."""
        self._engines = open_engines(self.root, only_missing_from=self._given, ports="fixed", durable=True)
        environment = self._environment(self._engines)
        *answering, beat = self._make_services(environment)
        self._engines.launch()
        self._engines.complete("postgres", "redis")
        fingerprint = _fingerprint(environment)
        told = ""
        if self._is_prepared(fingerprint):
            self._start_services(answering)
            self._engines.complete("store")
        else:
            self._engines.complete("store")
            told = self._prepare(environment, fingerprint)
            self._start_services(answering)
        self._wait_for_answers(environment)
        # Nobody waits for the scheduler, so the others have the processor first.
        self._start_services([beat])
        return told

    def watch(self) -> NoReturn:
        """Return never: raise when a part has ended that should not have."""
        while True:
            for child in self.children:
                if not child.is_running:
                    raise EngineError(child.obituary())
            time.sleep(0.5)

    def stop(self) -> None:
        """End every process that was started here, and no other."""
        running = [child for child in self._services if child.is_running]
        for child in running:
            child.send(child.command.stop_signal)
        for child in running:
            child.wait()
        if self._engines:
            self._engines.stop()

    @property
    def _stamps(self) -> list[Path]:
        # Beside what was prepared: without one of these, or with an engine from elsewhere, the preparation comes again.
        return [self.root / name / ".prepared" for name in ("postgres", "store", "static")]

    def _is_prepared(self, fingerprint: str) -> bool:
        return all(stamp.exists() and stamp.read_text() == fingerprint for stamp in self._stamps)

    def _environment(self, engines: Engines) -> dict[str, str]:
        site = f"http://localhost:{self.web_port}"
        defaults = {
            "INSECURE_HTTP": "on",
            "SITE_URL": site,
            "LIVE_URL": f"http://localhost:{self.live_port}/live/",
            "EMAIL_URL": f"catcher://{self.root / 'mail'}",
            "SECRET_KEY": keys.read_or_make(self.root / "secrets", "secret-key"),
            "OPENID_SIGNING_KEYS": keys.read_or_make(self.root / "secrets", "openid-signing-keys", keys.signing_key),
        }
        missing = {name: value for name, value in defaults.items() if not _is_given(self._given, name)}
        return {**missing, **engines.environment, "PYTHONUNBUFFERED": "1"}

    def _make_services(self, environment: dict[str, str]) -> list[Child]:
        made = [
            services.web(self.root, self.web_port, environment),
            services.live(self.root, self.live_port, environment),
            services.worker(self.root, environment),
            services.beat(self.root, environment),
        ]
        for child in made:
            child.end_leftover()
        ports.require_free(self.web_port, part="the web process", variable="PORT")
        ports.require_free(self.live_port, part="the live process", variable="LIVE_PORT")
        return made

    def _start_services(self, made: list[Child]) -> None:
        for child in made:
            # Known before it runs, so that a stop in between finds it.
            self._services.append(child)
            child.start()

    def _prepare(self, environment: dict[str, str], fingerprint: str) -> str:
        preparation = services.preparation(self.root, environment)
        self._services.append(preparation)
        preparation.start()
        told = preparation.result()
        self._services.remove(preparation)
        for stamp in self._stamps:
            if stamp.parent.is_dir():
                stamp.write_text(fingerprint)
        return told

    def _wait_for_answers(self, environment: dict[str, str]) -> None:
        by_name = {child.name: child for child in self._services}
        by_name["live"].wait_until(lambda: _is_healthy(self.live_port), SLOWEST_START)
        by_name["web"].wait_until(lambda: _is_healthy(self.web_port), SLOWEST_START)
        queue = environment.get("QUEUE_REDIS_URL") or self._given.get("QUEUE_REDIS_URL") or self._given["REDIS_URL"]
        by_name["worker"].wait_until(_worker_probe(queue), SLOWEST_START)


def _is_healthy(port: int) -> bool:
    try:
        with urlopen(f"http://{ports.LOOPBACK}:{port}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False


def _worker_probe(queue: str) -> Callable[[], bool]:
    # Loaded here, while the worker loads itself.
    from celery import Celery

    control = Celery(broker=queue).control
    return lambda: bool(control.ping(timeout=1, limit=1))


def _port(given: Mapping[str, str], name: str, usual: int) -> int:
    value = given.get(name, str(usual))
    if not value.isascii() or not value.isdigit() or not 1024 <= int(value) <= 65_535:
        raise EngineError(f"{name} must be a port number from 1024 to 65535, not {value!r}.")
    return int(value)


def _is_given(given: Mapping[str, str], name: str) -> bool:
    return name in given or f"{name}_FILE" in given


def _fingerprint(environment: Mapping[str, str]) -> str:
    found = hashlib.sha256(environment.get("DATABASE_URL", "").encode())
    for path in sorted(_sources(services.PROJECT)):
        state = path.stat()
        found.update(f"{path} {state.st_size} {state.st_mtime_ns}\n".encode())
    return found.hexdigest()


def _sources(directory: Path) -> list[Path]:
    found = []
    for entry in directory.iterdir():
        if entry.is_dir() and entry.name not in NOT_SOURCES:
            found += _sources(entry)
        elif any(entry.match(pattern) for pattern in SOURCES):
            found.append(entry)
    return found


def _request_stop(number: int, frame: FrameType | None) -> None:
    raise StopRequestedError


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _welcome(market: Market, told: str, seconds: float) -> str:
    site = f"http://localhost:{market.web_port}"
    lines = [
        f"FINSEC Market answers at {site} (after {seconds:.1f} s).",
        f"Mail that it sends is shown at {site}/mail/ and leaves this machine only if you set EMAIL_URL.",
        f"Data, logs and keys are in {market.root}. Ctrl-C stops every process that was started here.",
    ]
    return "\n".join([*([told.strip()] if told.strip() else []), *lines])


def main() -> int:
    """Start, tell the address, stay until asked to stop or until a part dies; return the exit code."""
    begun = time.monotonic()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _request_stop)
    market: Market | None = None
    try:
        market = Market(ROOT, os.environ)
        _say("Starting FINSEC Market.")
        told = market.start()
        _say(_welcome(market, told, time.monotonic() - begun))
        market.watch()
    except StopRequestedError:
        _say("Stopping.")
        return 0
    except EngineError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        if market:
            market.stop()


if __name__ == "__main__":
    sys.exit(main())
