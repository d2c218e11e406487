"""Take the pictures of docs/screenshots from a running market.

Run ``python scripts/make_screenshots.py --site http://localhost:8000`` while ``make run`` serves that address. The
script starts no market of its own; it runs the built-in payment sample once, as a visitor would.

Pages behind a sign-in are taken where their session is named: ``--signed-in NAME ADDRESS SESSION``, which may be
repeated, writes NAME.png of ADDRESS; SESSION is the value of the session's cookie.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "screenshots"
DEMO = "/en/demos/algorithms/payment-flows/"
COMPARED = "offering=security-probes&offering=probe-demonstrators&offering=finsec-platform"
WIDE = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
LARGEST = 250 * 1024
COLOURS = 256
PATIENCE = 120_000  # milliseconds for the sample's run
COOKIE = "session"  # its name where a market is served without TLS, as `make run` serves it
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--hide-scrollbars"]


def chromium() -> str:
    """Return where the browser is: on the PATH, or where Debian puts it."""
    found = shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(found).exists():
        raise SystemExit("Chromium was not found: install it, or put it on the PATH.")
    return found


@contextmanager
def page_of(browser: Browser, site: str, *, scheme: str = "light", locale: str = "en-GB") -> Iterator[Page]:
    """Open a visitor's page whose pictures hold still."""
    context = browser.new_context(
        base_url=site,
        viewport=WIDE,
        device_scale_factor=1,
        color_scheme=scheme,
        locale=locale,
        reduced_motion="reduce",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def take(page: Page, name: str) -> None:
    """Write what the window shows to ``docs/screenshots/NAME.png``, once fonts and plots are drawn."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    target = FOLDER / f"{name}.png"
    page.screenshot(path=target, animations="disabled")
    reduce_colours(target)
    size = target.stat().st_size
    if size > LARGEST:
        raise SystemExit(f"{target.name} has {size >> 10} KB; {LARGEST >> 10} KB are allowed.")
    print(f"{target.name}: {size >> 10} KB")


def reduce_colours(target: Path) -> None:
    """Keep 256 colours where Pillow is installed; without it the picture stays as it is."""
    if find_spec("PIL") is None:
        return
    from PIL import Image

    with Image.open(target) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    reduced.save(target, optimize=True)


def take_homes(browser: Browser, site: str) -> None:
    for name, address, scheme in (
        ("home", "/en/", "light"),
        ("home-dark", "/en/", "dark"),
        ("greek-home", "/el/", "light"),
    ):
        with page_of(browser, site, scheme=scheme) as page:
            page.goto(address)
            take(page, name)


def take_market(browser: Browser, site: str) -> None:
    """What a visitor in Greece sees who looks for help against attacks on cash machines."""
    with page_of(browser, site, locale="el-GR") as page:
        for name, address in (
            ("catalogue", "/en/catalogue/?currency=CHF"),
            ("search", "/el/search/?q=jackpotting+ATM"),
            ("compare", f"/en/catalogue/compare/?{COMPARED}&currency=CHF"),
        ):
            page.goto(address)
            take(page, name)


def take_run(browser: Browser, site: str) -> None:
    """Follow a visitor from the algorithm's page to the result of its sample."""
    with page_of(browser, site) as page:
        page.goto(DEMO)
        take(page, "demo")
        page.locator("form[action$='/sample/'] button").first.click()
        page.wait_for_selector("#findings article", timeout=PATIENCE)
        take(page, "result")
        page.set_viewport_size(PHONE)
        page.reload()
        take(page, "result-phone")


def take_signed_in(browser: Browser, site: str, name: str, address: str, session: str) -> None:
    """What somebody sees who has signed in."""
    with page_of(browser, site) as page:
        page.context.add_cookies([{"name": COOKIE, "value": session, "url": site}])
        page.goto(address)
        take(page, name)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", default="http://localhost:8000", help="address of a market that runs")
    parser.add_argument("--signed-in", nargs=3, action="append", default=[], metavar=("NAME", "ADDRESS", "SESSION"))
    parser.add_argument("--only-signed-in", action="store_true", help="leave the pages of visitors as they are")
    options = parser.parse_args()
    site = options.site.rstrip("/")
    FOLDER.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for take_some in () if options.only_signed_in else (take_homes, take_market, take_run):
            take_some(browser, site)
        for name, address, session in options.signed_in:
            take_signed_in(browser, site, name, address, session)
        browser.close()


if __name__ == "__main__":
    main()
