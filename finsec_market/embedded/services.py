"""The processes of the market itself on one machine: web, worker, beat and live."""

import os
import signal
import sys
from pathlib import Path

from finsec_market.embedded.children import Child, Command

PROJECT = Path(__file__).resolve().parents[2]


def web(root: Path, port: int, environment: dict[str, str]) -> Child:
    settings = ["--config", "deploy/gunicorn.conf.py", "--bind", f"127.0.0.1:{port}", "--graceful-timeout", "2"]
    arguments = ["-m", "gunicorn", *settings, "finsec_market.wsgi:application"]
    return _child("web", "The web process", root, arguments, environment)


def worker(root: Path, environment: dict[str, str]) -> Child:
    arguments = ["-m", "celery", "-A", "finsec_market", "worker", "--concurrency", "2", "--loglevel", "INFO"]
    # A run that is cut off here is found in its table and taken up again by the next start.
    return _child("worker", "The worker", root, arguments, environment, signal.SIGQUIT)


def beat(root: Path, environment: dict[str, str]) -> Child:
    files = ["--schedule", str(root / "run" / "beat-schedule"), "--pidfile="]
    arguments = ["-m", "celery", "-A", "finsec_market", "beat", *files, "--loglevel", "INFO"]
    return _child("beat", "The scheduler", root, arguments, environment)


def live(root: Path, port: int, environment: dict[str, str]) -> Child:
    arguments = ["finsec_market.asgi:application", "--host", "127.0.0.1", "--port", str(port), "--no-access-log"]
    # Streams stay open for as long as a browser watches, so the wait for them is short.
    patience = ["--timeout-graceful-shutdown", "1"]
    return _child("live", "The live process", root, ["-m", "uvicorn", *arguments, *patience], environment)


def preparation(root: Path, environment: dict[str, str]) -> Child:
    arguments = [sys.executable, "-m", "finsec_market.embedded.preparation"]
    title = "The preparation of tables, files and content"
    return Child(
        "preparation",
        root,
        Command(title, arguments, cwd=PROJECT, environment=_whole(environment), speaks=True),
    )


def _child(
    name: str,
    title: str,
    root: Path,
    arguments: list[str],
    environment: dict[str, str],
    stop_signal: signal.Signals = signal.SIGTERM,
) -> Child:
    # Only the preparation may change tables.
    given = {key: value for key, value in _whole(environment).items() if not key.startswith("DATABASE_OWNER_URL")}
    command = Command(title, [sys.executable, *arguments], stop_signal, 5, cwd=PROJECT, environment=given)
    return Child(name, root, command)


def _whole(environment: dict[str, str]) -> dict[str, str]:
    """Return what our own processes get: all that the person at the terminal set, and where the engines are."""
    return {**os.environ, **environment}
