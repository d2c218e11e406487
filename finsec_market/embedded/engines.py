"""Starts the embedded engines that the environment does not already name, and says where they are."""

import errno
import fcntl
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Literal, Protocol, Self

from finsec_market.embedded import ports as loopback
from finsec_market.embedded.cache import Redis
from finsec_market.embedded.children import Child
from finsec_market.embedded.errors import EngineError, InUseError
from finsec_market.embedded.postgres import Postgres
from finsec_market.embedded.store import PARTS, Store

ROOM = 512 * 2**20
# Out of the way of the usual ports of the same engines.
FIXED_PORTS = {"POSTGRES_PORT": 15432, "REDIS_PORT": 16379, "S3_PORT": 18333}


class Engine(Protocol):
    """One engine: made ready on disk, started as a child, completed once it answers."""

    child: Child

    @property
    def environment(self) -> dict[str, str]: ...
    def prepare(self) -> None: ...
    def is_ready(self) -> bool: ...
    def finish(self) -> None: ...


class Engines:
    """The running engines of one directory; `environment` has the variables that lead to them."""

    def __init__(self, root: Path, engines: Mapping[str, Engine], lock: int) -> None:
        self.root = root
        self._engines = engines
        self._lock = lock

    @property
    def environment(self) -> dict[str, str]:
        return {name: value for engine in self._engines.values() for name, value in engine.environment.items()}

    @property
    def processes(self) -> dict[str, Child]:
        """The children by name: postgres, redis, store (those that were not given by the environment)."""
        return {name: engine.child for name, engine in self._engines.items()}

    def launch(self) -> None:
        """Start all, the slowest first, and do not wait."""
        for engine in reversed(list(self._engines.values())):
            engine.prepare()
            engine.child.start()

    def complete(self, *names: str) -> None:
        """Wait until the engines of these names can be used; a name that is not ours is somebody else's care."""
        for name in names:
            if engine := self._engines.get(name):
                engine.child.wait_until(engine.is_ready)
                engine.finish()

    def restart(self, name: str) -> None:
        """Start one engine again at its old address, after `processes[name].stop()` or `.kill()`."""
        engine = self._engines[name]
        engine.prepare()
        engine.child.start()
        self.complete(name)

    def stop(self) -> None:
        """End every engine by its own process id and wait for the ends. Harmless when repeated."""
        children = [child for child in self.processes.values() if child.is_running]
        for child in children:
            child.send(child.command.stop_signal)
        for child in children:
            child.wait()
        if self._lock >= 0:
            os.close(self._lock)
            self._lock = -1

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_engines(
    root: Path,
    *,
    only_missing_from: Mapping[str, str] = os.environ,
    ports: Literal["fixed", "free"] = "fixed",
    durable: bool = True,
) -> Engines:
    """Start those of PostgreSQL, Redis and the S3 store that `only_missing_from` does not name, with data in `root`.

    They come up side by side; when one cannot, the others are stopped and EngineError says why. Call it from the main
    thread, or from one that lives as long as the engines: they end with the thread that started them. `durable=False`
    is for tests: data survive the end of a process, not of the machine.
    """
    engines = open_engines(root, only_missing_from=only_missing_from, ports=ports, durable=durable)
    try:
        engines.launch()
        engines.complete(*engines.processes)
    except BaseException:
        engines.stop()
        raise
    return engines


def open_engines(
    root: Path, *, only_missing_from: Mapping[str, str], ports: Literal["fixed", "free"], durable: bool
) -> Engines:
    """Take the directory and check all that can be checked before anything starts."""
    root = root.resolve()
    lock = _prepared(root)
    try:
        return Engines(root, _engines(root, only_missing_from, ports, durable=durable), lock)
    except BaseException:
        os.close(lock)
        raise


def _engines(root: Path, given: Mapping[str, str], kind: str, *, durable: bool) -> dict[str, Engine]:
    chosen = _remembered_ports(root) if kind == "free" else _fixed_ports(given)
    engines: dict[str, Engine] = {}
    if not _is_given(given, "DATABASE_URL"):
        engines["postgres"] = Postgres(root, chosen["POSTGRES_PORT"][0], durable=durable)
    if not _is_given(given, "REDIS_URL"):
        engines["redis"] = Redis(root, chosen["REDIS_PORT"][0], durable=durable)
    if not _is_given(given, "S3_ENDPOINT_URL"):
        engines["store"] = Store(root, chosen["S3_PORT"], durable=durable)
    for name, variable in (("postgres", "POSTGRES_PORT"), ("redis", "REDIS_PORT"), ("store", "S3_PORT")):
        if name in engines:
            engines[name].child.end_leftover()
            for port in chosen[variable]:
                loopback.require_free(port, part=engines[name].child.command.title, variable=variable)
    return engines


def _is_given(given: Mapping[str, str], name: str) -> bool:
    return bool(given.get(name) or given.get(f"{name}_FILE"))


def _prepared(root: Path) -> int:
    """Make the directory, check that it can be used, and keep others out of it for as long as this process lives."""
    try:
        (root / "run").mkdir(parents=True, exist_ok=True)
        lock = os.open(root / "run" / "market.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise EngineError(_disk_sentence(root, problem)) from problem
    free = shutil.disk_usage(root).free
    if free < ROOM:
        raise EngineError(f"The disk of {root} is full: {free >> 20} MB are free, {ROOM >> 20} MB are needed.")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        os.close(lock)
        raise InUseError(f"The market already runs from {root}. Stop it first, or use another directory.") from problem
    return lock


def _disk_sentence(root: Path, problem: OSError) -> str:
    if problem.errno in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk of {root} is full."
    return f"The directory {root} cannot be written: {problem.strerror}."


def _fixed_ports(given: Mapping[str, str]) -> dict[str, list[int]]:
    first = {variable: _port(given, variable, usual) for variable, usual in FIXED_PORTS.items()}
    store = [first["S3_PORT"] + offset for offset in range(len(PARTS))]
    return {"POSTGRES_PORT": [first["POSTGRES_PORT"]], "REDIS_PORT": [first["REDIS_PORT"]], "S3_PORT": store}


def _port(given: Mapping[str, str], variable: str, usual: int) -> int:
    value = given.get(variable, str(usual))
    if not value.isascii() or not value.isdigit() or not 1024 <= int(value) <= 65_500:
        raise EngineError(f"{variable} must be a port number from 1024 to 65500, not {value!r}.")
    return int(value)


def _remembered_ports(root: Path) -> dict[str, list[int]]:
    """Return the free ports of the last start where nobody has taken them since, else new ones."""
    memory = root / "run" / "ports.json"
    ports: list[int] = json.loads(memory.read_text()) if memory.exists() else []
    if len(ports) != len(PARTS) + 2 or not all(loopback.is_free(port) for port in ports):
        ports = loopback.free_ports(len(PARTS) + 2)
        memory.write_text(json.dumps(ports))
    return {"POSTGRES_PORT": ports[:1], "REDIS_PORT": ports[1:2], "S3_PORT": ports[2:]}
