"""django-oscar beside the market: in a virtual environment and a database of its own, with the same products.

Version 3.2.4 is its last one that lists products from the database: later ones want a search engine for that, and show
an empty list without one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg2

from bench.databases import ROOT, database_address, is_filled, make_empty, note_filled, stamp_of

PACKAGES = ("django-oscar==3.2.4", "Django==4.2.*", "psycopg2-binary==2.9.*", "sorl-thumbnail==12.11.*")
FOLDER = ROOT / "var" / "bench" / "oscar"
PYTHON = FOLDER / "bin" / "python"
SHOP = "django-oscar 3.2.4 on Django 4.2"
LEFT_OUT = f"{SHOP} was left out, for it could not be installed here or did not answer"
WORDS = ("security", "payment", "alarm")  # few, for its search takes seconds
LACKS = {
    "list": "its list has one language, categories and a basket, but no filters, no counts and no other currency",
    "query": "its search without an engine (Haystack's simple one) reads all texts and neither ranks nor marks",
}


def shop_times(number: int) -> dict[str, list[tuple[float, float]]] | None:
    """Return the seconds of each kind of page, and those of its process; nothing where it does not run."""
    if not _installed():
        return None
    name = f"bench_shop_{number}"
    stamp = f"{PACKAGES[0]} {stamp_of([ROOT / 'bench/offerings.py', ROOT / 'bench/shop.py'])}"
    try:
        if not is_filled(name, stamp):
            make_empty(name)
            _shop(name, "fill", given=_products(number))
            note_filled(name, stamp)
        told: dict[str, list[tuple[float, float]]] = json.loads(_shop(name, *WORDS))
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


def _products(number: int) -> str:
    """Return the market's own offerings of that number as the shop can have them, a line each."""
    with psycopg2.connect(database_address(f"bench_{number}")) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT title_en, description_en, kind, amount::text, state = 'published' "
            "FROM catalogue_offering ORDER BY id"
        )
        return "".join(json.dumps(row) + "\n" for row in cursor)
