"""Every text is there in every language, and says the same."""

import ast
import gettext
import re
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

import polib
import pytest
from babel.messages.extract import extract_python
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(settings.BASE_DIR)
SOURCES = (
    "accounts", "audit", "catalogue", "common", "demos", "desk", "enquiries", "feedback", "finsec_market", "jobs",
    "notices", "portal", "procurement", "publishing", "search", "templates",
)  # fmt: skip
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "say", "mark"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "say_count"), (1, 2)),
}
LOCALE = ROOT / "locale"
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%|</?\w+[^>]*>")
# Names are the same in every language.
NAMES = re.compile(r"^[\W\d]*(?:[A-Z][\w&.-]*[\W\d]*)+$")


def catalogue(language):
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def texts_of(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_and_none_is_a_guess(language):
    found = catalogue(language)

    assert [entry.msgid for entry in found if not all(texts_of(entry))] == []
    assert [entry.msgid for entry in found if entry.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_in_english(language):
    left = [
        entry.msgid
        for entry in catalogue(language)
        if entry.msgid in texts_of(entry) and len(entry.msgid.split()) >= 3 and not NAMES.match(entry.msgid)
    ]

    assert left == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_and_markup_are_kept(language):
    changed = []
    for entry in catalogue(language):
        allowed = [sorted(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text]
        changed += [entry.msgid for text in texts_of(entry) if sorted(PLACEHOLDER.findall(text)) not in allowed]

    assert changed == []


def test_the_catalogues_hold_every_text_of_the_code():
    for language in LANGUAGES:
        known = {entry.msgid for entry in catalogue(language)}

        assert texts_in_the_code() - known == set()


@cache
def texts_in_the_code():
    """Return the messages of code and templates, found in Python so that no gettext tools are needed."""
    found = set()
    for path in (one for app in SOURCES for one in (ROOT / app).rglob("*") if one.suffix in {".py", ".html", ".txt"}):
        text = path.read_text(encoding="utf-8")
        code = text if path.suffix == ".py" else templatize(text, origin=str(path))
        for _line, _function, message, _comments in extract_python(BytesIO(code.encode()), KEYWORDS, [], {}):
            found.add(message[0] if isinstance(message, tuple) else message)
    return {message for message in found if message}


def test_analyzers_write_their_messages_where_they_are_collected():
    hidden = []
    for path in (ROOT / "demos" / "analyzers").rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        for call in calls:
            needed = {"say": 1, "say_count": 2, "mark": 1}.get(getattr(call.func, "id", ""), 0)
            hidden += [f"{path.name}:{call.lineno}" for one in call.args[:needed] if not is_written_out(one)]

    assert hidden == []


def is_written_out(argument):
    """Tell whether it is a text, or the translated label or number of something else."""
    is_text = isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    return is_text or ast.unparse(argument) in {"one.label", "number"}


def _aliases(tree):
    """Names that a module gives to functions which mark texts, other than those that are looked for."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and "translation" in node.module:
            yield from (one.asname for one in node.names if one.name in KEYWORDS and one.asname not in {None, "_"})
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Name) and node.value.id in KEYWORDS:
            yield from (one.id for one in node.targets if isinstance(one, ast.Name))


def test_texts_are_marked_by_names_that_are_looked_for():
    files = [file for source in SOURCES for file in (ROOT / source).rglob("*.py")]
    found = {str(file.relative_to(ROOT)): list(_aliases(ast.parse(file.read_text()))) for file in files}

    assert {file: names for file, names in found.items() if set(names) - {*KEYWORDS}} == {}


# What libraries say

LIBRARIES = ("django.conf", "django.contrib.admin", "django.contrib.auth", "allauth", "rest_framework")
CONTEXT = "\x04"  # in a compiled catalogue, between a context and its message
NOT_SHOWN = {
    # Names of languages and of fields; user names and blocks, which the market does not have; the same everywhere.
    "…", "Malay", "Uyghur", "Central Kurdish (Sorani)", "String (unlimited)", "IPv4", "IPv6", "IPv4 or IPv6",
    "block size",
    "Enter a valid username. This value may contain only unaccented lowercase a-z and uppercase A-Z letters, numbers, "
    "and @/./+/-/_ characters.",
    # The page that says a form was not sent from here is the market's own, as are the lists of the API.
    "You are seeing this message because this HTTPS site requires a “Referer header” to be sent by your web browser, "
    "but none was sent. This header is required for security reasons, to ensure that your browser is not being "
    "hijacked by third parties.",
    "A page number within the paginated result set.", "Number of results to return per page.", "A search term.",
    "The initial index from which to return the results.", "The pagination cursor value.",
    "Which field to use when ordering the results.", "ascending", "descending",
    "Invalid version in URL path. Does not match any version namespace.",
    'Invalid datetime for the timezone "{timezone}".',
    "A {value_type} identifying this {name}.", "UUID string", "unique value", "unique integer value",
    # The API's browsable pages are switched off.
    "navbar", "content", "main content", "request form", "request info", "response info", "Extra Actions",
}  # fmt: skip


def messages_of(library, language, kind):
    folder = Path(find_spec(library).submodule_search_locations[0])
    return folder / "locale" / language / "LC_MESSAGES" / f"django.{kind}"


def translated(library, language):
    """Return the messages that a library has in a language."""
    with messages_of(library, language, "mo").open("rb") as file:
        found = gettext.GNUTranslations(file)._catalog
    written = {key[0] if isinstance(key, tuple) else key for key, text in found.items() if key and text}
    return {key.rpartition(CONTEXT)[2] for key in written}


def written_in(library):
    """Return the messages of a library: those that its authors list, or those it has in any of our languages."""
    listed = messages_of(library, "en", "po")
    if listed.exists():
        return {entry.msgid for entry in polib.pofile(str(listed)) if not entry.obsolete}
    return set().union(*(translated(library, language) for language in LANGUAGES))


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_a_library_says_is_said_in_every_language(library):
    every = written_in(library) - NOT_SHOWN

    lacking = {}
    for language in LANGUAGES:
        ours = {text for entry in catalogue(language) for text in (entry.msgid, entry.msgid_plural)}
        if left := every - translated(library, language) - ours:
            lacking[language] = sorted(left)
    assert lacking == {}, "Write them in common/borrowed.py and translate them."
