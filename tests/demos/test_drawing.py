"""Plots as pictures that a strict content security policy lets a page carry."""

import json
from io import BytesIO
from xml.etree import ElementTree as ET

import pytest
import qrcode
from qrcode.image.svg import SvgPathImage

from common.wording import plot_locale
from demos.analyzers.contract import PALETTE
from demos.drawing import DARK, browser_payload, draw, with_colours

SVG = "{http://www.w3.org/2000/svg}"
PLACE = {"type": "quantitative", "axis": None, "scale": {"domain": [0, 1]}}


def timeline():
    return {
        "data": {"values": [{"t": f"2026-04-{day:02d}T00:00:00", "n": 500 * day} for day in range(1, 20)]},
        "params": [{"name": "pick", "select": {"type": "interval", "encodings": ["x"]}}],
        "mark": {"type": "bar", "tooltip": True, "color": "s1"},
        "encoding": {
            "x": {"field": "t", "type": "temporal", "title": "Day"},
            "y": {"field": "n", "type": "quantitative", "title": "Payments"},
            "color": {"condition": {"test": "datum.n > 9000", "value": "s5"}, "value": "s1"},
        },
    }


def bar():
    return {
        "data": {"values": [{"k": "</text><script>alert(1)</script>", "v": 3}, {"k": "line", "v": 5}]},
        "mark": "bar",
        "encoding": {
            "y": {"field": "k", "type": "nominal", "title": "Pattern"},
            "x": {"field": "v", "type": "quantitative", "title": "Findings"},
            "href": {"value": "https://evil.example/"},
        },
    }


def scatter():
    return {
        "data": {"values": [{"a": n, "b": n * n, "s": n % 3} for n in range(30)]},
        "mark": {"type": "point", "filled": True},
        "encoding": {
            "x": {"field": "a", "type": "quantitative"},
            "y": {"field": "b", "type": "quantitative"},
            "color": {"field": "s", "type": "ordinal", "scale": {"domain": [0, 1, 2], "range": ["s2", "s4", "s5"]}},
        },
    }


def network():
    nodes = {"values": [{"n": "7719", "x": 0.2, "y": 0.3}, {"n": "2043", "x": 0.8, "y": 0.7}]}
    edges = {"values": [{"x": 0.2, "y": 0.3, "x2": 0.8, "y2": 0.7}]}
    places = {"x": {"field": "x", **PLACE}, "y": {"field": "y", **PLACE}}
    ends = {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return {
        "width": 300,
        "height": 300,
        "layer": [
            {"data": edges, "mark": {"type": "rule", "color": "muted", "clip": True}, "encoding": places | ends},
            {"data": nodes, "mark": {"type": "circle", "color": "accent"}, "encoding": places},
            {"data": nodes, "mark": "text", "encoding": places | {"text": {"field": "n"}}},
        ],
    }


KINDS = {"timeline": timeline, "bar": bar, "scatter": scatter, "network": network}


def drawn(kind, **options):
    return ET.fromstring(draw(KINDS[kind](), width=640, **options))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_has_nothing_that_a_strict_policy_forbids(kind, scheme):
    for element in drawn(kind, scheme=scheme, title="T", description="D").iter():
        assert element.tag.removeprefix(SVG) not in {"style", "script", "a", "image", "foreignObject", "use"}
        assert not [name for name in element.attrib if name == "style" or name.startswith("on") or "href" in name]


def test_a_picture_stays_one_after_the_code_of_an_authenticator_app():
    """The library of that code registers a prefix for SVG, and an element with a prefix is no picture in HTML."""
    qrcode.make("otpauth://totp/market", image_factory=SvgPathImage).save(BytesIO())

    picture = draw(bar(), width=640, title="Patterns")

    assert picture.startswith("<svg ")
    assert "<title>Patterns</title>" in picture
    assert "svg:" not in picture


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_scales_and_introduces_itself(kind):
    picture = drawn(kind, title="Payments a day", description="Most days have few.")

    assert "width" not in picture.attrib
    assert float(picture.attrib["viewBox"].split()[2]) == pytest.approx(640, abs=12)
    assert picture.attrib["role"] == "img"
    assert [element.text for element in list(picture)[:2]] == ["Payments a day", "Most days have few."]
    assert not [element for element in picture.iter() if element is not picture and "role" in element.attrib]


def test_colours_have_classes_that_the_style_sheet_recolours():
    classes = {name for element in drawn("timeline").iter() for name in element.get("class", "").split()}

    assert {"pl-s5-fill", "pl-s1-fill", "pl-line-stroke", "pl-muted-fill"} <= classes


def test_the_dark_scheme_has_its_own_colours():
    fills = {element.get("fill") for element in drawn("timeline", scheme="dark").iter()}

    assert {DARK["s5"], DARK["s1"], DARK["muted"]} <= fills
    assert not fills & set(PALETTE.values())


def test_names_in_a_colours_place_become_colours_and_other_words_stay():
    spec = with_colours(
        {
            "data": {"values": [{"color": "line"}]},
            "mark": {"type": "line", "color": "line"},
            "encoding": {"color": {"field": "accent", "scale": {"range": ["s1", "#123456"]}}, "x": {"value": "ink"}},
        }
    )

    assert spec["data"]["values"] == [{"color": "line"}]
    assert spec["mark"] == {"type": "line", "color": PALETTE["line"]}
    assert spec["encoding"]["color"] == {"field": "accent", "scale": {"range": [PALETTE["s1"], "#123456"]}}
    assert spec["encoding"]["x"] == {"value": "ink"}


def test_text_from_a_file_stays_text():
    texts = {element.text for element in drawn("bar").iter(f"{SVG}text")}

    assert any(text and text.startswith("</text>") for text in texts)


def test_axes_speak_the_readers_language():
    texts = {element.text for element in drawn("timeline", locale=plot_locale("de")).iter(f"{SVG}text")}

    assert "9.000" in texts or "8.000" in texts


def test_two_pictures_on_one_page_share_no_identifier():
    first, second = (draw(spec, width=640) for spec in (network(), network() | {"height": 280}))

    found = [
        {element.get("id") for element in ET.fromstring(text).iter() if element.get("id")} for text in (first, second)
    ]

    assert not found[0] & found[1]


def test_a_specification_that_cannot_be_drawn_is_a_value_error():
    with pytest.raises(ValueError, match=r"."):
        draw({"mark": "nonsense", "data": {"values": []}}, width=640)


def test_the_browser_gets_plain_json_with_the_palette_it_recolours():
    payload = browser_payload(timeline(), locale=plot_locale("el"))

    again = json.loads(json.dumps(payload))

    assert again["spec"]["encoding"]["color"]["value"] == PALETTE["s1"]
    assert again["palette"] == PALETTE
    assert again["locale"]["number"]["decimal"] == ","
