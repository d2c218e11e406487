"""Pictures, videos and documents that come with the content files."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from catalogue.models import Media
from common.objects import store
from tests.accounts.people import store_away
from tests.catalogue.contents import small_content
from tests.catalogue.media_files import pdf, picture

pytestmark = pytest.mark.django_db

WORDS = '[alt]\nen = "A gate"\nde = "Ein Tor"\n[caption]\nen = "At night."\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small content, to which a test adds files."""
    return small_content(tmp_path, "finsec-platform")


def put(folder: Path, name: str, content: bytes, words: str, slug: str = "finsec-platform") -> None:
    place = folder / "media" / slug
    place.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(content)
    (place / name).with_suffix(".toml").write_text(words)


def load(folder: Path) -> str:
    out = StringIO()
    call_command("load_content", folder=folder, stdout=out)
    return out.getvalue()


def test_files_are_loaded_once_and_prepared(
    folder: Path, run_jobs: Callable[[], None], django_capture_on_commit_callbacks: Any
) -> None:
    put(folder, "2-facts.pdf", pdf(), '[title]\nen = "Facts"\n')
    put(folder, "1-gate.png", picture("PNG"), WORDS)

    load(folder)
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    again = load(folder)

    gate, facts = Media.objects.all()
    assert (gate.state, gate.alt_de, gate.caption_en) == ("ready", "Ein Tor", "At night.")
    assert (facts.state, facts.title_en) == ("ready", "Facts")
    assert ": 0 added, 0 changed," in again.replace("Catalogue", "")


def test_changed_words_and_files_are_brought_up_to_date(folder: Path) -> None:
    put(folder, "gate.png", picture("PNG"), WORDS)
    load(folder)
    put(folder, "gate.png", picture("PNG", (90, 60)), WORDS.replace("A gate", "Another gate"))

    assert " 1 changed," in load(folder)

    media = Media.objects.get()
    assert media.alt_en == "Another gate"
    assert store.get(media.key(media.source)) == picture("PNG", (90, 60))


def test_what_people_have_changed_stays_and_is_named(folder: Path) -> None:
    put(folder, "gate.png", picture("PNG"), WORDS)
    load(folder)
    Media.objects.update(alt_en="What an editor sees")
    put(folder, "gate.png", picture("PNG"), WORDS.replace("A gate", "Another gate"))

    assert "Left as people have changed it: media finsec-platform/gate.png." in load(folder)
    assert Media.objects.get().alt_en == "What an editor sees"


@pytest.mark.parametrize(
    ("name", "content", "words", "slug", "said"),
    [
        ("gate.png", picture("PNG"), "", "finsec-platform", "alt.en: The English words are missing."),
        ("facts.pdf", pdf(), WORDS, "finsec-platform", "title.en: The English words are missing."),
        ("gate.png", picture("PNG"), '[alt]\nen = "x"\nxx = "y"\n', "finsec-platform", "alt.xx"),
        ("gate.png", picture("PNG"), f'[alt]\nen = "{"x" * 301}"\n', "finsec-platform", "at most 300"),
        ("gate.png", b"<svg/>", WORDS, "finsec-platform", "SVG"),
        ("gate.png", picture("PNG") + b"\0" * 2**21, WORDS, "finsec-platform", "bytes"),
        ("gate.png", picture("PNG"), WORDS, "nothing", "There is no offering 'nothing'."),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_loaded(
    folder: Path, name: str, content: bytes, words: str, slug: str, said: str
) -> None:
    put(folder, name, content, words, slug)

    with pytest.raises(CommandError, match=said):
        load(folder)

    assert not Media.objects.exists()


def test_while_the_store_is_away_the_command_says_so(folder: Path) -> None:
    put(folder, "gate.png", picture("PNG"), WORDS)

    with store_away(), pytest.raises(CommandError, match="The file store does not answer"):
        load(folder)
