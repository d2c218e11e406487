"""Every page of the URL configuration, with what its address needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLResolver, get_resolver, reverse
from django.utils.translation import override

from demos.analyzers.catalogue import KEYS

# Shown to those who are not signed in; the others are looked at by a member who is an administrator too.
VISITORS = {
    "portal:home", "portal:about", "portal:privacy", "portal:cookies", "portal:terms", "portal:accessibility",
    "portal:security", "portal:imprint", "account_login", "account_signup", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key_done", "admin:login",
    "demos:analyzer-list", "demos:analyzer-detail", "mail-list", "api:docs", "demos:shared-run", "demos:shared-finding",
}  # fmt: skip
MEMBERS = {
    "account_email", "account_change_password", "account_logout", "account_reauthenticate", "accounts:profile",
    "accounts:privacy", "accounts:token-list", "admin:index", "demos:upload-create", "demos:run-prepare",
    "demos:run-list", "demos:run-detail", "demos:finding-detail",
}  # fmt: skip
# Actions, files and machines' addresses are no pages; pages behind codes and mails are met on the way to them.
NO_PAGES = {
    "healthz", "readyz", "robots-txt", "security-txt", "web-manifest", "sitemap", "favicon", "portal:style-guide",
    "accounts:token-delete", "accounts:consent-give", "accounts:consent-withdraw", "accounts:consent-confirm",
    "accounts:unsubscribe", "account_set_password", "account_confirm_login_code", "account_email_verification_sent",
    "account_reset_password_from_key", "demos:sample-run", "demos:sample-file", "demos:run-status", "demos:run-cancel",
    "demos:run-delete", "demos:run-export", "demos:share-create", "demos:share-delete", "demos:shared-export",
}  # fmt: skip
IN_ALL_LANGUAGES = {"portal:home", "account_signup", "demos:run-detail"}


@dataclass(frozen=True)
class Given:
    """The parts of addresses: runs by the state of their job, a file, a share link."""

    runs: dict[str, str]
    upload: str
    token: str


def names(resolver: URLResolver | None = None, space: str = "") -> Iterator[str]:
    """Return the names of all addresses, but of the administration and the API only the pages of their own."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif not space.startswith(("admin:", "api:")) or f"{space}{entry.name}" in VISITORS | MEMBERS:
            yield f"{space}{entry.name}"


def addresses(name: str, given: Given, language: str) -> list[str]:
    with override(language):
        return [reverse(name, args=args) for args in _arguments(name, given)]


def _arguments(name: str, given: Given) -> list[list[Any]]:
    parts: dict[str, list[list[Any]]] = {
        "demos:analyzer-detail": [[key] for key in KEYS],
        "demos:upload-create": [["payment-flows"]],
        "demos:run-prepare": [["payment-flows", given.upload]],
        "demos:run-detail": [[run] for run in given.runs.values()],
        "demos:finding-detail": [[given.runs["done"], 0]],
        "demos:shared-run": [[given.token]],
        "demos:shared-finding": [[given.token, 0]],
    }
    return parts.get(name, [[]])
