"""Pages whose words are files: in every language, with their diagrams, their links and what can be tried."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import LazySettings
from django.conf import settings as project
from django.core.checks import run_checks
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import gettext, override

from common import references
from portal.content_files import ContentError, read_toml
from portal.diagrams import DIAGRAMS, load_diagram
from portal.section_pages import SECTION_PAGES, load_page
from portal.trials import load_trials
from tests.portal.sitemaps import listed

pytestmark = pytest.mark.django_db

LANGUAGES = [code for code, _name in project.LANGUAGES]
CACHED = (read_toml, load_page, load_diagram, load_trials)
SVG = "{http://www.w3.org/2000/svg}"
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def content(tmp_path: Path, settings: LazySettings) -> Iterator[Path]:
    """A copy of the content in which files may be changed."""
    shutil.copytree(project.BASE_DIR / "content", tmp_path / "content")
    settings.BASE_DIR = tmp_path
    forget()
    yield tmp_path / "content"
    forget()


@pytest.fixture
def edit(content: Path) -> Edit:
    """Replace words in a file of the content."""

    def change(name: str, old: str, new: str) -> Path:
        path = content / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return path

    return change


def forget() -> None:
    for load in CACHED:
        load.cache_clear()


def body(client: Client, name: str, language: str = "en") -> str:
    with override(language):
        response = client.get(reverse(f"portal:{name}"))
    assert response.status_code == 200
    return response.content.decode()


def apology(language: str) -> str:
    with override(language):
        return escape(gettext("This page is not translated into your language yet. Its text is in English."))


def translate(content: Path, folder: str, name: str, **changed: str) -> None:
    """Put a German file beside the English one."""
    text = (content / folder / f"{name}.en.toml").read_text(encoding="utf-8")
    for key, value in changed.items():
        text = re.sub(rf'^{key} = ".*"$', f'{key} = "{value}"', text, count=1, flags=re.MULTILINE)
    (content / folder / f"{name}.de.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SECTION_PAGES)
def test_a_page_shows_all_its_sections_in_every_language(client: Client, name: str, language: str) -> None:
    page = load_page(name, language)

    html = body(client, name, language)

    for section in page.sections:
        assert re.search(rf'<h2[^>]* id="{section.anchor}" lang="{page.language}">', html), section.anchor
    assert f'<meta name="description" content="{page.lead}">' in html


@pytest.mark.parametrize("name", ["solutions", "services", "demonstrations"])
def test_a_page_is_named_in_the_head_the_header_and_the_way_to_it(client: Client, name: str) -> None:
    title = load_page(name, "en").title

    html = body(client, name)

    assert f"<title>{title} · FINSEC Market</title>" in html
    assert f'<a href="/en/{name}/" aria-current="page">{title}</a>' in html
    assert f'<li aria-current="page" lang="en">{title}</li>' in html


def test_the_sitemap_lists_the_pages(client: Client) -> None:
    found = listed(client)

    for language in LANGUAGES:
        for name in SECTION_PAGES:
            assert f"http://testserver/{language}/{name}/" in found


def test_a_page_that_is_not_translated_is_in_english_and_says_so(client: Client, content: Path) -> None:
    for path in content.rglob("*.el.toml"):
        path.unlink()

    html = body(client, "services", "el")

    assert '<html lang="el">' in html
    assert '<h1 lang="en">Services</h1>' in html
    assert apology("el") in html


def test_a_translated_page_is_read_in_its_language(client: Client, content: Path) -> None:
    translate(content, "pages", "services", title="Dienste", lead="Menschen & Rat")

    html = body(client, "services", "de")

    assert '<h1 lang="de">Dienste</h1>' in html
    assert '<meta name="description" content="Menschen &amp; Rat">' in html
    assert apology("de") not in html


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('title = "Services"', "", "title"),
        ('title = "Services"', 'title = " "', "title"),
        ('lead = "', 'leader = "', "lead"),
        ('heading = "How an engagement begins"', "", r"sections\[1\].heading"),
        ('heading = "How an engagement begins"\ntext = ', 'heading = "x"\ntexts = ', r"sections\[1\].text"),
        ('[[sections]]\nheading = "Which', '[others]\nheading = "Which', "sections"),
        ("offering:security-consulting", "offering:no-such-thing", "sections: there is no offering:no-such-thing"),
        ('title = "Services"', 'title = "Services', "is not TOML"),
    ],
)
def test_what_a_page_lacks_is_named_with_its_file(edit: Edit, old: str, new: str, key: str) -> None:
    path = edit("pages/services.en.toml", old, new)

    with pytest.raises(ContentError, match=f"{re.escape(str(path))}: {key}"):
        load_page("services", "en")


def test_a_missing_page_is_named(content: Path) -> None:
    (content / "pages" / "about.en.toml").unlink()

    with pytest.raises(ContentError, match=r"about\.en\.toml: the file is missing"):
        load_page("about", "en")


def test_a_translation_with_fewer_sections_is_refused(content: Path) -> None:
    text = (content / "pages" / "services.en.toml").read_text(encoding="utf-8")
    (content / "pages" / "services.de.toml").write_text(text.rpartition("[[sections]]")[0], encoding="utf-8")

    with pytest.raises(ContentError, match=r"services\.de\.toml: sections: 3 are expected, not 2"):
        load_page("services", "de")


def test_problems_of_the_content_are_told_when_the_market_starts(edit: Edit) -> None:
    edit("pages/about.en.toml", "lead = ", "leader = ")
    edit("diagrams/turnkey.en.toml", "risk_1 = ", "risk_9 = ")
    edit("offerings/analysis-api/offering.toml", '"api:docs"', '"api:no-such-page"')

    told = [problem.msg for problem in run_checks() if problem.id == "portal.E001"]

    assert len([line for line in told if line.endswith("about.en.toml: lead: a text is missing")]) == 1
    assert len([line for line in told if line.endswith("turnkey.en.toml: risk_1: a text is missing")]) == 1
    assert len([line for line in told if "analysis-api/offering.toml: try_url_name: " in line]) == 1


def test_the_shipped_content_has_no_problems() -> None:
    assert [problem for problem in run_checks() if problem.id == "portal.E001"] == []


def test_a_script_in_the_words_is_inert(client: Client, edit: Edit) -> None:
    attack = "<script>alert(1)</script> <img src=x onerror=alert(1)>"
    edit("pages/services.en.toml", "Weaknesses that are not public", f"{attack} [go](javascript:alert(1))")
    edit("pages/services.en.toml", 'heading = "What to leave out', f'heading = "{attack} What to leave out')
    edit("pages/services.en.toml", 'lead = "', f'lead = "{attack}')

    html = body(client, "services")

    assert "<script>alert" not in html
    assert "<img src=x" not in html
    assert 'href="javascript' not in html
    assert html.count("&lt;script&gt;alert(1)") >= 3


def test_a_link_to_an_offering_waits_for_the_catalogue(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "_finders", {})

    html = body(client, "solutions")

    assert "offering:" not in html
    assert "the FINSEC platform is built" in html


def test_a_link_to_an_offering_leads_where_the_catalogue_says(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(references, "_finders", {})
    asked: list[Collection[str]] = []

    def find(slugs: Collection[str]) -> dict[str, str]:
        asked.append(slugs)
        return {"finsec-platform": "/en/offerings/finsec-platform/"}

    references.register("offering", find)

    html = body(client, "solutions")

    assert '<a href="/en/offerings/finsec-platform/">the FINSEC platform</a>' in html
    assert len(asked) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_diagrams_are_whole_and_do_not_share_identifiers(client: Client, language: str) -> None:
    html = body(client, "solutions", language)

    drawings = [ElementTree.fromstring(svg) for svg in re.findall(r'<svg class="diagram".*?</svg>', html, re.DOTALL)]

    assert len(drawings) == len(DIAGRAMS)
    ids = re.findall(r'\bid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    for drawing, name in zip(drawings, DIAGRAMS, strict=True):
        diagram = load_diagram(name, language)
        assert drawing.findtext(f"{SVG}title") == diagram.title
        assert drawing.findtext(f"{SVG}desc") == diagram.description
        assert set(drawing.attrib["aria-labelledby"].split()) <= set(ids)
    assert "{{" not in html


def test_a_diagram_can_be_read_without_being_seen(client: Client) -> None:
    html = body(client, "solutions")

    for name in DIAGRAMS:
        assert html.count(f">{escape(load_diagram(name, 'en').description)}<") == 2


def test_the_labels_of_a_diagram_come_in_the_readers_language(client: Client, content: Path) -> None:
    translate(content, "diagrams", "turnkey", probes="Sonden <b>&")

    html = body(client, "solutions", "de")

    assert ">Sonden &lt;b&gt;&amp;</text>" in html
    assert html.count('<figure class="topic drawn" lang="de">') >= 1


@pytest.mark.parametrize("name", ["solutions", "demonstrations"])
def test_what_can_be_tried_today_is_a_page_that_answers(client: Client, name: str) -> None:
    html = body(client, name)

    links = re.findall(r'<li class="trial">\s*<h3[^>]*><a href="([^"]+)">', html)

    assert links
    assert {client.get(link).status_code for link in links} == {200}


def test_each_demonstration_with_an_address_is_offered(client: Client) -> None:
    html = body(client, "demonstrations")

    for trial in load_trials("en"):
        assert (f'<a href="{trial.url}">{trial.title}</a>' in html) == (trial.kind == "demo")


def test_a_stage_outside_the_vocabulary_is_refused(edit: Edit) -> None:
    edit("offerings/analysis-api/offering.toml", 'stage = "beta"', 'stage = "finished"')

    with pytest.raises(ContentError, match=r"offering\.toml: stage: finished is not in the vocabulary"):
        load_trials("en")


@pytest.mark.parametrize("name", ["services", "demonstrations", "about"])
def test_three_kinds_of_readers_find_their_way_in(client: Client, name: str) -> None:
    html = body(client, name)

    ways = re.search(r'<ul class="ways">(.*?)</ul>', html, re.DOTALL)

    assert ways
    links = re.findall(r'<a href="([^"]+)">(?:You answer for security|You integrate|You do research)</a>', ways[1])
    assert len(links) == 3
    anchors = [link.partition("#")[2] for link in links if link.startswith("#")]
    assert all(f'id="{anchor}"' in html for anchor in anchors)


@pytest.mark.parametrize("name", SECTION_PAGES)
def test_a_page_asks_only_where_its_offerings_are(
    client: Client, name: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    body(client, name)

    with django_assert_max_num_queries(1):
        body(client, name)
