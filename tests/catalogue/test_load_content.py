"""The content files are loaded once, again without effect, and never over what people wrote."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditEntry
from catalogue.models import Offering, Provider, Term
from tests.catalogue.contents import CONTENT, small_content

pytestmark = pytest.mark.django_db


def load(folder: Path = CONTENT) -> str:
    out = StringIO()
    call_command("load_content", folder=folder, stdout=out)
    return out.getvalue()


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A small catalogue to change: the vocabularies, all providers, two offerings."""
    return small_content(tmp_path, "security-consulting", "payment-flow-analysis")


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_the_first_catalogue_is_loaded_whole() -> None:
    load()

    assert Offering.objects.published().count() == len(list((CONTENT / "offerings").iterdir()))
    assert Provider.objects.count() == len(list((CONTENT / "providers").iterdir()))
    assert Term.objects.filter(vocabulary="standards", key="DORA").exists()
    platform = Offering.objects.get(slug="finsec-platform")
    assert [provider.slug for provider in platform.providers.order_by("shares__position")] == ["gft", "uti", "hpe"]
    assert platform.lead.slug == "gft"
    assert platform.published_at is not None


def test_loading_again_changes_nothing() -> None:
    load()
    entries, times = AuditEntry.objects.count(), set(Offering.objects.values_list("updated_at", flat=True))

    said = load()

    assert "0 added, 0 changed" in said
    assert AuditEntry.objects.count() == entries
    assert set(Offering.objects.values_list("updated_at", flat=True)) == times


def test_a_new_text_and_a_new_language_arrive(copy: Path) -> None:
    folder = copy / "offerings" / "security-consulting"
    for language in ("de", "fr"):
        (folder / f"{language}.toml").unlink()
    load(copy)
    german = (folder / "en.toml").read_text().replace('title = "', 'title = "Auf Deutsch: ', 1)
    (folder / "de.toml").write_text(german)

    said = load(copy)

    assert "0 added, 1 changed" in said
    offering = Offering.objects.get(slug="security-consulting")
    assert offering.title_de.startswith("Auf Deutsch: ")
    assert offering.title_fr is None


def test_what_people_have_changed_stays_and_is_named(copy: Path) -> None:
    load(copy)
    Offering.objects.filter(slug="security-consulting").update(summary_en="Written by an editor.")
    replace(copy / "offerings" / "security-consulting" / "en.toml", 'summary = "', 'summary = "From the file: ')

    said = load(copy)

    assert "Left as people have changed it: offering security-consulting." in said
    assert Offering.objects.get(slug="security-consulting").summary_en == "Written by an editor."


def test_what_people_have_added_stays(copy: Path) -> None:
    load(copy)
    Offering.objects.filter(slug="security-consulting").update(slug="of-people", origin="people")
    (copy / "offerings" / "security-consulting").rename(copy / "offerings" / "of-people")

    assert "offering of-people" in load(copy)


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("offering.toml", 'kind = "', 'kind = "x', "offering.toml: kind: 'xservice' is not in"),
        ("offering.toml", 'providers = ["', 'providers = ["x', "offering.toml: providers: There is no provider"),
        ("offering.toml", 'audience = ["', 'audience = ["x', "offering.toml: audience: 'x"),
        ("offering.toml", "version = ", "verson = ", "offering.toml: verson: There is no such field."),
        ("offering.toml", "related = [] ", 'related = ["nowhere"] ', "related: There is no offering 'nowhere'."),
        ("offering.toml", 'kind = "service"', "kind = 3", "offering.toml: kind: A text is needed."),
        ("en.toml", "title = ", "titel = ", "en.toml: title: The field is missing."),
        ("en.toml", 'title = "', f'title = "{"x" * 121}', "en.toml: title: The text has"),
        ("en.toml", 'title = "', 'title = "" "', "en.toml: This is no TOML"),
        (
            "offering.toml",
            "related = [] ",
            'components = ["x"]\nrelated = [] ',
            "components: Exactly the components of",
        ),
        ("en.toml", "[for_whom]\n", '[for_whom]\nnobody = "x"\n', "en.toml: for_whom.nobody: This is no audience"),
        ("en.toml", '"""\n', '"""\n[x](offering:nowhere)\n', "en.toml: description: There is no offering 'nowhere'."),
    ],
)
def test_a_mistake_is_told_with_file_and_key(copy: Path, file: str, old: str, new: str, told: str) -> None:
    replace(copy / "offerings" / "security-consulting" / file, old, new)

    with pytest.raises(CommandError) as refusal:
        load(copy)

    assert told in str(refusal.value)
    assert not Offering.objects.exists()
