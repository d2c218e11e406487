"""The front page of the desk, the page of a provider, and who sees them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation
from accounts.services import organisations
from catalogue.models import Provider
from publishing.models import Revision
from publishing.submissions.services import act
from search.models import Document
from tests.accounts.organisations import join, make_administrator, make_organisation, owner_of
from tests.catalogue.listings import make_offering, make_provider
from tests.desk.filling import detail_url
from tests.factories import make_member, signed_in
from tests.publishing.submitting import (
    make_draft,
    make_in_review,
    make_listed,
    make_market_provider,
    make_published,
    make_reviewer,
    make_submitted,
    writer,
    writer_of,
)

pytestmark = pytest.mark.django_db
DESK = "/en/desk/"
TOLD = {
    "name": "Gate Keepers", "short_name": "Gate Keepers", "website": "https://gates.example", "country": "GR",
    "summary": "Keeps gates.",
}  # fmt: skip


def test_each_listing_says_where_it_stands_and_what_to_do_next():
    provider = make_market_provider()
    make_draft(provider, "Draft")
    make_submitted(provider)
    make_listed(provider, "since-ever")

    page = signed_in(writer_of(provider)).get(DESK).content.decode()

    for sentence in ("Write it, look at the difference", "place 1 in the queue", "since before submissions"):
        assert sentence in page


def test_the_place_counts_those_of_others():
    make_submitted(make_market_provider("others"))
    provider = make_market_provider()
    make_submitted(provider)

    assert "place 2 in the queue" in signed_in(writer_of(provider)).get(DESK).content.decode()


def test_the_number_of_statements_does_not_grow():
    provider = make_market_provider()
    client, counts = signed_in(writer_of(provider)), []
    make_draft(provider, "One")
    client.get(DESK)
    for titles in ("abc", "defghij"):
        for title in titles:
            make_draft(provider, title)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(DESK)
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_listings_of_others_are_not_there():
    make_draft(make_market_provider("others"), "Secret plans")

    page = signed_in(writer_of(make_market_provider())).get(DESK).content.decode()

    assert "Secret plans" not in page


def test_an_organisation_without_a_page_opens_one():
    organisation = make_organisation()
    client = signed_in(owner_of(organisation))

    offered = reverse("desk:provider-create", args=[organisation.slug])
    assert offered in client.get(DESK).content.decode()
    answer = client.post(offered, TOLD)

    assert answer["Location"] == DESK
    provider = Provider.objects.get(organisation=organisation)
    assert (provider.slug, provider.summary_en, provider.country) == ("gate-keepers", "Keeps gates.", "GR")
    assert Revision.objects.of(provider).get().author == owner_of(organisation)
    assert client.post(offered, TOLD).status_code == 404
    assert Provider.objects.count() == 1


def test_an_address_that_is_taken_stays_with_who_has_it():
    make_provider("gate-keepers")
    organisation = make_organisation()

    signed_in(owner_of(organisation)).post(reverse("desk:provider-create", args=[organisation.slug]), TOLD)

    assert Provider.objects.get(organisation=organisation).slug.startswith("gate-keepers-")


@pytest.mark.parametrize(
    "wrong", [{"website": "javascript:alert(1)"}, {"country": "XX"}, {"name": " "}, {"summary": "x" * 301},
              {"short_name": "\0"}],
)  # fmt: skip
def test_what_no_page_can_say_is_refused_and_nothing_is_lost(wrong):
    organisation = make_organisation()

    answer = signed_in(owner_of(organisation)).post(
        reverse("desk:provider-create", args=[organisation.slug]), TOLD | {"name": "My name"} | wrong
    )

    assert answer.status_code == 422
    assert not Provider.objects.exists()
    assert "Gate Keepers" in answer.content.decode() or "short_name" in wrong


@pytest.mark.parametrize("role", ["viewer", "nobody"])
def test_only_owners_and_editors_open_a_page(role):
    organisation = make_organisation()
    person = join(organisation, role).person if role == "viewer" else make_member()

    assert signed_in(person).get(reverse("desk:provider-create", args=[organisation.slug])).status_code == 404


def test_a_suspended_organisation_opens_no_page_and_begins_nothing():
    organisation = make_organisation()
    organisations.suspend(organisation=organisation, actor=make_administrator(), reason="A doubt.")
    client = signed_in(owner_of(organisation))

    assert client.get(reverse("desk:provider-create", args=[organisation.slug])).status_code == 404
    assert "You write for no provider" in client.get(reverse("desk:listing-create")).content.decode()


def public_places(client, provider):
    """Where visitors may meet the page of a provider."""
    return {
        "page": client.get(provider.get_absolute_url()).status_code == 200,
        "list": provider.name in client.get(reverse("catalogue:provider-list")).content.decode(),
        "api": client.get(f"/api/v1/providers/{provider.slug}/").status_code == 200,
        "api list": provider.slug in client.get("/api/v1/providers/").content.decode(),
        "sitemap": provider.get_absolute_url() in client.get("/sitemap-providers.xml").content.decode(),
        "search": Document.objects.filter(source="provider", key=provider.slug).exists(),
    }


def test_visitors_meet_a_provider_once_something_of_it_is_published(client):
    provider = make_market_provider()
    submission = make_submitted(provider)
    assert not any(public_places(client, provider).values())

    reviewer = make_reviewer()
    act(step="take", submission=submission, person=reviewer)
    act(step="approve", submission=submission, person=reviewer)
    assert all(public_places(client, provider).values())

    act(step="archive", submission=submission, person=writer_of(provider))
    assert not any(public_places(client, provider).values())


def test_providers_without_an_organisation_are_shown_as_ever(client):
    assert all(public_places(client, make_provider()).values())


@pytest.mark.parametrize(("make", "is_there"), [(make_organisation, True), (None, False)])
def test_the_menu_leads_to_the_desk_those_who_have_one(make, is_there):
    person = owner_of(make()) if make else make_member()

    page = signed_in(person).get(reverse("portal:home")).content.decode()

    assert (f'href="{DESK}"' in page) is is_there


def test_a_viewer_looks_and_writes_nothing():
    submission = make_published()
    viewer = signed_in(join(submission.organisation, "viewer").person)

    page = viewer.get(DESK).content.decode()

    assert "Gate watch" in page
    assert "Its owners and editors write them" in page
    assert reverse("desk:proposal-open", args=["gate-watch"]) not in page


def test_what_other_providers_lead_is_left_to_them():
    provider = make_market_provider()
    make_offering("together", make_provider("leaders"), provider)

    assert "together" not in signed_in(writer_of(provider)).get(DESK).content.decode().lower()
    assert Organisation.objects.count() == 1


def test_the_provider_of_a_listing_is_told_where_there_are_several():
    provider = make_market_provider()
    make_draft(provider, "Draft")
    person, column = writer_of(provider), '<td data-label="Provider">'
    assert column not in signed_in(person).get(DESK).content.decode()

    make_provider("second", organisation=provider.organisation)

    assert column in signed_in(person).get(DESK).content.decode()


def test_the_page_of_a_draft_says_at_its_top_what_is_to_be_mended():
    mended, draft = make_draft(), make_draft(make_market_provider("others"), summary_en="", description_en="")

    for submission, told in ((mended, ""), (draft, "2 findings to mend first")):
        head = signed_in(writer(submission)).get(detail_url(submission)).content.decode().partition("</header>")[2]
        head = head.partition("</header>")[0]
        assert 'href="#checks"' in head
        assert told in head
        assert bool(told) == ("to mend first" in head)


def test_nothing_of_a_refused_proposal_waits_for_a_reviewer():
    submission = make_in_review()
    client = signed_in(writer(submission))
    assert "waits for a reviewer" in client.get(detail_url(submission)).content.decode()

    act(step="reject", submission=submission, person=make_reviewer(), reason="It is not yours.")

    assert "waits for a reviewer" not in client.get(detail_url(submission)).content.decode()


def test_a_long_reason_is_folded_in_the_record():
    submission = make_in_review()
    reason = "The certificate covers another site. " * 20
    act(step="reject", submission=submission, person=make_reviewer(), reason=reason)

    record = signed_in(writer(submission)).get(detail_url(submission)).content.decode().partition('id="record"')[2]

    assert '<details><summary class="break">The certificate covers' in record
    assert f"<q>{reason.strip()}</q></details>" in record
