"""What a listing claims, and whether something speaks for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from catalogue.checks.listing import Listing, Text, quote
from catalogue.checks.standards import is_among, named_in, short
from publishing.submissions.checking import Check, Found

# "Certified", in the market's languages, unless the sentence says not, or speaks of what others are helped with.
_CERTIFIED = re.compile(
    r"\b(?:certified|accredited|compliant|zertifiziert\w*|konform|certifiée?s?|conforme|certificat[oaie]|certificad[oa]s?"
    r"|πιστοποιημέν\w*)\b",
    re.IGNORECASE,
)
_NOT_CLAIMED = re.compile(
    r"\b(?:not|no|nor|isn't|nicht|kein\w*|ni|pas|non|no|δεν|help\w*|become|prepar\w*|hilft|helfen|aide\w*|aiuta\w*|ayuda\w*)\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(
    r"100 ?(?:%|per ?cent|percent)[ -]?(?:secure|safe|protect\w*|secur\w*|sicher\w*|sûr\w*|sicur\w*|segur\w*|ασφαλ\w*)"
    r"|\b(?:unhackable|unbreakable|hack-?proof|bullet-?proof|risk-free|zero risk|fully secure|guaranteed|guarantees)\b"
    r"|\b(?:garantiert|unhackbar|garanti(?:e|es)?|garantito|garantizado|εγγυημέν\w*)\b",
    re.IGNORECASE,
)
_SUPERLATIVE = {
    "en": r"best|leading|world-class|unique|number one|most advanced|cutting-edge|revolutionary|unrivalled|unmatched",
    "de": r"best(?:e|er|es|en)|führend\w*|einzigartig\w*|weltklasse|revolutionär\w*|unübertroffen\w*",
    "fr": r"meilleure?s?|leader|unique|révolutionnaires?|inégalée?s?",
    "it": r"migliore|migliori|leader|unic[oa]|rivoluzionari[oa]|ineguagliabile",
    "es": r"mejor|mejores|líder|únic[oa]|revolucionari[oa]|inigualable",
    "el": r"καλύτερ\w+|κορυφαί\w+|μοναδικ\w+|επαναστατικ\w+",
}
# "Best practice" and "unique identifier" praise nothing.
_NO_PRAISE = r"(?! (?:practices?|efforts?|identifiers?|ids?|keys?|addresses|values?|users?|to\b))"
_PRAISE = {code: re.compile(rf"\b(?:{words})\b{_NO_PRAISE}", re.IGNORECASE) for code, words in _SUPERLATIVE.items()}


def _claims(listing: Listing) -> Iterator[tuple[Text, str, str]]:
    """Yield where a text says that something is certified: the text, the sentence, and the standard if it names one."""
    for one in listing.texts:
        for found in _CERTIFIED.finditer(one.text):
            sentence = quote(one.text, found.start())
            if not _NOT_CLAIMED.search(sentence):
                yield one, sentence, next((name for name, _at in named_in(sentence)), "")
                break


def _unproved(listing: Listing) -> Iterator[Found]:
    dossier = listing.facts.dossier
    if dossier is None:
        return
    standards = [certificate.standard for certificate in dossier.certificates]
    for one, sentence, name in _claims(listing):
        if not (is_among(name, standards) if name else standards):
            yield Found(one.field, _("“%(sentence)s” claims what no certificate shows.") % {"sentence": sentence})


def _expired(listing: Listing) -> Iterator[Found]:
    dossier = listing.facts.dossier
    held = {short(one.standard) for one in dossier.certificates if not one.ended_on} if dossier else set()
    ended = {short(one.standard): one.ended_on for one in dossier.certificates if one.ended_on} if dossier else {}
    for one, sentence, name in _claims(listing):
        day = ended.get(short(name)) if name else None
        if day and short(name) not in held:
            told = {"sentence": sentence, "day": date_format(day)}
            yield Found(one.field, _("“%(sentence)s”: the certificate for that ended on %(day)s.") % told)


def _absolute(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        found = _ABSOLUTE.search(one.text)
        sentence = quote(one.text, found.start()) if found else ""
        if sentence and not _NOT_CLAIMED.search(sentence):
            yield Found(one.field, _("“%(sentence)s” promises what nobody can keep.") % {"sentence": sentence})


def _superlative(listing: Listing) -> Iterator[Found]:
    for one in listing.texts:
        if found := _PRAISE[one.language].search(one.text):
            told = {"word": found[0], "sentence": quote(one.text, found.start())}
            yield Found(one.field, _("“%(word)s” is praise and no fact: “%(sentence)s”.") % told)


def _standard_not_listed(listing: Listing) -> Iterator[Found]:
    listed = listing.words("standards")
    known = {short(label): (key, label) for (kind, key), label in listing.facts.terms.items() if kind == "standards"}
    told = set()
    for one in listing.in_english("title", "summary", "description", "features"):
        for name, _at in named_in(one.text):
            key, label = known.get(short(name), ("", ""))
            if key and key not in listed and key not in told:
                told.add(key)
                yield Found(
                    "standards", _("The texts name “%(name)s”, and the list of standards does not.") % {"name": label}
                )


def _standard_unknown(listing: Listing) -> Iterator[Found]:
    labels = [label for (kind, _key), label in listing.facts.terms.items() if kind == "standards"]
    told = set()
    for one in listing.in_english("title", "summary", "description", "features"):
        for name, _at in named_in(one.text):
            if not is_among(name, labels) and short(name) not in told:
                told.add(short(name))
                yield Found(one.field, _("The market has no filter for the standard “%(name)s”.") % {"name": name})


CHECKS = (
    Check(
        "claim-expired",
        gettext_lazy("Claim with an expired certificate"),
        gettext_lazy("Sentences that say something is certified for a standard whose certificate has ended."),
        gettext_lazy("Add the new certificate to the evidence, or take the sentence out."),
        _expired,
        is_blocking=True,
    ),
    Check(
        "claim-unproved",
        gettext_lazy("Claim without evidence"),
        gettext_lazy("Words such as certified, accredited or compliant without a certificate among the evidence."),
        gettext_lazy("Add the certificate to the evidence, or say what is true without it."),
        _unproved,
    ),
    Check(
        "claim-absolute",
        gettext_lazy("Promise that nobody can keep"),
        gettext_lazy("Words such as guaranteed, fully secure, unhackable or risk-free."),
        gettext_lazy("Say what it protects against, how that was tested, and where it ends."),
        _absolute,
    ),
    Check(
        "superlative",
        gettext_lazy("Praise"),
        gettext_lazy("Words such as best, leading, unique or revolutionary."),
        gettext_lazy("Say the fact that is behind the word: a measurement, a number, a comparison with its source."),
        _superlative,
    ),
    Check(
        "standard-not-listed",
        gettext_lazy("Standard missing in the list"),
        gettext_lazy("Standards that the English texts name and the list of standards does not."),
        gettext_lazy("Choose it in the list: buyers filter by it."),
        _standard_not_listed,
    ),
    Check(
        "standard-unknown",
        gettext_lazy("Standard that the market does not know"),
        gettext_lazy("Numbers of standards in the English texts for which the market has no filter."),
        gettext_lazy("Compare the number with the standard; if it is right, write to the editors to have it added."),
        _standard_unknown,
    ),
)
