"""Whether the texts are there, finished, and easy to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import MAIN, Listing, line_of, quote
from publishing.submissions.checking import Check, Found

LONGEST_TITLE = 70  # as many as a result of a search shows
SHORTEST_DESCRIPTION = 200
WITHOUT_HEADINGS = 2_000
LONGEST_PARAGRAPH = 1_200
_LEFT = re.compile(r"lorem ipsum|\[(?:insert|your|add)\b[^\]]{0,200}\]|\b(?:TBD|FIXME|XXX+)\b", re.IGNORECASE)
_TODO = re.compile(r"\bTO[- ]?DO\b")
# Invisible ones, and those that turn the direction of what follows: text can pretend to be another with them.
_HIDDEN = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069]")


def _english_missing(listing: Listing) -> Iterator[Found]:
    for name in MAIN:
        if not listing.text(f"{name}_en").strip():
            yield Found(f"{name}_en", _("There is no English text, which every other language falls back to."))


def _placeholder(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        found = _LEFT.search(one.text) or (one.language != "es" and _TODO.search(one.text))
        if found:
            yield Found(one.field, _("“%(sentence)s” is not finished.") % {"sentence": quote(one.text, found.start())})


def _title_capitals(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        words = [word for word in re.findall(r"[^\W\d_]+", one.text) if len(word) > 3]
        if one.name == "title" and len(words) > 1 and all(word.isupper() for word in words):
            yield Found(one.field, _("“%(title)s” is written in capital letters.") % {"title": one.text})


def _title_long(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if one.name == "title" and len(one.text) > LONGEST_TITLE:
            told = {"number": len(one.text), "most": LONGEST_TITLE}
            yield Found(one.field, _("The title has %(number)d characters; lists show about %(most)d.") % told)


def _title_taken(listing: Listing) -> Iterator[Found]:
    for slug in listing.facts.namesakes:
        yield Found("title_en", _("The listing “%(slug)s” has the same title.") % {"slug": slug})


def _summary_repeats(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        title = _plain(listing.text(f"title_{one.language}"))
        if one.name == "summary" and title and _plain(one.text) in (title, f"the {title}", f"{title} {title}"):
            yield Found(one.field, _("The summary only repeats the title."))


def _description_short(listing: Listing) -> Iterator[Found]:
    text = listing.text("description_en").strip()
    if text and len(text) < SHORTEST_DESCRIPTION:
        told = {"number": len(text), "least": SHORTEST_DESCRIPTION}
        yield Found("description_en", _("The description has %(number)d characters, fewer than %(least)d.") % told)


def _wall_of_text(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if one.name != "description":
            continue
        long = next((part for part in re.split(r"\n\s*\n", one.text) if len(part) > LONGEST_PARAGRAPH), None)
        if long:
            told = {"sentence": quote(long, 0), "number": len(long)}
            yield Found(one.field, _("The paragraph “%(sentence)s” has %(number)d characters.") % told)
        elif len(one.text) > WITHOUT_HEADINGS and not re.search(r"^[ \t]{0,9}#{1,6} ", one.text, re.MULTILINE):
            yield Found(one.field, _("The text has %(number)d characters and no heading.") % {"number": len(one.text)})


def _hidden_characters(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        found = _HIDDEN.search(one.text)
        if found:
            told = {"line": line_of(one.text, found.start()), "character": f"U+{ord(found[0]):04X}"}
            yield Found(one.field, _("Line %(line)d has a character that nobody sees (%(character)s).") % told)


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))


CHECKS = (
    Check(
        "english-missing",
        gettext_lazy("English text missing"),
        gettext_lazy("Title, summary or description without an English text."),
        gettext_lazy("Write it in English."),
        _english_missing,
        is_blocking=True,
    ),
    Check(
        "placeholder",
        gettext_lazy("Unfinished text"),
        gettext_lazy("What writers put where something is missing: lorem ipsum, TODO, TBD, XXX, [insert …]."),
        gettext_lazy("Finish the sentence or take it out."),
        _placeholder,
        is_blocking=True,
    ),
    Check(
        "hidden-characters",
        gettext_lazy("Invisible characters"),
        gettext_lazy("Characters without width and those that turn the direction of writing."),
        gettext_lazy("Type the words around it anew instead of pasting them."),
        _hidden_characters,
        is_blocking=True,
    ),
    Check(
        "title-capitals",
        gettext_lazy("Title in capital letters"),
        gettext_lazy("Titles whose longer words are all in capital letters."),
        gettext_lazy("Write only names and the first letter with capitals."),
        _title_capitals,
    ),
    Check(
        "title-long",
        gettext_lazy("Long title"),
        gettext_lazy("Titles of more than 70 characters."),
        gettext_lazy("Shorten the title and say the rest in the summary."),
        _title_long,
    ),
    Check(
        "title-taken",
        gettext_lazy("Title of another listing"),
        gettext_lazy("Published listings with the same English title."),
        gettext_lazy("Choose a title that tells them apart."),
        _title_taken,
    ),
    Check(
        "summary-repeats-title",
        gettext_lazy("Summary repeats the title"),
        gettext_lazy("Summaries that say no more than the title."),
        gettext_lazy("Say in one sentence what it does and for whom."),
        _summary_repeats,
    ),
    Check(
        "description-short",
        gettext_lazy("Short description"),
        gettext_lazy("English descriptions of fewer than 200 characters."),
        gettext_lazy("Say what it does, how it is used, what one needs for it and what it does not do."),
        _description_short,
    ),
    Check(
        "wall-of-text",
        gettext_lazy("Text without structure"),
        gettext_lazy(
            "Paragraphs of more than 1,200 characters, and descriptions of more than 2,000 without a heading."
        ),
        gettext_lazy("Divide it into paragraphs, and put headings such as “## How it works” before them."),
        _wall_of_text,
    ),
)
