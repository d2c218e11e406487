"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

from demos.analyzers.catalogue import manifests

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
WORD = re.compile(r"`([^`\n]+)`")
VARIABLE = re.compile(r"\b[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+\b")
SETTING = re.compile(r"^([A-Z0-9_]+)=", re.MULTILINE)
MODULE = re.compile(r"(?:accounts|common|demos|finsec_market|jobs|portal)(?:[./]\w+)+(?:\.\w+)?/?")
LARGEST_PICTURE = 250 * 1024
# Upper-case names in the documents that are Python's, not the environment's.
CONSTANTS = {
    "MAX_FINDINGS",
    "MAX_ROWS_KEPT",
    "CELERY_BEAT_SCHEDULE",
    "NAME_FILE",
    "KNOX_TOKEN_MODEL",
    "MIGRATION_MODULES",
    "SOCIALACCOUNT_EMAIL_AUTHENTICATION",
}
NEW = {"demos/analyzers/invoices/manifest.py", "demos/analyzers/invoices/analyzer.py"}


def named(page):
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_relative_link_leads_somewhere(page):
    links = [link.partition("#")[0] for link in LINK.findall(CODE.sub("", page.read_text())) if "://" not in link]

    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_variable_is_in_the_example_of_the_environment(page):
    known = set(SETTING.findall((ROOT / ".env.example").read_text()))
    words = " ".join(WORD.findall(CODE.sub("", page.read_text())))

    assert set(VARIABLE.findall(words)) - known - CONSTANTS - uploaded_names(page) == set()


def uploaded_names(page):
    """Pages of algorithms name columns of public files, which are written like variables."""
    return set(VARIABLE.findall(page.read_text())) if page.parent.name == "algorithms" else set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_module_and_file_that_is_named_exists(page):
    words = {word.rstrip("/") for word in WORD.findall(CODE.sub("", page.read_text())) if MODULE.fullmatch(word)}

    assert {word for word in words - NEW if "NAME" not in word and not exists(word)} == set()


def exists(word):
    """True for a file or folder, for a module, and for a name that its module defines."""
    path = ROOT / (word if "/" in word else word.replace(".", "/"))
    if path.exists() or path.with_suffix(".py").exists():
        return True
    owner = path.parent.with_suffix(".py")
    return "/" not in word and owner.exists() and path.name in owner.read_text()


def test_readme_names_each_algorithm_with_its_fields_and_parameters():
    rows = {
        line.split("`")[1]: line.split("|")
        for line in (ROOT / "README.md").read_text().splitlines()
        if "](docs/algorithms/" in line and "`" in line
    }

    for manifest in manifests():
        cells = rows.pop(manifest.key)
        fields = [f"**{one.name}**" if one.required else one.name for one in manifest.fields]
        assert cells[3].strip() == ", ".join(fields)
        assert cells[4].strip() == ", ".join(one.name for one in manifest.parameters)
    assert rows == {}


def test_each_picture_is_small_and_shown():
    pictures = list((ROOT / "docs" / "screenshots").glob("*.png"))

    shown = re.findall(r"docs/screenshots/([\w-]+\.png)", (ROOT / "README.md").read_text(encoding="utf-8"))
    assert sorted(picture.name for picture in pictures) == sorted(shown)
    assert [picture.name for picture in pictures if picture.stat().st_size > LARGEST_PICTURE] == []
