"""Files of offerings in the content folder, with their words beside them; nothing here touches the database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

from catalogue.content.errors import ContentError
from catalogue.content.reading import Content, Values
from catalogue.content.tables import Table
from catalogue.media.kinds import IMAGE, START_BYTES, MediaError, type_of

MOST_BYTES = 2 * 2**20
LENGTHS = {"alt": 300, "title": 120, "caption": 500}  # as of the columns


def read_media(folder: Path, content: Content) -> list[tuple[str, Path, Values]]:
    """Return for each file the slug of its offering, its path and its words, or say which file and key is wrong."""
    return [(path.parent.name, path, texts) for path, texts in _all(folder, content)] if folder.is_dir() else []


def _all(folder: Path, content: Content) -> Iterator[tuple[Path, Values]]:
    for place in sorted(folder.iterdir()):
        if place.name not in content.offerings:
            raise ContentError(place, "", f"There is no offering {place.name!r}.")
        files = sorted(path for path in place.iterdir() if path.suffix != ".toml")
        for position, path in enumerate(files):
            yield path, {"position": position, **_words(path)}


def _words(path: Path) -> Values:
    kind = _kind(path)
    table = Table(path.with_suffix(".toml"))
    told = {name: table.pairs(name) for name in LENGTHS}
    table.end()
    needed = "alt" if kind == IMAGE else "title"
    if not told[needed].get("en"):
        raise table.error(f"{needed}.en", "The English words are missing.")
    for name, most in LENGTHS.items():
        for language, text in told[name].items():
            if language not in dict(settings.LANGUAGES) or len(text) > most:
                raise table.error(f"{name}.{language}", f"A text of at most {most} characters is needed.")
    return {f"{name}_{code}": told[name].get(code) for name in LENGTHS for code, _name in settings.LANGUAGES}


def _kind(path: Path) -> str:
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise ContentError(path, "", f"The file has {size} bytes; at most {MOST_BYTES} fit.")
    try:
        with path.open("rb") as file:
            return type_of(path.name, file.read(START_BYTES), size).kind
    except MediaError as problem:
        raise ContentError(path, "", problem.words.message % problem.words.values) from problem
