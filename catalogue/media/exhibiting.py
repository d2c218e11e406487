"""Pictures, videos and documents in a difference: the file itself before and after, and what is written about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from catalogue.media.forms import WORDS, title_of_column
from catalogue.media.showing import address, picture_of, video_length
from catalogue.media.there import There, look_for
from catalogue.media.told import name_of, number_in_keys, number_of, read_told
from catalogue.models import Media
from catalogue.models.media import SHOWN_AS
from common.wording import tell
from publishing.exhibits import Exhibit, Side, Written

Values = Mapping[str, Any]
Key = str | None  # nothing where there is no such side
COLUMNS = ("offering", "kind", "state", "problem", "earlier", *SHOWN_AS)


@dataclass(frozen=True)
class _Looked:
    """A side, and the objects that it cannot do without."""

    side: Side
    keys: tuple[str, ...] = ()


def media_exhibits(row: int, before: Values, after: Values) -> list[Exhibit]:
    """Return what differs between the files of an offering: what changes, goes and comes, in this order."""
    rows = {number_in_keys(media.pk): media for media in Media.objects.filter(offering=row).only(*COLUMNS)}
    pairs = list(_pairs(before, after, rows))
    sides = [(_looked(rows, old, before), _looked(rows, new, after)) for old, new in pairs]
    there = look_for({key for pair in sides for one in pair if one for key in one.keys})
    return [
        Exhibit(
            _title(old, new), _seen(was, there), _seen(becomes, there),
            tuple(_written(before, old, after, new)), _is_same(before, old, after, new),
        )
        for (old, new), (was, becomes) in zip(pairs, sides, strict=True)
    ]  # fmt: skip


def present(found: Mapping[Media, Values]) -> dict[Media, Side]:
    """Return what there is to see of files, by what is told about each."""
    looked = {media: _side(media, media.name, told) for media, told in found.items()}
    there = look_for({key for one in looked.values() for key in one.keys})
    return {media: _told_of(one, there) for media, one in looked.items()}


def _pairs(before: Values, after: Values, rows: Mapping[str, Media]) -> Iterator[tuple[Key, Key]]:
    """Yield the keys of both sides of each exhibit."""
    gone, new = [key for key in before if key not in after], [key for key in after if key not in before]
    yield from ((key, key) for key in after if key in before and before[key] != after[key])
    yield from _exchanged(gone, new, partial(_kind_and_name, rows))
    yield from _exchanged(gone, new, partial(_kind, rows))
    yield from ((key, None) for key in gone)
    yield from ((None, key) for key in new)


def _exchanged(gone: list[str], new: list[str], trait: Callable[[str], object]) -> Iterator[tuple[str, str]]:
    """Yield what goes with what comes in its place, where nothing else shares their trait; both lists lose them."""
    for old in list(gone):
        fitting = [key for key in new if trait(key) == trait(old)]
        if len(fitting) == 1 and [trait(key) for key in gone].count(trait(old)) == 1:
            gone.remove(old)
            new.remove(fitting[0])
            yield old, fitting[0]


def _kind(rows: Mapping[str, Media], key: str) -> str:
    return rows[number_of(key)].kind if number_of(key) in rows else ""


def _kind_and_name(rows: Mapping[str, Media], key: str) -> tuple[str, str]:
    return _kind(rows, key), name_of(key)


def _is_same(before: Values, old: Key, after: Values, new: Key) -> bool:
    if old is None or old != new:
        return False
    return read_told(before[old]).get("content") == read_told(after[old]).get("content")


def _title(old: Key, new: Key) -> str:
    names = dict.fromkeys(name_of(key) or key for key in (old, new) if key is not None)
    return " → ".join(names)


def _looked(rows: Mapping[str, Media], key: Key, values: Values) -> _Looked | None:
    if key is None:
        return None
    media = rows.get(number_of(key))
    if media is None:
        return _Looked(Side(name_of(key) or key, problem=_("The market does not keep this file.")))
    return _side(media, name_of(key), read_told(values[key]))


def _side(media: Media, name: str, told: Values) -> _Looked:
    content = str(told.get("content") or "")
    upload = _upload(media, content)
    if upload is None:
        return _Looked(Side(name, problem=_missing(media, content)))
    picture = picture_of(media.pk, upload["files"])
    own = next((file["name"] for file in upload["files"] if not file["type"].startswith("image/")), "")
    url = address(media.pk, own) if own else picture.largest if picture else ""
    alt, language = _alt(told)
    side = Side(name, tuple(_facts(media, upload)), picture, alt or name, language, url, _action(media))
    names = [own, picture.src.rpartition("/")[2] if picture else ""]
    return _Looked(side, tuple(media.key(name) for name in names if name))


def _upload(media: Media, content: str) -> Values | None:
    """Return the columns of the upload with this digest, where there are files of it."""
    if media.state == Media.State.READY and media.sha256.startswith(content):
        return {name: getattr(media, name) for name in SHOWN_AS}
    return next((one for one in media.earlier if content and one["sha256"].startswith(content)), None)


def _missing(media: Media, content: str) -> str:
    if not media.sha256.startswith(content):
        return _("The market does not keep this file.")
    if media.state == Media.State.PENDING:
        return _("It is being prepared. Load the page again in a moment.")
    why = tell(media.problem) if media.problem else ""
    return f"{_('It could not be prepared.')} {why}".strip()


def _facts(media: Media, upload: Values) -> Iterator[str]:
    yield upload["content_type"].rpartition("/")[2].upper()
    if upload["width"] and upload["height"]:
        yield _("%(width)s × %(height)s pixels") % {"width": upload["width"], "height": upload["height"]}
    if media.kind == Media.Kind.VIDEO:
        yield _("length %(length)s") % {"length": video_length(upload["duration"])}
    yield filesizeformat(upload["size"])


def _action(media: Media) -> str:
    return {
        Media.Kind.IMAGE: _("Show in full size"),
        Media.Kind.VIDEO: _("Watch the video"),
        Media.Kind.DOCUMENT: _("Download the document"),
    }[Media.Kind(media.kind)]


def _alt(told: Values) -> tuple[str, str]:
    """Return the alternative text in the reader's language, or in English, and its language."""
    own = get_language() or "en"
    return next(((str(told[f"alt_{code}"]), code) for code in (own, "en") if told.get(f"alt_{code}")), ("", ""))


