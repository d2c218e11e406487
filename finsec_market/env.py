"""Readers of the environment: loud about what is missing or unreadable, so that no process starts half configured."""

import os
from pathlib import Path
from typing import Any, TypedDict
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


class MailOptions(TypedDict, total=False):
    """Where mail goes: a directory of the local catcher, or a server."""

    directory: str
    host: str
    port: int
    user: str
    password: str
    tls: bool


def text(name: str, default: str | None = None) -> str:
    """Return NAME, or the content of the file that NAME_FILE points at (a mounted secret)."""
    if path := os.environ.get(f"{name}_FILE"):
        return _content(name, Path(path))
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"{name} is not set and has no safe default.")
    return value


def flag(name: str, *, default: bool) -> bool:
    value = text(name, "on" if default else "off")
    if value not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name} must be 'on' or 'off', not {value!r}.")
    return value == "on"


def number(name: str, default: int) -> int:
    """Return a whole number that is not negative."""
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def url(name: str, default: str | None = None, *, schemes: tuple[str, ...] = ("http", "https")) -> SplitResult:
    # The value may carry a password, so the messages below never repeat it.
    parts = urlsplit(text(name, default))
    if parts.scheme not in schemes:
        raise ImproperlyConfigured(f"{name} must start with {' or '.join(f'{scheme}://' for scheme in schemes)}.")
    try:
        parts.port  # noqa: B018 - reading it checks it
    except ValueError as problem:
        raise ImproperlyConfigured(f"{name} names no valid port.") from problem
    return parts


def database(name: str) -> dict[str, Any]:
    """Return Django's settings for postgres://user:password@host:port/name?option=value; ?host= names a socket."""
    parts = url(name, schemes=("postgres", "postgresql"))
    options = {key: values[-1] for key, values in parse_qs(parts.query).items()}
    host = options.pop("host", unquote(parts.hostname or ""))
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(f"{name} names no database.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def use_owner_of_tables() -> None:
    """Let this process, which has not read its settings yet, change tables: the market's own role may not."""
    for suffix in ("", "_FILE"):
        if address := os.environ.get(f"DATABASE_OWNER_URL{suffix}"):
            os.environ.pop("DATABASE_URL_FILE", None)
            os.environ[f"DATABASE_URL{suffix}"] = address


def mail(name: str, default: str) -> tuple[str, MailOptions]:
    """Return the mail backend and its options for smtp://user:password@host:port?tls=on or catcher://DIRECTORY."""
    parts = url(name, default, schemes=("smtp", "catcher"))
    if parts.scheme == "catcher":
        directory = unquote(parts.netloc + parts.path)
        return "django.core.mail.backends.filebased.EmailBackend", {"directory": directory}
    tls = parse_qs(parts.query).get("tls", ["off"])[-1]
    if tls not in {"on", "off"}:
        raise ImproperlyConfigured(f"{name} must say tls=on or tls=off.")
    options: MailOptions = {
        "host": parts.hostname or "localhost",
        "port": parts.port or (587 if tls == "on" else 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": tls == "on",
    }
    return "django.core.mail.backends.smtp.EmailBackend", options


def _content(name: str, path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError as problem:
        raise ImproperlyConfigured(f"{name}_FILE names {path}, which cannot be read.") from problem
