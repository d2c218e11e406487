"""One page of a browser, with all that its visitor would not see."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ConsoleMessage, Page, Request

from tests.faults.market import Market

# A picture of what is wider than the window; what scrolls inside its own box may be.
OVERFLOWING = """() => {
  const width = document.documentElement.clientWidth;
  const scrolls = (node) => node && node !== document.body
    && (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
  const wide = [...document.body.querySelectorAll("*")].filter((node) => {
    const box = node.getBoundingClientRect();
    return box.width > 0 && (box.right > width + 1 || box.left < -1)
      && node.checkVisibility() && !scrolls(node.parentElement)
      && getComputedStyle(node).position !== "fixed" && !node.closest("svg, .skip, .sr-only");
  });
  const deepest = wide.filter((node) => !wide.some((other) => other !== node && node.contains(other)));
  const scrolled = document.documentElement.scrollWidth > width;
  return scrolled ? [`page ${document.documentElement.scrollWidth} > ${width}`, ...deepest.slice(0, 3).map((node) =>
    `${node.tagName.toLowerCase()}.${node.className} ${node.textContent.trim().slice(0, 40)}`)] : [];
}"""
# Text that is wider than the button, cell or label that holds it.
CLIPPED = """() => [...document.querySelectorAll("button, a.button, summary, th, td, dt, dd, label, h1, h2, h3, .chip")]
  .filter((node) => node.clientWidth > 0 && node.scrollWidth > node.clientWidth + 1
    && !node.closest(".sr-only, [hidden]") && getComputedStyle(node).display !== "inline"
    && !node.querySelector("input, select, textarea, svg, .sr-only"))
  .map((node) => `${node.tagName.toLowerCase()}.${node.className} ${node.textContent.trim().slice(0, 40)}`)"""
VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
  console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI} ${event.sample}`));"""
# A colour that is still changing has no contrast to speak of. To wait is not enough: what is out of sight stands still.
SETTLED = """document.getAnimations()
  .filter((animation) => animation.effect.getComputedTiming().endTime < Infinity)
  .forEach((animation) => animation.finish())"""
RULES = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
CONTRAST = {"resultTypes": ["violations"], "runOnly": {"type": "rule", "values": ["color-contrast"]}}
AXE = Axe().axe_script


class Visit:
    """A page of ``market``; ``complaints`` and ``strangers`` fill while it is used."""

    def __init__(self, page: Page, market: Market) -> None:
        self.page = page
        self.market = market
        self.run = ""
        self.complaints: list[str] = []
        self.strangers: list[str] = []
        page.add_init_script(VIOLATIONS)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._note)

    def _hear(self, message: ConsoleMessage) -> None:
        of_the_page_itself = message.location["url"] == self.page.url and message.text.startswith("Failed to load")
        if message.type in {"error", "warning"} and not of_the_page_itself:
            self.complaints.append(f"{message.text} ({message.location['url']})")

    def _note(self, request: Request) -> None:
        ours = {self.market.site, self.market.live_site}
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" not in ours:
            self.strangers.append(request.url)

    def violations(self, options: dict[str, Any]) -> list[str]:
        """Return what axe-core objects to, a line for each rule with the elements."""
        # Its half a megabyte of script is read once for each document.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE)
        self.page.evaluate(SETTLED)
        found = self.page.evaluate("async (options) => (await axe.run(options)).violations", options)
        return [f"{rule['id']}: {[node['html'][:120] for node in rule['nodes'][:3]]}" for rule in found]

    def overflow(self, *widths: int) -> list[str]:
        """Return what makes the page scroll sideways or does not fit its place, at windows of these widths."""
        found = []
        for width in widths:
            self.page.set_viewport_size({"width": width, "height": 800})
            found += [f"{width} px: {line}" for line in self.page.evaluate(OVERFLOWING) + self.page.evaluate(CLIPPED)]
        return found
