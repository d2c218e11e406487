"""Signing in: the server's time from address and password to the answer, the hash of the password aside."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finsec_market.settings")

from bench.tables import row

TIMES = 300
PEOPLE = 100  # so each has up to two other devices
PASSWORD = "a long enough password"
# A hash is slow on purpose, so it is measured by itself and replaced by a quick one where the rest is measured.
QUICK = ["django.contrib.auth.hashers.MD5PasswordHasher"]


def measure(data: Path | None) -> list[dict[str, Any]]:
    """Return wall clock and processor time of 300 sign-ins, one after the other, and of one hash."""
    from django.core.management import call_command
    from django.test import override_settings

    django.setup()
    call_command("migrate", verbosity=0)
    hashing = _hashing()
    with override_settings(PASSWORD_HASHERS=QUICK):
        people = [_member(number) for number in range(PEOPLE)]
        _sign_in(people[0], 0)  # the first one compiles templates and opens connections
        times = [_sign_in(people[number % PEOPLE], number + 1) for number in range(TIMES)]
    walls, busy = ([1000 * one[part] for one in times] for part in (0, 1))
    aside = f"one hash of the real hasher, not counted, {1000 * hashing:.0f} ms"
    load = f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    return [
        row(f"sign-in, {TIMES} requests, wall clock (p50 / p95)", _told(walls), "p95 ≤ 150 ms", load),
        row(f"sign-in, {TIMES} requests, processor time of the server (p50 / p95)", _told(busy), "", aside),
    ]


def _told(milliseconds: list[float]) -> str:
    return f"{statistics.median(milliseconds):.1f} / {statistics.quantiles(milliseconds, n=20)[18]:.1f} ms"


def _hashing() -> float:
    from django.contrib.auth.hashers import check_password, make_password

    stored = make_password(PASSWORD)
    started = time.thread_time()
    for _ in range(5):
        check_password(PASSWORD, stored)
    return (time.thread_time() - started) / 5


def _member(number: int) -> str:
    from allauth.account.models import EmailAddress

    from accounts.models import User

    email = f"bench-{number}@localhost.example"
    User.objects.filter(email=email).delete()  # left by an earlier measurement
    person = User.objects.create_user(email, PASSWORD)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return email


def _sign_in(email: str, number: int) -> tuple[float, float]:
    """Sign in as from another computer each time, so that no limit on how often answers instead."""
    from django.test import Client
    from django.urls import reverse

    client = Client(REMOTE_ADDR=f"198.18.{number // 250}.{number % 250 + 1}")
    page = reverse("account_login")
    wall, busy = time.perf_counter(), time.thread_time()
    answer = client.post(page, {"login": email, "password": PASSWORD}, secure=True, headers={"host": "localhost"})
    wall, busy = time.perf_counter() - wall, time.thread_time() - busy
    assert answer.status_code == 302, answer.status_code
    assert client.session["_auth_user_id"]
    return wall, busy
