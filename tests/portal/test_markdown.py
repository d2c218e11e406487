"""What people write in Markdown can neither act in a page nor pretend to be one."""

from __future__ import annotations

import pytest

from common import references
from common.markdown import render


def test_text_becomes_paragraphs_lists_and_emphasis() -> None:
    html = render("## Scope\n\nWhat **we** do:\n\n1. ask\n2. answer\n")

    assert html == ("<h2>Scope</h2>\n<p>What <strong>we</strong> do:</p>\n<ol>\n<li>ask</li>\n<li>answer</li>\n</ol>\n")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        'a <img src=x onerror="alert(1)"> b',
        "<style>body{display:none}</style>",
        "<svg><script>alert(1)</script></svg>",
        "`<script>`",
        '[a](https://example.org/"onclick="alert(1))',
        "![a picture](https://example.org/spy.png)",
        '<https://example.org/"><script>>',
    ],
)
def test_markup_inside_is_shown_as_text(text: str) -> None:
    html = render(text)

    for element in ("<script", "<img", "<style", "<svg", 'onclick="'):
        assert element not in html


@pytest.mark.parametrize(
    "target",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java&#115;cript:alert(1)", "data:text/html,x", "vbscript:x",
     "//example.org/", "ftp://example.org/", "unknown:thing", "relative/page"],
)  # fmt: skip
def test_a_link_that_could_act_or_lead_astray_is_none(target: str) -> None:
    html = render(f"Read [this]({target}) first.")

    assert "<a" not in html
    assert "this" in html


def test_a_link_to_another_host_vouches_for_nothing() -> None:
    assert render("[norm](https://example.org/a?b=1&c=2)") == (
        '<p><a href="https://example.org/a?b=1&amp;c=2" rel="nofollow noopener">norm</a></p>\n'
    )


def test_a_reference_leads_where_the_caller_says() -> None:
    html = render("Try [the **probes**](offering:probes).", links={"offering:probes": "/en/x/?a=1&b=2"}.get)

    assert html == '<p>Try <a href="/en/x/?a=1&amp;b=2">the <strong>probes</strong></a>.</p>\n'


def test_a_reference_that_leads_nowhere_keeps_its_words() -> None:
    html = render("Try [probes](offering:probes) or [forum](offering:forum).", links={"offering:forum": "/f/"}.get)

    assert html == '<p>Try probes or <a href="/f/">forum</a>.</p>\n'


def test_an_address_given_for_a_reference_cannot_act() -> None:
    html = render("[probes](offering:probes)", links=lambda _target: "javascript:alert(1)")

    assert "javascript" not in html


def test_the_heading_of_the_page_stays_the_only_one_of_its_level() -> None:
    assert render("# Loud\n") == "<h2>Loud</h2>\n"


def test_a_table_brings_no_style_of_its_own() -> None:
    html = render("| a | b |\n| :- | -: |\n| 1 | 2 |\n")

    assert "<td>1</td>" in html
    assert "style" not in html


def test_references_are_asked_for_together_and_by_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "_finders", {})
    asked: list[set[str]] = []

    def find(names: object) -> dict[str, str]:
        asked.append(set(names))  # type: ignore[call-overload]
        return {"probes": "/en/offerings/probes/"}

    references.register("offering", find)

    found = references.addresses(["offering:probes", "offering:forum", "course:basics"])

    assert found == {"offering:probes": "/en/offerings/probes/"}
    assert asked == [{"probes", "forum"}]
