"""The readers of the environment and the compiler of the translations."""

import gettext

import pytest
from django.core.exceptions import ImproperlyConfigured

from finsec_market import env
from finsec_market.embedded.messages import compile_messages


def test_value_comes_from_the_variable_or_from_the_file_that_it_names(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("from the file\n")
    monkeypatch.setenv("WORD", "from the variable")
    assert env.text("WORD") == "from the variable"

    monkeypatch.setenv("WORD_FILE", str(secret))
    assert env.text("WORD") == "from the file"


def test_missing_value_without_a_default_is_named(monkeypatch):
    monkeypatch.delenv("WORD", raising=False)

    with pytest.raises(ImproperlyConfigured, match="WORD is not set"):
        env.text("WORD")
    assert env.text("WORD", "default") == "default"


def test_secret_file_that_cannot_be_read_is_named(monkeypatch):
    monkeypatch.setenv("WORD_FILE", "/nowhere/secret")

    with pytest.raises(ImproperlyConfigured, match="WORD_FILE names /nowhere/secret"):
        env.text("WORD")


@pytest.mark.parametrize("value", ["true", "1", "ON", ""])
def test_flag_is_on_or_off_and_nothing_else(monkeypatch, value):
    monkeypatch.setenv("FLAG", value)

    with pytest.raises(ImproperlyConfigured, match="FLAG must be 'on' or 'off'"):
        env.flag("FLAG", default=False)


@pytest.mark.parametrize("value", ["-1", "1.5", "ten", "²", ""])
def test_number_is_whole_and_not_negative(monkeypatch, value):
    monkeypatch.setenv("COUNT", value)

    with pytest.raises(ImproperlyConfigured, match="COUNT must be a whole number"):
        env.number("COUNT", 1)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "postgres://me:p%40ss@db.example:5433/market?sslmode=require",
            {"NAME": "market", "USER": "me", "PASSWORD": "p@ss", "HOST": "db.example", "PORT": "5433"}
            | {"OPTIONS": {"sslmode": "require"}},
        ),
        (
            "postgresql:///market?host=/run/postgresql",
            {"NAME": "market", "USER": "", "PASSWORD": "", "HOST": "/run/postgresql", "PORT": "", "OPTIONS": {}},
        ),
    ],
)
def test_database_address_is_read_whole(monkeypatch, address, expected):
    monkeypatch.setenv("DATABASE", address)

    assert env.database("DATABASE") == {"ENGINE": "django.db.backends.postgresql", **expected}


@pytest.mark.parametrize(
    "address", ["mysql://me:secret@db/market", "postgres://me:secret@db/", "postgres://me:secret@db:x/a"]
)
def test_unusable_database_address_is_refused_without_its_password(monkeypatch, address):
    monkeypatch.setenv("DATABASE", address)

    with pytest.raises(ImproperlyConfigured, match="DATABASE") as refusal:
        env.database("DATABASE")
    assert "secret" not in str(refusal.value)


def test_mail_goes_to_a_server_or_to_the_local_catcher(monkeypatch):
    monkeypatch.setenv("MAIL", "smtp://me:p%40ss@mail.example:587?tls=on")
    backend, options = env.mail("MAIL", "")
    assert backend.endswith("smtp.EmailBackend")
    assert options == {"host": "mail.example", "port": 587, "user": "me", "password": "p@ss", "tls": True}

    monkeypatch.setenv("MAIL", "catcher:///srv/market/mail")
    backend, options = env.mail("MAIL", "")
    assert backend.endswith("filebased.EmailBackend")
    assert options == {"directory": "/srv/market/mail"}


PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"

msgid "risk"
msgstr "risque"

#, fuzzy
msgid "guess"
msgstr "à vérifier"

msgid "%(count)s row"
msgid_plural "%(count)s rows"
msgstr[0] "%(count)s ligne"
msgstr[1] "%(count)s lignes"
"""


def test_translations_are_compiled_once_and_without_the_fuzzy_ones(tmp_path):
    source = tmp_path / "fr" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)

    assert compile_messages(tmp_path) == [source.with_suffix(".mo")]
    assert compile_messages(tmp_path) == []

    french = gettext.translation("django", tmp_path, ["fr"])
    assert french.gettext("risk") == "risque"
    assert french.gettext("guess") == "guess"
    assert french.ngettext("%(count)s row", "%(count)s rows", 0) == "%(count)s ligne"
