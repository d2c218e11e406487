"""Words of diagrams stay where they belong in every language, for no line of a drawing breaks by itself."""

import pytest
from django.conf import settings

from portal.diagrams import DIAGRAMS

pytestmark = pytest.mark.browser

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# A name stands right behind its box in the drawing; anything else has the whole drawing.
OUTSIDE = """() => [...document.querySelectorAll("svg.diagram text")].filter((text) => {
  const before = text.previousElementSibling;
  const home = before.classList.contains("dg-box") ? before : text.ownerSVGElement;
  const [word, box] = [text.getBoundingClientRect(), home.getBoundingClientRect()];
  return word.left < box.left || word.right > box.right || word.top < box.top || word.bottom > box.bottom;
}).map((text) => text.textContent)"""
# Two lines of words that lie on each other.
COLLIDING = """() => [...document.querySelectorAll("svg.diagram")].flatMap((drawing) => {
  const texts = [...drawing.querySelectorAll("text")].map((text) => [text.textContent, text.getBoundingClientRect()]);
  return texts.flatMap(([one, a], at) => texts.slice(at + 1).filter(([, b]) =>
    a.left < b.right && b.left < a.right && a.top + 2 < b.bottom && b.top + 2 < a.bottom
  ).map(([other]) => `${one} / ${other}`));
})"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_of_a_diagram_stay_in_their_boxes_and_apart(visit, language):
    page = visit(viewport={"width": 1280, "height": 900}).page

    page.goto(f"/{language}/solutions/")
    page.evaluate("document.fonts.ready.then(() => null)")

    assert page.locator("svg.diagram").count() == len(DIAGRAMS)
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate(COLLIDING) == []


def scrolls_by_key(box):
    """Press for some seconds, as people do: Chromium drops a key that arrives before it has drawn the page."""
    for _ in range(20):
        box.press("ArrowRight")
        box.page.wait_for_timeout(250)
        if box.evaluate("box => box.scrollLeft") > 0:
            return True
    return False


def test_a_diagram_scrolls_in_its_own_box_on_a_phone(visit):
    visitor = visit(viewport={"width": 390, "height": 800})

    visitor.page.goto("/en/solutions/")
    boxes = visitor.page.locator(".drawn__box")

    assert scrolls_by_key(boxes.first)
    assert all(boxes.evaluate_all("found => found.map(box => box.scrollWidth > box.clientWidth)"))
    assert visitor.overflow(390) == []
