"""The kinds of fraud that findings name, each with what to do about it."""

from __future__ import annotations

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
        one, many = _TITLES[self.key]
        return say_count(one.message, many.message, count, asset=asset)


_TITLES = {
    "amount-jump": (
        say("%(asset)s: %(count)s payment far from what the card usually spends"),
        say("%(asset)s: %(count)s payments far from what the card usually spends"),
    ),
    "burst": (
        say("%(asset)s: %(count)s payment in a rapid series"),
        say("%(asset)s: %(count)s payments in a rapid series"),
    ),
    "card-compromise": (
        say("%(asset)s: %(count)s suspect payment on a card with earlier suspect payments"),
        say("%(asset)s: %(count)s suspect payments on a card with earlier suspect payments"),
    ),
    "terminal-compromise": (
        say("%(asset)s: %(count)s suspect payment at a terminal with signs of compromise"),
        say("%(asset)s: %(count)s suspect payments at a terminal with signs of compromise"),
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
