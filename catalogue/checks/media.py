"""Whether pictures, videos and documents are there, and reach everybody."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import LANGUAGES, File, Listing
from catalogue.models import Media
from publishing.showing import language_name
from publishing.submissions.checking import Check, Found

WIDTH, HEIGHT = 800, 450  # pixels, below which a picture is blurred on the page of the listing


def _no_words(listing: Listing) -> Iterator[Found]:
    for one in _of(listing, Media.Kind.IMAGE):
        if not one.said("alt", "en"):
            yield Found("media", _("The picture “%(name)s” has no English alternative text.") % {"name": one.row.name})


def _no_words_translated(listing: Listing) -> Iterator[Found]:
    for one in _of(listing, Media.Kind.IMAGE):
        lacking = [code for code in LANGUAGES if listing.text(f"description_{code}") and not one.said("alt", code)]
        if one.said("alt", "en") and lacking:
            told = {
                "name": one.row.name,
                "languages": get_text_list([language_name(code) for code in lacking], _("and")),
            }
            yield Found("media", _("The picture “%(name)s” has no alternative text in: %(languages)s.") % told)


def _no_title(listing: Listing) -> Iterator[Found]:
    for one in listing.files:
        if one.row.kind != Media.Kind.IMAGE and not one.said("title", "en"):
            yield Found("media", _("“%(name)s” has no English title.") % {"name": one.row.name})


def _small(listing: Listing) -> Iterator[Found]:
    for one in _of(listing, Media.Kind.IMAGE):
        width, height = one.row.width or 0, one.row.height or 0
        if width and height and (width < WIDTH or height < HEIGHT):
            told = {"name": one.row.name, "width": width, "height": height}
            yield Found("media", _("The picture “%(name)s” has %(width)d × %(height)d pixels.") % told)


def _gone(listing: Listing) -> Iterator[Found]:
    for one in listing.files:
        if any(one.row.key(file["name"]) in listing.facts.gone_files for file in one.row.files):
            yield Found("media", _("The file of “%(name)s” is not in the store any more.") % {"name": one.row.name})


def _no_captions(listing: Listing) -> Iterator[Found]:
    for one in _of(listing, Media.Kind.VIDEO):
        if not any(one.said("timed_text", code) for code in LANGUAGES):
            yield Found("media", _("The video “%(name)s” has no captions.") % {"name": one.row.name})


def _of(listing: Listing, kind: str) -> list[File]:
    return [one for one in listing.files if one.row.kind == kind]


CHECKS = (
    Check(
        "picture-without-text",
        gettext_lazy("Picture without alternative text"),
        gettext_lazy("Pictures without an English sentence for those who do not see them."),
        gettext_lazy("Say in one sentence what the picture shows."),
        _no_words,
        is_blocking=True,
    ),
    Check(
        "media-without-title",
        gettext_lazy("Video or document without a title"),
        gettext_lazy("Videos and documents without an English title, which is what readers choose by."),
        gettext_lazy("Give it a title."),
        _no_title,
        is_blocking=True,
    ),
    Check(
        "file-gone",
        gettext_lazy("File lost"),
        gettext_lazy("Files of the listing that the market's store does not have any more."),
        gettext_lazy("Upload the file again, or take it out."),
        _gone,
        is_blocking=True,
    ),
    Check(
        "picture-text-untranslated",
        gettext_lazy("Alternative text not translated"),
        gettext_lazy("Pictures without alternative text in a language that has a description."),
        gettext_lazy("Translate the sentence that says what the picture shows."),
        _no_words_translated,
    ),
    Check(
        "picture-small",
        gettext_lazy("Small picture"),
        gettext_lazy("Pictures of fewer than 800 × 450 pixels."),
        gettext_lazy("Upload a larger one."),
        _small,
    ),
    Check(
        "video-without-captions",
        gettext_lazy("Video without captions"),
        gettext_lazy("Videos without captions in any language."),
        gettext_lazy("Add captions (WebVTT), unless nothing is said or heard in it."),
        _no_captions,
    ),
)
