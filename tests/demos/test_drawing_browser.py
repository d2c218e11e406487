"""The plots of a page, drawn by the browser under the site's strict content security policy."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from demos.drawing import browser_payload, draw
from demos.vega_finder import NAME, VegaFinder
from tests.demos.test_drawing import bar, network, scatter, timeline

STATIC = Path(__file__).parents[2] / "static"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; connect-src 'self'"
TYPES = {"css": "text/css", "js": "text/javascript", "json": "application/json", "woff2": "font/woff2"}
STYLES = ("tokens", "fonts", "plot", "components/plot_colours")

pytestmark = pytest.mark.browser


def figure(spec, *, vega="/js/vega.js", source=""):
    inline = json.dumps(browser_payload(spec)).replace("<", "\\u003c")
    script = "" if source else f'<script type="application/json" data-plot-payload>{inline}</script>'
    picture = draw(spec, width=640, title="What the picture shows")
    return (
        f'<figure class="plot" data-plot data-vega="{vega}" data-src="{source}">'
        f"<div data-plot-drawing>{picture}</div>{script}</figure>"
    )


def page_of(*figures):
    styles = "".join(f'<link rel="stylesheet" href="/css/{name}.css">' for name in STYLES)
    links = '<a href="#" id="before">before</a>{}<a href="#" id="after">after</a>'
    head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Plots</title>{styles}'
    return head + '<script type="module" src="/js/plots.js"></script>' + links.format("".join(figures))


class Site(BaseHTTPRequestHandler):
    """Serves one page, the static files and a plot's data, all under the policy."""

    page = ""

    def do_GET(self):
        body, kind = self.found(self.path)
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def found(self, path):
        if path == "/":
            return self.page.encode(), "text/html"
        if path == "/plot.json":
            return json.dumps(browser_payload(scatter())).encode(), TYPES["json"]
        file = Path(VegaFinder().find(NAME)) if path == f"/{NAME}" else STATIC / path[1:]
        return (file.read_bytes() if file.is_file() else b""), TYPES.get(file.suffix[1:], "text/plain")

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium")
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium):
    """Open a page with the given figures; what the browser complains about is in ``page.complaints``."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    page = chromium.new_page(viewport={"width": 800, "height": 600}, color_scheme="light")
    page.complaints = []
    page.on("console", lambda message: page.complaints.append(message.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))

    def open_page(*figures):
        Site.page = page_of(*figures)
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        return page

    yield open_page
    page.close()
    server.shutdown()
    server.server_close()


def states(page):
    return page.eval_on_selector_all("[data-plot]", "figures => figures.map(figure => figure.dataset.plotState)")


def show(page, number, state="live"):
    page.locator("[data-plot]").nth(number).scroll_into_view_if_needed()
    page.wait_for_selector(f"[data-plot]:nth-of-type({number + 1})[data-plot-state={state}]", timeout=20_000)


def test_every_kind_of_plot_is_drawn_without_a_complaint(visit):
    page = visit(figure(timeline()), figure(bar()), figure(network()), figure(scatter(), source="/plot.json"))

    for number in range(4):
        show(page, number)

    assert states(page) == ["live"] * 4
    assert page.complaints == []


def test_a_plot_waits_until_it_comes_into_view(visit):
    page = visit(*[figure(timeline())] * 6)

    show(page, 0)

    assert states(page)[-1] == "waiting"


def test_the_servers_picture_stays_where_the_library_does_not_load(visit):
    page = visit(figure(bar(), vega="/js/missing.js"))

    show(page, 0, state="still")

    assert page.locator("[data-plot-drawing] svg").is_visible()
    assert page.locator("[data-plot-live]").count() == 0


def test_pointing_at_a_mark_tells_its_values(visit):
    page = visit(figure(timeline()))
    show(page, 0)

    page.locator("[data-plot-live] .mark-rect path").nth(12).hover()
    page.wait_for_selector(".vg-tooltip.visible")

    assert "Payments" in page.locator(".vg-tooltip").inner_text()
    assert page.complaints == []


def test_another_theme_redraws_the_plot_in_its_colours(visit):
    page = visit(figure(timeline()))
    show(page, 0)

    page.evaluate("document.documentElement.dataset.theme = 'dark'")
    page.wait_for_selector("[data-plot-live] .mark-rect path[fill='rgb(255, 138, 147)']")

    assert page.locator("[data-plot-live] svg").count() == 1


def test_the_keyboard_goes_past_a_plot(visit):
    page = visit(figure(timeline()))
    show(page, 0)

    page.focus("#before")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.id") == "after"