def _seen(looked: _Looked | None, there: Mapping[str, There]) -> Side | None:
    return _told_of(looked, there) if looked else None


def _told_of(looked: _Looked, there: Mapping[str, There]) -> Side:
    """Return the side, or a sentence in its place where the store has not got all of it."""
    found = {there[key] for key in looked.keys}
    if found <= {There.YES}:
        return looked.side
    sentence = (
        _("The file is not in the store any more. It has to be uploaded again.")
        if There.NO in found
        else _("The file store does not answer for the moment. Load the page again in a minute.")
    )
    return replace(looked.side, picture=None, url="", action="", problem=sentence)


def _written(before: Values, old: Key, after: Values, new: Key) -> Iterator[Written]:
    """Yield the texts that differ, in all languages, and the place."""
    told, said = (read_told(found.get(key)) if key is not None else {} for found, key in ((before, old), (after, new)))
    if old is not None and new is not None and told.get("position", 0) != said.get("position", 0):
        yield Written(title_of_column("position"), "", *(_place(one.get("position", 0)) for one in (told, said)))
    for name in WORDS:
        for code, _language in settings.LANGUAGES:
            was, is_now = (str(one.get(f"{name}_{code}") or "") for one in (told, said))
            if was != is_now:
                yield Written(title_of_column(name), code, was, is_now)


def _place(position: Any) -> str:
    return str(position + 1) if isinstance(position, int) else str(position)
