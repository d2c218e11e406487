"""The kinds of fraud that findings name, each with what to do about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from common.words import Words, say, say_count


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of fraud."""

    key: str
    next_step: Words
    references: tuple[str, ...]
    about_terminal: bool = False

    def title(self, asset: str, count: int) -> Words:
        """Return the title of a finding about ``asset`` with ``count`` payments."""
        return _TITLES[self.key](asset, count)


_TITLES: dict[str, Callable[[str, int], Words]] = {
    "amount-jump": lambda asset, count: say_count(
        "%(asset)s: %(count)s payment far from what the card usually spends",
        "%(asset)s: %(count)s payments far from what the card usually spends",
        count,
        asset=asset,
    ),
    "burst": lambda asset, count: say_count(
        "%(asset)s: %(count)s payment in a rapid series",
        "%(asset)s: %(count)s payments in a rapid series",
        count,
        asset=asset,
    ),
    "card-compromise": lambda asset, count: say_count(
        "%(asset)s: %(count)s suspect payment on a card with earlier suspect payments",
        "%(asset)s: %(count)s suspect payments on a card with earlier suspect payments",
        count,
        asset=asset,
    ),
    "terminal-compromise": lambda asset, count: say_count(
        "%(asset)s: %(count)s suspect payment at a terminal with signs of compromise",
        "%(asset)s: %(count)s suspect payments at a terminal with signs of compromise",
        count,
        asset=asset,
    ),
}

_AMOUNT = Pattern(
    "amount-jump",
    say("Ask the cardholder whether the payments are theirs. Hold further payments of this size until answered."),
    ("attack:T1657",),
)
_BURST = Pattern(
    "burst",
    say("Check whether the series is card testing. Limit how many payments the card may make within minutes."),
    ("attack:T1657", "capec:112"),
)
_CARD = Pattern(
    "card-compromise",
    say("Block and replace the card, and go through its other payments with the cardholder."),
    ("attack:T1657", "attack:T1078"),
)
_TERMINAL = Pattern(
    "terminal-compromise",
    say("Inspect the terminal for manipulation and take it out of service. Watch all cards used there since."),
    ("attack:T1657", "attack:T1056"),
    about_terminal=True,
)

PATTERNS = {
    "amount": _AMOUNT,
    "haste": _BURST,
    "card": _CARD,
    "card_frauds": _CARD,
    "terminal": _TERMINAL,
    "terminal_frauds": _TERMINAL,
}
