"""An organisation applies: the form, its documents, what the applicant sees."""

from __future__ import annotations

import pytest
from django.urls import reverse

from accounts.models import Organisation, OrganisationDocument
from accounts.tasks import delete_orphaned_documents
from common.objects import store
from tests.accounts.organisations import (
    JPEG,
    LEI,
    PDF,
    PNG,
    client_of,
    details,
    document,
    make_applied,
    make_organisation,
)
from tests.factories import make_member

pytestmark = pytest.mark.django_db
APPLY = "accounts:organisation-apply"


def apply(client, documents=None, **changes):
    files = [document()] if documents is None else documents
    return client.post(reverse(APPLY), details(**changes) | {"documents": files})


def test_a_member_applies_and_owns_the_application(member_client, member):
    answer = apply(member_client, name="Gate Keepers", lei=LEI)

    organisation = Organisation.objects.get()
    assert answer.url == reverse("accounts:organisation-detail", args=["gate-keepers"])
    assert (organisation.state, organisation.lei, organisation.decided_at) == ("applied", LEI, None)
    assert [(one.person, one.role) for one in organisation.memberships.all()] == [(member, "owner")]
    assert "waits for an administrator" in member_client.get(answer.url).content.decode()


def test_documents_are_kept_under_keys_that_say_nothing(member_client):
    apply(member_client, [document(), document(PNG, "../../stamp.PNG"), document(JPEG, "card.jpeg")])

    kept = OrganisationDocument.objects.all()
    assert {(one.name, one.kind, store.get(one.key)) for one in kept} == {
        ("extract.pdf", "application/pdf", PDF),
        ("stamp.PNG", "image/png", PNG),
        ("card.jpeg", "image/jpeg", JPEG),
    }
    assert all(one.key == f"organisations/{one.pk}" and one.size and len(one.sha256) == 64 for one in kept)


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"<html><script>alert(1)</script>", "extract.pdf", "is not a PDF, PNG or JPEG file"),
        (b"MZ\x90\0\x03\0\0\0", "extract.pdf", "is not a PDF, PNG or JPEG file"),
        (b" %PDF-1.7", "extract.pdf", "is not a PDF, PNG or JPEG file"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "stamp.svg", "is not a PDF, PNG or JPEG file"),
        (PNG, "extract.pdf", "does not fit the content"),
        (PDF, "extract.pdf.exe", "does not fit the content"),
        (PDF, "extract", "does not fit the content"),
        (b"", "extract.pdf", "is empty"),
        (PDF + b"0" * 10 * 2**20, "extract.pdf", "is larger than 10 MB"),
    ],
)
def test_a_file_that_is_not_what_it_claims_is_refused(member_client, content, name, sentence):
    answer = apply(member_client, [document(), document(content, name)])

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Organisation.objects.exists()


def test_at_most_five_documents_and_at_least_one(member_client):
    too_many = apply(member_client, [document(name=f"{number}.pdf") for number in range(6)])
    none = apply(member_client, [])

    assert "at most 5 documents" in too_many.content.decode()
    assert (too_many.status_code, none.status_code) == (422, 422)
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", "Gate\u202eKeepers"),
        ("name", "x" * 161),
        ("website", "javascript:alert(1)"),
        ("website", "ftp://provider.example"),
        ("country", "XX"),
        ("country", "gr"),
        ("country", ""),
        ("email_domain", "not a domain"),
        ("email_domain", "gmail.com"),
        ("contact_email", "nobody"),
        ("lei", "5493001KJTIIGC8Y1R13"),
        ("lei", "5493001KJTIIGC8Y1R"),
        ("description", ""),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_stored(member_client, field, value):
    answer = apply(member_client, **{field: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Organisation.objects.exists()


def test_domain_and_lei_are_read_as_people_write_them(member_client):
    apply(member_client, email_domain="@Provider.Example", lei="5493 001k jtii gc8y 1r12")

    organisation = Organisation.objects.get()
    assert (organisation.email_domain, organisation.lei) == ("provider.example", LEI)


def test_markup_in_what_is_told_is_shown_as_text(member_client):
    page = apply(member_client, name="<b>Bold</b> & Co", description="<script>alert(1)</script>").url

    body = member_client.get(page).content.decode()
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; Co" in body
    assert "<b>Bold" not in body
    assert "<script>alert" not in body


def test_state_and_consortium_mark_cannot_be_sent_with_the_form(member_client):
    apply(member_client, state="authorised", is_consortium="on", slug="admin", reason="because")

    organisation = Organisation.objects.get()
    assert (organisation.state, organisation.is_consortium, organisation.reason) == ("applied", False, "")
    assert organisation.slug != "admin"


@pytest.mark.parametrize("name", ["Τράπεζα", "Gate Keepers"])
def test_equal_and_foreign_names_get_addresses_of_their_own(name):
    slugs = {make_applied(name=name).slug for _ in range(3)}

    assert len(slugs) == 3


def test_a_fourth_open_application_waits_for_a_decision(member_client, member):
    for _ in range(3):
        make_applied(member)

    answer = apply(member_client)

    assert answer.status_code == 429
    assert Organisation.objects.count() == 3


def test_the_applicant_reads_the_checks_but_not_the_names_of_others(member):
    make_applied(name="Northern Gate Keepers")
    organisation = make_applied(member, name="Northern Gate Keeper")

    body = client_of(member).get(organisation.get_absolute_url()).content.decode()

    assert "No owner has a confirmed address at provider.example." in body
    assert "Northern Gate Keepers" not in body


def test_a_stranger_does_not_find_it(member_client):
    organisation = make_organisation()

    assert member_client.get(organisation.get_absolute_url()).status_code == 404


def test_the_list_shows_ones_own_organisations_and_needs_as_many_queries_for_many(
    member, django_assert_max_num_queries
):
    first = make_organisation(member)
    client = client_of(member)
    with django_assert_max_num_queries(15) as few:
        client.get(reverse("accounts:organisation-list"))
    for _ in range(5):
        make_organisation(member)
    make_organisation(name="Of somebody else")

    with django_assert_max_num_queries(len(few)):
        body = client.get(reverse("accounts:organisation-list")).content.decode()

    assert first.name in body
    assert "Of somebody else" not in body


def test_the_profile_leads_to_the_organisations(member_client):
    assert reverse("accounts:organisation-list") in member_client.get(reverse("accounts:profile")).content.decode()


def test_documents_without_an_application_are_swept_away(monkeypatch):
    from datetime import timedelta

    from common import objects

    kept = make_applied().documents.get().key
    lost = "organisations/11111111-2222-3333-4444-555555555555"
    store.put(lost, PDF)
    monkeypatch.setattr(objects, "ORPHAN_AGE", timedelta(seconds=-5))

    delete_orphaned_documents()

    assert store.get(kept) == PDF
    with pytest.raises(objects.StoreUnavailableError):
        store.get(lost)


def test_a_visitor_signs_in_first(client):
    assert client.get(reverse(APPLY)).status_code == 302
    assert client_of(make_member()).get(reverse(APPLY)).status_code == 200
