"""Databases of the bench's own beside the market's, kept from one measurement to the next."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parents[1]
_ADDRESS = "DATABASE_URL"


def database_address(name: str) -> str:
    """Return where a database of that name is on the same server; `use_owner_of_tables` comes first."""
    return urlsplit(os.environ[_ADDRESS])._replace(path=f"/{name}").geturl()


def catalogue_of(number: int) -> str:
    """Return where a database with so many offerings is; it is filled anew only when what fills it has changed."""
    name = f"bench_{number}"
    sources = [*ROOT.glob("content/**/*.toml"), *ROOT.glob("catalogue/migrations/*.py"), ROOT / "bench/offerings.py"]
    if not is_filled(name, stamp := stamp_of(sources)):
        make_empty(name)
        in_database(name, "-m", "bench.offerings", str(number))
        note_filled(name, stamp)
    return database_address(name)


def in_database(name: str, *arguments: str) -> str:
    """Run Python with this database as the market's; return what it prints."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("DATABASE_OWNER_URL")}
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT, env=environment | {_ADDRESS: database_address(name)}, check=True, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def is_filled(name: str, stamp: str) -> bool:
    query = "SELECT shobj_description(oid, 'pg_database') = %s FROM pg_database WHERE datname = %s"
    with psycopg2.connect(os.environ[_ADDRESS]) as connection, connection.cursor() as cursor:
        cursor.execute(query, [stamp, name])
        return bool((cursor.fetchone() or [False])[0])


def make_empty(name: str) -> None:
    for statement in (f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)', f'CREATE DATABASE "{name}"'):
        _run(statement)


def note_filled(name: str, stamp: str) -> None:
    _run(f"COMMENT ON DATABASE \"{name}\" IS '{stamp}'")


def _run(statement: str) -> None:
    connection = psycopg2.connect(os.environ[_ADDRESS])
    connection.autocommit = True  # a database is made outside of every transaction
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    finally:
        connection.close()


def stamp_of(sources: Iterable[Path]) -> str:
    """Return what says from which files something was filled."""
    found = hashlib.sha256()
    for path in sorted(sources):
        found.update(path.read_bytes())
    return found.hexdigest()
