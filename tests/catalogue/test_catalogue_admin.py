"""Editing the catalogue in the administration."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from audit.models import AuditEntry
from catalogue.models import Offering, Provider, Term
from tests.catalogue.contents import small_content
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> Client:
    return signed_in(make_member(is_staff=True, is_superuser=True))


def filled(client: Client, address: str) -> dict[str, object]:
    """What a browser would send back without a change."""
    context = client.get(address).context
    forms = [context["adminform"].form, *(form for one in context["inline_admin_formsets"] for form in one.formset)]
    forms += [one.formset.management_form for one in context["inline_admin_formsets"]]
    fields = [field for form in forms for field in form]
    values = {field.html_name: field.value() for field in fields}
    return {name: sent(value) for name, value in values.items() if value is not None and value is not False}


def sent(value: object) -> object:
    return value if isinstance(value, (str, list)) else str(value)


def errors(response: HttpResponse) -> dict[str, object]:
    """What is said at each field, those of the rows below included."""
    told = dict(response.context["adminform"].form.errors)  # type: ignore[attr-defined]
    for inline in response.context["inline_admin_formsets"]:  # type: ignore[attr-defined]
        for form in inline.formset:
            told |= {f"{form.prefix}-{name}": said for name, said in form.errors.items()}
    return told


def change_of(row: object) -> str:
    return reverse(f"admin:catalogue_{type(row).__name__.lower()}_change", args=[row.pk])  # type: ignore[attr-defined]


def test_an_editor_translates_and_publishes(staff: Client) -> None:
    make_term("audiences", "banks", "Banks")
    offering = make_offering(state="draft", published_at=None)
    changes = {
        "title_de": "Wache",
        "state": "published",
        "audience": ["banks"],
        "for_whom_de": '{"banks": "Für Filialen."}',
    }

    response = staff.post(change_of(offering), filled(staff, change_of(offering)) | changes)

    assert response.status_code == 302, errors(response)
    offering.refresh_from_db()
    assert (offering.title_de, offering.title_en, offering.audience) == ("Wache", "Watch", ["banks"])
    assert offering.published_at is not None
    assert staff.get("/de/catalogue/watch/").status_code == 200
    entry = AuditEntry.objects.about_row("catalogue_offering", offering.pk).first()
    assert entry.after["title_de"] == "Wache"
    assert entry.actor is not None


@pytest.mark.parametrize(
    "wrong",
    [
        {"title_en": ""},
        {"amount": "-1", "currency": "EUR", "price_model": "one-off"},
        {"amount": "NaN", "currency": "EUR", "price_model": "one-off"},
        {"amount": "1e99", "currency": "EUR", "price_model": "one-off"},
        {"amount": "5", "currency": "XXX", "price_model": "one-off"},
        {"amount": "5", "price_model": "one-off"},
        {"audience": ["nobody"]},
        {"for_whom_en": "[1]"},
        {"try_url_args": '{"key": {}}'},
        {"title_de": "x" * 121},
        {"description_el": "α" * 20_001},
        {"title_en": "a\0b"},
    ],
)
def test_what_cannot_be_is_told_at_its_field(staff: Client, wrong: dict[str, str]) -> None:
    offering = make_offering()

    response = staff.post(change_of(offering), filled(staff, change_of(offering)) | wrong)

    assert response.status_code == 200
    assert set(errors(response)) & {*wrong, "__all__"}
    assert Offering.objects.get().title_en == "Watch"


def test_the_leading_provider_is_one_of_the_providers(staff: Client) -> None:
    lead = make_provider("lead")
    values = {
        "slug": "new", "state": "draft", "kind": "demo", "stage": "beta", "lead": str(lead.pk), "price_model": "free",
        "title_en": "New", "summary_en": "New.", "description_en": "New.", "try_url_args": "{}",
        "shares-TOTAL_FORMS": "0", "shares-INITIAL_FORMS": "0", "media-TOTAL_FORMS": "0", "media-INITIAL_FORMS": "0",
        "country_prices-TOTAL_FORMS": "0", "country_prices-INITIAL_FORMS": "0",
    }  # fmt: skip

    response = staff.post(reverse("admin:catalogue_offering_add"), values)

    assert response.status_code == 302, response.context["errors"]
    assert list(Offering.objects.get(slug="new").providers.all()) == [lead]


def test_an_address_that_is_taken_is_refused(staff: Client) -> None:
    make_offering("taken")
    offering = make_offering("watch")

    response = staff.post(change_of(offering), filled(staff, change_of(offering)) | {"slug": "taken"})

    assert "slug" in response.context["adminform"].form.errors


def test_lists_and_forms_say_how_complete_each_language_is(staff: Client) -> None:
    offering = make_offering(title_de="Wache")

    listed = staff.get(reverse("admin:catalogue_offering_changelist")).content.decode()
    form = staff.get(change_of(offering)).content.decode()

    assert "<span>en 3/3</span> <span>de 1/3</span> <span>fr 0/3</span>" in listed
    assert "German: 1 of 3 texts" in form


def test_the_next_load_leaves_what_was_edited_here(staff: Client, tmp_path: Path) -> None:
    folder = small_content(tmp_path)
    call_command("load_content", folder=folder, stdout=StringIO())
    term = Term.objects.get(vocabulary="kinds", key="demo")
    staff.post(change_of(term), filled(staff, change_of(term)) | {"label_en": "Show"})
    out = StringIO()

    call_command("load_content", folder=folder, stdout=out)

    term.refresh_from_db()
    assert term.label_en == "Show"
    assert "Left as people have changed it: term kinds/demo." in out.getvalue()


def test_what_the_files_bring_is_withdrawn_and_not_deleted(staff: Client, tmp_path: Path) -> None:
    call_command("load_content", folder=small_content(tmp_path, "finsec-platform"), stdout=StringIO())
    offering, own = Offering.objects.earliest("pk"), make_offering("own")

    refused = staff.post(reverse("admin:catalogue_offering_delete", args=[offering.pk]), {"post": "yes"})
    done = staff.post(reverse("admin:catalogue_offering_delete", args=[own.pk]), {"post": "yes"})

    assert (refused.status_code, done.status_code) == (403, 302)
    assert Offering.objects.filter(pk=offering.pk).exists()
    assert not Offering.objects.filter(pk=own.pk).exists()


@pytest.mark.parametrize("website", ["javascript:alert(1)", "ftp://x.example", "//x"])
def test_a_website_is_a_website(staff: Client, website: str) -> None:
    provider = make_provider()

    staff.post(change_of(provider), filled(staff, change_of(provider)) | {"website": website})

    assert Provider.objects.get().website == ""
