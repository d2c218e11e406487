"""What the market's reading of Markdown would not show as it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import Listing, line_of
from catalogue.checks.targets import REFERENCE, targets
from publishing.submissions.checking import Check, Found

_UNSAFE = re.compile(
    r"<\s{0,9}/?\s{0,9}(?:script|style|iframe|object|embed|form|input|button|svg|link|meta|base|frame|frameset)\b"
    r"|<[a-z][^<>]*\son[a-z]+\s*=|\]\(\s{0,9}<?\s{0,9}(?:javascript|vbscript|data|file)\s*:",
    re.IGNORECASE,
)
_HTML = re.compile(
    r"</?(?:a|b|blockquote|br|center|code|div|em|font|h[1-6]|hr|i|img|li|ol|p|pre|small|span|strong|sub|sup|table|tbody"
    r"|td|th|thead|tr|u|ul)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"!\[[^\]]{0,300}\]\(")
_SHOWN = ("https://", "http://", "mailto:", "#", "/", REFERENCE)


def _unsafe(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if found := _UNSAFE.search(one.text):
            told = {"line": line_of(one.text, found.start()), "markup": found[0][:40]}
            yield Found(one.field, _("Line %(line)d has markup that the market never shows: “%(markup)s”.") % told)


def _html(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        found = _HTML.search(one.text)
        if found and not _UNSAFE.search(one.text):
            told = {"line": line_of(one.text, found.start()), "markup": found[0][:40]}
            yield Found(one.field, _("Line %(line)d has HTML that readers would see as it is: “%(markup)s”.") % told)


def _picture(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if found := _PICTURE.search(one.text):
            line = line_of(one.text, found.start())
            yield Found(one.field, _("Line %(line)d has a picture, which texts do not show.") % {"line": line})


def _dropped(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if one.name != "description" or _UNSAFE.search(one.text):
            continue
        for target in targets(one.text):
            if not target.address.startswith(_SHOWN) or target.address.startswith("//"):
                told = {"line": line_of(one.text, target.at), "link": target.address[:120]}
                yield Found(one.field, _("Line %(line)d has a link that would be lost: “%(link)s”.") % told)


CHECKS = (
    Check(
        "unsafe-markup",
        gettext_lazy("Unsafe markup"),
        gettext_lazy("Scripts, forms, frames, event handlers, and links that run a program."),
        gettext_lazy("Take it out; texts are written in Markdown."),
        _unsafe,
        is_blocking=True,
    ),
    Check(
        "raw-html",
        gettext_lazy("HTML in a text"),
        gettext_lazy("Tags of HTML, which texts show as they are written."),
        gettext_lazy("Write it in Markdown: **strong**, *emphasis*, “- ” before the entries of a list."),
        _html,
    ),
    Check(
        "picture-in-text",
        gettext_lazy("Picture in a text"),
        gettext_lazy("Pictures of Markdown, which texts do not show."),
        gettext_lazy("Upload the picture to the listing, with a sentence that says what it shows."),
        _picture,
    ),
    Check(
        "link-lost",
        gettext_lazy("Link that is lost"),
        gettext_lazy("Links without https://, http:// or mailto:, of which only the words are shown."),
        gettext_lazy("Write the whole address, beginning with https://."),
        _dropped,
    ),
)
