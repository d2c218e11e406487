"""Every text is there in every language, and says the same."""

import ast
import re
from functools import cache
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
