"""What other apps know about a provider and its page shows. They register in AppConfig.ready."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from catalogue.models import Provider

Facts = Iterable[tuple[str, str]]
_tellers: list[Callable[[Provider], Facts]] = []


def register(teller: Callable[[Provider], Facts]) -> None:
    """Show on each provider's page what ``teller`` returns: labels with values.

    The page is kept for visitors, so the tables that it is read from need `catalogue.watching.noted` in a migration.
    """
    _tellers.append(teller)


def facts_about(provider: Provider) -> list[tuple[str, str]]:
    return [fact for teller in _tellers for fact in teller(provider)]
