"""Whether each language says the same, in that language."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import LANGUAGES, MAIN, Listing, Text
from catalogue.models import Offering
from publishing.outdated import SOURCE, follow, keys
from publishing.parts import fields_of
from publishing.showing import language_name, titles
from publishing.submissions.checking import Check, Found

SHORTEST_SAME = 30  # characters: names and shorter titles may well be the same everywhere
FEWEST_WORDS = 20  # of which something about the language follows
# Words of which every text of some length has several, and that the other languages do not have.
_FREQUENT = {
    "en": "the and of to is that it for with as are this be from or which by an not your you",
    "de": "der die das und ist nicht mit von den ein eine auf für dem sich des auch werden wird oder",
    "fr": "le les des est et dans pour une que qui par sur avec sont au ce pas vous ou du",
    "it": "il di che è per gli della sono dei nel con una le delle si alla anche come da più",
    "es": "el los las y para por con una que es del se en su como más al lo está son",
    "el": "και το να του η της με που για τα την των από ο στο είναι σε δεν θα στην",
}
_KNOWN = {code: frozenset(words.split()) for code, words in _FREQUENT.items()}
_WORD = re.compile(r"[^\W\d_]+")


def _missing(listing: Listing) -> Iterator[Found]:
    for code in LANGUAGES:
        lacking = [
            f"{name}_{code}" for name in MAIN if listing.text(f"{name}_en") and not listing.text(f"{name}_{code}")
        ]
        if code != SOURCE and lacking:
            told = {"language": language_name(code), "fields": get_text_list(titles(Offering, lacking), _("and"))}
            yield Found(lacking[0], _("In %(language)s these texts are missing: %(fields)s.") % told)


def _outdated(listing: Listing) -> Iterator[Found]:
    marks = {code: dict(names) for code, names in listing.outdated.items()}
    left = keys(follow(listing.before, listing.values, marks, fields_of(Offering).values()))
    for key in left:
        if listing.text(key) or listing.table(key):
            yield Found(key, _("The English text has changed since this was translated."))


def _same(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        english = listing.text(f"{one.name}_en")
        if one.language != "en" and len(one.text) >= SHORTEST_SAME and one.text.strip() == english.strip():
            yield Found(one.field, _("This is the English text, letter by letter."))


def _wrong(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        other = _language_of(one)
        is_english = one.language != "en" and one.text.strip() == listing.text(f"{one.name}_en").strip()
        if other and other != one.language and not is_english:
            told = {"language": language_name(one.language), "other": language_name(other)}
            yield Found(one.field, _("This should be in %(language)s and looks like %(other)s.") % told)


def _language_of(one: Text) -> str:
    """Return the language with clearly more of its frequent words than all others; empty where none has."""
    words = [word.lower() for word in _WORD.findall(one.text)]
    if len(words) < FEWEST_WORDS:
        return ""
    counts = {code: sum(word in known for word in words) for code, known in _KNOWN.items()}
    first, second = sorted(counts, key=lambda code: -counts[code])[:2]
    is_clear = counts[first] >= 2 * counts[second] and counts[first] * 10 >= len(words)
    return first if is_clear else ""


CHECKS = (
    Check(
        "translation-missing",
        gettext_lazy("Translation missing"),
        gettext_lazy("Languages of the market without title, summary or description."),
        gettext_lazy("Translate them; until then readers of that language get the English text."),
        _missing,
    ),
    Check(
        "translation-outdated",
        gettext_lazy("Translation out of date"),
        gettext_lazy("Texts whose English has changed while the translation stayed."),
        gettext_lazy("Compare it with the English text and change what differs."),
        _outdated,
    ),
    Check(
        "translation-same",
        gettext_lazy("English in place of a translation"),
        gettext_lazy("Texts of 30 characters or more that are the same as in English."),
        gettext_lazy("Translate it, or leave the field empty: readers then see the English text, marked as such."),
        _same,
    ),
    Check(
        "wrong-language",
        gettext_lazy("Another language"),
        gettext_lazy("Texts of 20 words or more whose frequent words are those of another language of the market."),
        gettext_lazy("Move the text to its own language, and write this one."),
        _wrong,
    ),
)
