"""Editors see which translations their English has left behind."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse_lazy

from catalogue.models import Offering
from publishing.models import Revision
from publishing.snapshots import digest_of, states
from tests.catalogue.contents import small_content
from tests.catalogue.listings import make_offering
from tests.catalogue.revising import opened, page, read, revisions, save
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db

LIST = reverse_lazy("admin:catalogue_offering_changelist")


@pytest.fixture
def staff() -> Client:
    return signed_in(make_member(is_staff=True, is_superuser=True))


@pytest.fixture
def offering(staff: Client) -> Offering:
    """An offering whose English title has moved on from German and French; Italian has none."""
    made = make_offering(title_de="Wache", title_fr="Garde", summary_de="Sie wacht.")
    save(staff, made, title_en="Guard")
    return made


def marked(offering: Offering) -> set[str]:
    outdated = revisions(offering)[-1].outdated
    return {f"{name}_{code}" for code, names in outdated.items() for name in names}


def test_a_new_english_text_marks_its_translations(staff: Client, offering: Offering) -> None:
    assert marked(offering) == {"title_de", "title_fr"}

    form, listed = staff.get(page(offering)), read(staff.get(str(LIST)))

    assert "German: 2 of 3 texts, 1 out of date" in read(form)
    fields = form.context["adminform"].form.fields
    assert fields["title_de"].help_text == "The English text has changed since this was translated."
    assert not fields["summary_de"].help_text
    assert "de 1, fr 1" in listed


def test_saving_a_translation_clears_its_mark(staff: Client, offering: Offering) -> None:
    save(staff, offering, title_de="Wächter")

    assert marked(offering) == {"title_fr"}


def test_a_translation_is_confirmed_as_still_right(staff: Client, offering: Offering) -> None:
    save(staff, offering, still_right=["title_fr"])

    assert marked(offering) == {"title_de"}
    last = revisions(offering)[-1]
    assert last.author
    assert last.changed == []
    assert "Translations were found to be still right" in read(staff.get(page(offering, "revision", last.number)))


def test_english_that_comes_back_makes_translations_right_again(staff: Client, offering: Offering) -> None:
    save(staff, offering, title_en="Watch")

    assert marked(offering) == set()


def test_a_second_change_keeps_the_marks(staff: Client, offering: Offering) -> None:
    save(staff, offering, title_en="Sentry", summary_en="It stands.")

    assert marked(offering) == {"title_de", "title_fr", "summary_de"}


def test_an_emptied_translation_is_missing_and_not_out_of_date(staff: Client, offering: Offering) -> None:
    save(staff, offering, title_de="")

    assert marked(offering) == {"title_fr"}
    assert "German: 1 of 3 texts" in read(staff.get(page(offering)))


def test_a_restored_revision_brings_its_marks_back(staff: Client, offering: Offering) -> None:
    save(staff, offering, title_de="Wächter", still_right=["title_fr"])
    seen = digest_of(states(Offering, [offering.pk])[offering.pk])

    staff.post(page(offering, "restore", 2), {"seen": seen})

    assert marked(offering) == {"title_de", "title_fr"}


def test_a_statement_that_changed_english_is_noticed(staff: Client) -> None:
    offering = make_offering(title_de="Wache")
    save(staff, offering, version="1")
    Offering.objects.filter(pk=offering.pk).update(title_en="Guard")

    save(staff, offering, version="2")

    assert marked(offering) == {"title_de"}


def test_the_list_is_filtered_by_language(staff: Client, offering: Offering) -> None:
    save(staff, offering, title_de="Wächter")
    make_offering("other", title_fr="Autre")

    def found(chosen: str) -> list[str]:
        changes = staff.get(str(LIST), {"outdated": chosen}).context["cl"]
        return [row.slug for row in changes.result_list]

    assert found("fr") == ["watch"]
    assert found("any") == ["watch"]
    assert found("de") == []
    assert found("nonsense") == ["other", "watch"]


def test_an_editor_reads_in_german_what_is_missing_and_what_is_out_of_date(staff: Client, offering: Offering) -> None:
    form = read(staff.get(page(offering).replace("/en/", "/de/")))
    listed = read(staff.get(str(LIST).replace("/en/", "/de/")))

    assert "Deutsch: 2 von 3 Texten, 1 veraltet" in form
    assert "Französisch: 1 von 3 Texten, 1 veraltet" in form
    assert "Griechisch: 0 von 3 Texten" in form
    assert "Der englische Text wurde seit dieser Übersetzung geändert." in form
    assert "de 2/3 fr 1/3 it 0/3" in listed
    assert "de 1, fr 1" in listed


def test_the_files_set_marks_as_editors_do(tmp_path: Path) -> None:
    folder = small_content(tmp_path, "security-consulting")
    call_command("load_content", folder=folder, stdout=StringIO())
    offering = Offering.objects.get(slug="security-consulting")

    def prefix(language: str, words: str) -> None:
        path = folder / "offerings" / offering.slug / f"{language}.toml"
        path.write_text(path.read_text().replace('summary = "', f'summary = "{words} ', 1))

    prefix("en", "Now:")
    prefix("de", "Jetzt:")
    call_command("load_content", folder=folder, stdout=StringIO())
    assert marked(offering) == {"summary_fr", "summary_it", "summary_es", "summary_el"}

    for language in ("fr", "it", "es", "el"):
        prefix(language, "!")
    call_command("load_content", folder=folder, stdout=StringIO())
    assert marked(offering) == set()
    assert not Revision.objects.exclude(source="files").exists()


def test_the_form_offers_confirmation_only_where_there_is_something_to_confirm(staff: Client) -> None:
    offering = make_offering()

    assert "still_right" not in opened(staff, offering)
    save(staff, offering, still_right=["title_fr"])
    assert Revision.objects.of(offering).filter(source="people").count() == 0
