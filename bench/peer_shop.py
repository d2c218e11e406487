"""django-oscar beside the market: in a virtual environment and a database of its own, with as many products."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2

from bench.databases import ROOT, database_address, is_filled, make_empty, note_filled

PACKAGES = ("django-oscar==4.2.1", "Django==5.2.*", "psycopg2-binary==2.9.*", "sorl-thumbnail==12.11.*")
FOLDER = ROOT / "var" / "bench" / "oscar"
PYTHON = FOLDER / "bin" / "python"
LEFT_OUT = "django-oscar was left out, for it could not be installed here or did not answer"


def shop_times(number: int) -> dict[str, list[float]] | None:
    """Return the seconds of its list and of its search with ``number`` products; nothing where it does not run."""
    if not _installed():
        return None
    name = f"bench_shop_{number}"
    stamp = f"{PACKAGES[0]} {number}"
    if not is_filled(name, stamp):
        make_empty(name)
        _shop(name, "fill", given=_texts(number))
        note_filled(name, stamp)
    try:
        told: dict[str, list[float]] = json.loads(_shop(name))
    except subprocess.CalledProcessError:
        return None
    return told


def _installed() -> bool:
    stamp = FOLDER / ".installed"
    if stamp.exists() and stamp.read_text() == str(PACKAGES):
        return True
    uv = str(ROOT / ".venv" / "bin" / "uv")
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", FOLDER], check=True)
        subprocess.run([uv, "pip", "install", "--quiet", "--python", PYTHON, *PACKAGES], check=True, timeout=300)
    except (OSError, subprocess.SubprocessError):
        return False
    stamp.write_text(str(PACKAGES))
    return True


def _shop(name: str, *arguments: str, given: str = "") -> str:
    environment = {"PATH": os.environ["PATH"], "SHOP_DATABASE": json.dumps(_settings(name))}
    done = subprocess.run(
        [PYTHON, ROOT / "bench" / "shop.py", *arguments],
        cwd=FOLDER, env=environment, check=True, input=given, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    return done.stdout


def _settings(name: str) -> dict[str, Any]:
    parts = urlsplit(database_address(name))
    return {
        "ENGINE": "django.db.backends.postgresql", "NAME": name, "USER": parts.username,
        "PASSWORD": unquote(parts.password or ""), "HOST": parts.hostname, "PORT": parts.port, "CONN_MAX_AGE": None,
    }  # fmt: skip


def _texts(number: int) -> str:
    """Return the titles and texts of the market's own offerings of that number, a line each."""
    with psycopg2.connect(database_address(f"bench_{number}")) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT title_en, description_en FROM catalogue_offering ORDER BY id")
        return "".join(json.dumps(row) + "\n" for row in cursor)
