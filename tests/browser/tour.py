"""A tour of the market's pages: what there is to object to in each, in light and dark, wide and narrow."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from tests.browser.addresses import ADMINISTRATION, ADMINISTRATORS, MEMBERS, VISITORS, Given, addresses
from tests.browser.visits import CONTRAST, RULES, Visit

LANGUAGES = [code for code, _name in settings.LANGUAGES]
DESKTOP = {"width": 1280, "height": 900}
WIDTHS = (1280, 390, 320)
# The administration and the API's page have a look of their own.
OTHERS = {"api:docs"} | ADMINISTRATION
SEEN = VISITORS | MEMBERS | ADMINISTRATORS


def who_sees(name: str) -> str:
    if name in ADMINISTRATORS:
        return "administrator"
    return "member" if name in MEMBERS else "visitor"


def stops(given: Given, language: str) -> list[tuple[str, str]]:
    """Return the name and an address of each page that looks like the market."""
    return [(name, address) for name in sorted(SEEN - OTHERS) for address in addresses(name, given, language)]


class Tour:
    """Looks at pages one after the other as those who may see them, and keeps what there is to object to."""

    def __init__(self, visitor: Visit, member: Visit, administrator: Visit) -> None:
        self.people = {"visitor": visitor, "member": member, "administrator": administrator}
        self.complaints: list[str] = []
        self.barriers: list[str] = []
        self.overflows: list[str] = []

    def open(self, name: str, address: str) -> Visit:
        visitor = self.people[who_sees(name)]
        visitor.page.set_viewport_size(DESKTOP)
        visitor.page.emulate_media(color_scheme="light")
        visitor.complaints.clear()
        visitor.strangers.clear()
        answer = visitor.page.goto(address)
        assert answer is not None
        found = (answer.status, urlsplit(visitor.page.url).path)
        assert found == (200, address), f"{found} is not the page that was asked for: {address}"
        return visitor

    def look(self, name: str, address: str, *, in_dark: bool = True, thoroughly: bool = False) -> None:
        """Judge the page by all rules and by its width, its colours in the dark too; thoroughly, all rules there."""
        visitor = self.open(name, address)
        barriers = visitor.violations(RULES)
        if in_dark:
            barriers += self._in_dark(visitor, "dark", RULES if thoroughly else CONTRAST)
        overflows = visitor.overflow(*WIDTHS)
        if thoroughly:
            barriers += self._in_dark(visitor, "dark, narrow", RULES)
            barriers += [f"narrow: {line}" for line in visitor.violations(RULES)]
        for kept, lines in ((self.barriers, barriers), (self.overflows, overflows), (self.complaints, said(visitor))):
            kept += [f"{address}: {line}" for line in lines]

    def _in_dark(self, visitor: Visit, where: str, options: dict[str, Any]) -> list[str]:
        visitor.page.emulate_media(color_scheme="dark")
        found = [f"{where}: {line}" for line in visitor.violations(options)]
        visitor.page.emulate_media(color_scheme="light")
        return found


def said(visitor: Visit) -> list[str]:
    return visitor.complaints + visitor.strangers
