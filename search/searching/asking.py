"""What a reader writes, taken apart. Whatever is written, something sensible comes out."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from common.names import UNSHOWABLE
from search.ranking import LONGEST_QUERY, MOST_TERMS

_PIECE = re.compile(r'(?P<minus>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"|(?P<word>[^\s"]+))')
_EDGES = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum()) + "«»“”„‘’…·–—"
_UNSPLIT = re.compile(r"[\w.&+/'’-]+")


@dataclass(frozen=True)
class Term:
    text: str
    is_phrase: bool = False
    may_go_on: bool = False  # the reader may still be writing it


@dataclass(frozen=True)
class Asked:
    """A query as it was written, cleaned, and its parts."""

    text: str
    terms: tuple[Term, ...] = ()
    excluded: tuple[Term, ...] = ()


def ask(written: str) -> Asked:
    """Take a query apart: words, "phrases", and -words that must not occur."""
    text = clean(written)
    wanted, excluded = dict[Term, None](), dict[Term, None]()
    for piece in _PIECE.finditer(text):
        terms = _phrase(piece["phrase"]) if piece["phrase"] is not None else _words(piece["word"])
        for term in terms:
            (excluded if piece["minus"] else wanted)[term] = None
    terms_wanted = list(wanted)[:MOST_TERMS]
    if terms_wanted and len(wanted) <= MOST_TERMS and text.endswith(terms_wanted[-1].text):
        terms_wanted[-1] = Term(terms_wanted[-1].text, terms_wanted[-1].is_phrase, not terms_wanted[-1].is_phrase)
    return Asked(text, tuple(terms_wanted), tuple(excluded)[:MOST_TERMS])


def clean(written: str) -> str:
    """Return one line without characters that cannot be seen, at most so long as a query may be."""
    # What is written small or wide is written plainly; a reader cannot tell the difference.
    text = unicodedata.normalize("NFKC", written[: 2 * LONGEST_QUERY].replace("\ufffd", " "))
    shown = "".join(
        " " if letter.isspace() else letter
        for letter in text
        if letter.isspace() or unicodedata.category(letter) not in UNSHOWABLE
    )
    return " ".join(shown.split())[:LONGEST_QUERY].strip()


def _phrase(written: str) -> list[Term]:
    words = _words(written)
    if len(words) < 2:
        return words
    return [Term(" ".join(word.text for word in words), is_phrase=True)]


def _words(written: str) -> list[Term]:
    found = (word.strip(_EDGES) for word in _UNSPLIT.findall(written))
    return [Term(word) for word in found if any(letter.isalnum() for letter in word)]
