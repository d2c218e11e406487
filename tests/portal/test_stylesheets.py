"""One style sheet for the browser, put together from many small files."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage

from portal.stylesheets import BUNDLE, STYLESHEETS, StylesheetFinder, bundle_css, stylesheet_folder, write_bundle


def test_every_style_file_is_in_the_bundle_once() -> None:
    folder = stylesheet_folder()

    files = sorted(path.relative_to(folder).with_suffix("").as_posix() for path in folder.rglob("*.css"))

    assert files == sorted(STYLESHEETS)


def test_the_bundle_keeps_the_order_and_drops_comments(tmp_path: Path) -> None:
    (tmp_path / "one.css").write_text("/* why */\n.a {\n  color: red;\n}\n")
    (tmp_path / "two.css").write_text(".b { color: blue }\n")

    css = bundle_css(tmp_path, ["two", "one"])

    assert css == ".b { color: blue }\n.a {\ncolor: red;\n}\n"


def test_the_sheet_is_found_like_any_static_file(settings: LazySettings) -> None:
    settings.STATICFILES_FINDERS = ["portal.stylesheets.StylesheetFinder"]
    finders.get_finder.cache_clear()

    found = finders.find(BUNDLE)

    assert found is not None
    assert "--accent" in Path(found).read_text(encoding="utf-8")


def test_collecting_static_files_meets_the_sheet() -> None:
    [(path, storage)] = list(StylesheetFinder().list([]))

    assert path == BUNDLE
    assert isinstance(storage, FileSystemStorage)
    assert storage.exists(path)


def test_other_paths_are_left_to_other_finders() -> None:
    finder = StylesheetFinder()

    assert finder.find("css/other.css") == []
    assert finder.find(BUNDLE, find_all=True) == [finder.find(BUNDLE)]


def test_the_sheet_is_written_again_only_when_a_part_changed(tmp_path: Path) -> None:
    (tmp_path / "components").mkdir()
    for name in STYLESHEETS:
        (tmp_path / f"{name}.css").write_text(f".{name} {{}}\n")
    target = write_bundle(tmp_path, tmp_path / "out" / "site.css")
    first = target.stat().st_mtime_ns

    unchanged = write_bundle(tmp_path, target).stat().st_mtime_ns
    (tmp_path / "base.css").write_text(".changed {}\n")
    os.utime(tmp_path / "base.css", ns=(first + 10**9, first + 10**9))
    write_bundle(tmp_path, target)

    assert unchanged == first
    assert ".changed {}" in target.read_text()


@pytest.mark.parametrize("path", sorted(stylesheet_folder().rglob("*.css")), ids=lambda path: path.stem)
def test_a_style_file_is_short_and_names_files_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert len(text.splitlines()) <= 120
    for part in text.split('url("')[1:]:
        assert (path.parent / part.split('"')[0]).exists()


def test_the_serif_is_used_in_the_one_weight_that_its_file_has() -> None:
    rules = re.findall(r"[^{}]+{([^{}]*var\(--serif\)[^{}]*)}", bundle_css(stylesheet_folder()))

    assert rules
    assert [rule for rule in rules if not re.search(r"font(-weight)?: 600\b", rule)] == []
