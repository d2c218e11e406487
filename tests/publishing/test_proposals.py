"""An edit of what is on the market: the live listing stays until it is approved, and nobody's change is lost."""

from __future__ import annotations

import json

import pytest

from catalogue.models import CountryPrice, Media, Offering
from common.errors import DomainError
from publishing.columns import UnfitError
from publishing.models import Revision, Submission
from publishing.submissions.proposals import ConflictError, settle_proposal, write_proposal
from publishing.submissions.services import act, submit
from publishing.submissions.states import State
from tests.catalogue.listings import make_document, make_provider
from tests.publishing.submitting import (
    hand_in,
    listing,
    make_listed,
    make_market_provider,
    make_published,
    make_reviewer,
    propose,
    steps_of,
    writer,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def offering() -> Offering:
    return make_listed(make_market_provider())


def approve(submission: Submission) -> None:
    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())


def test_the_live_page_stays_until_approval(client, offering):
    edit = hand_in(propose(offering, title_en="Night watch", title_de="Nachtwache"))
    assert "Night watch" not in client.get(offering.get_absolute_url()).content.decode()

    approve(edit)

    assert "Night watch" in client.get(offering.get_absolute_url()).content.decode()
    assert Offering.objects.get().title_de == "Nachtwache"


def test_one_proposal_goes_over_texts_price_providers_and_media(offering):
    partner, document = make_provider("partner"), make_document(offering)
    Media.objects.filter(pk=document.pk).update(removed_at="2026-01-01T00:00Z")
    key = f"{document.name} {str(document.pk)[:8]}"
    edit = propose(
        offering, title_fr="Garde", price_model="one-off", amount="99.5", currency="EUR",
        country_prices={"CH": "120 CHF"}, providers=[offering.lead.pk, partner.pk],
        media={key: json.dumps({"content": document.sha256[:12], "position": 0, "title_en": "Facts and figures"})},
    )  # fmt: skip

    hand_in(edit)
    assert Media.objects.present().count() == 0
    approve(edit)

    offering.refresh_from_db()
    assert (offering.title_fr, str(offering.amount), offering.currency) == ("Garde", "99.50", "EUR")
    assert str(CountryPrice.objects.get().amount) == "120.00"
    assert list(offering.providers.all()) == [offering.lead, partner]
    assert Media.objects.present().get().title_en == "Facts and figures"
    assert set(Revision.objects.of(offering).latest("number").changed) == set(edit.changed)


def test_trying_on_leaves_no_trace(offering):
    before = Revision.objects.of(offering).count()

    edit = hand_in(propose(offering, title_en="Night watch", country_prices={"CH": "120.00 CHF"}))

    assert not CountryPrice.objects.exists()
    assert edit.changed == ["title_en", "country_prices"]
    assert Revision.objects.of(offering).count() == before + 1  # the state as found


def test_changes_of_others_in_other_fields_stay(offering):
    edit = hand_in(propose(offering, title_en="Night watch"))
    Offering.objects.filter(pk=offering.pk).update(title_de="Von der Redaktion")

    approve(edit)

    offering.refresh_from_db()
    assert (offering.title_en, offering.title_de) == ("Night watch", "Von der Redaktion")


def test_what_both_have_changed_is_not_approved_but_settled(offering):
    edit = hand_in(propose(offering, title_en="Night watch", title_it="Guardia"))
    Offering.objects.filter(pk=offering.pk).update(title_en="Corrected watch")
    act(step="take", submission=edit, person=make_reviewer())

    with pytest.raises(ConflictError, match=r"Title \(English\)") as conflict:
        act(step="approve", submission=edit, person=make_reviewer())
    assert conflict.value.keys == ["title_en"]
    edit.refresh_from_db()
    assert edit.state == State.IN_REVIEW

    act(step="request_changes", submission=edit, person=make_reviewer(), reason="The editors corrected the title.")
    with pytest.raises(ConflictError):
        submit(submission=edit, person=writer(edit))
    settle_proposal(submission=edit, person=writer(edit), choices={"title_en": "theirs"})
    approve(hand_in(edit))

    offering.refresh_from_db()
    assert (offering.title_en, offering.title_it) == ("Corrected watch", "Guardia")


def test_an_approved_edit_takes_the_place_of_the_submission_before():
    first = make_published()
    edit = hand_in(propose(listing(first), title_en="Better watch"))

    approve(edit)

    first.refresh_from_db()
    assert (first.state, edit.state) == (State.ARCHIVED, State.PUBLISHED)
    assert steps_of(first)[-1] == "replace"


def test_an_edit_ends_a_suspension_once_a_reviewer_has_approved_it():
    first = make_published()
    act(step="suspend", submission=first, person=make_reviewer(), reason="The price is wrong.")
    edit = hand_in(propose(listing(first), version="2"))
    # No reviewer would look at a version otherwise.
    assert edit.state == State.SUBMITTED

    approve(edit)

    assert listing(first).state == "published"


def test_nothing_changed_is_nothing_to_submit(offering):
    with pytest.raises(DomainError, match="Nothing differs"):
        hand_in(propose(offering, title_en=offering.title_en))


@pytest.mark.parametrize("key", ["slug", "state", "lead", "try_url_name", "published_at", "no such field"])
def test_what_is_not_the_providers_is_not_proposed(offering, key):
    with pytest.raises(DomainError, match="Providers cannot change this themselves"):
        propose(offering, **{key: "draft"})


@pytest.mark.parametrize(
    "values",
    [
        {"amount": "5; drop"}, {"amount": "NaN"}, {"amount": [1]}, {"amount": "1e400"}, {"amount": "-1"},
        {"price_model": "one-off", "amount": "5", "currency": "XXX"}, {"title_en": ""}, {"title_en": "x" * 121},
        {"kind": "spaceship"}, {"languages": "en"}, {"audience": ["x"]}, {"for_whom_en": ["x"]}, {"for_whom_en": "x"},
        {"providers": [10**30]}, {"providers": ["x"]}, {"providers": "x"}, {"providers": []}, {"providers": [999_999]},
        {"country_prices": {"CH": "cheap"}}, {"country_prices": {"Switzerland": "5 CHF"}}, {"country_prices": [1]},
        {"country_prices": {"CH": "99999999999999999999 CHF"}},
        {"media": {"x": "no JSON"}}, {"media": []},
    ],
    ids=str,
)  # fmt: skip
def test_what_does_not_fit_is_told_and_kept_for_mending(offering, values):
    edit = propose(offering, title_de="Wache", **values)

    with pytest.raises(UnfitError):
        hand_in(edit)

    edit.refresh_from_db()
    assert edit.state == State.DRAFT
    assert edit.proposed["title_de"] == "Wache"


@pytest.mark.parametrize(
    "value", ["a\0b", "half \ud800", "x" * 600_000, float("nan"), object(), {"deep": "a\0b"}], ids=range(6)
)
def test_what_cannot_be_stored_is_refused(offering, value):
    edit = propose(offering)

    with pytest.raises(DomainError):
        write_proposal(submission=edit, person=writer(edit), values={"title_en": value}, seen=edit.digest)

    assert Submission.objects.get().proposed["title_en"] == offering.title_en


def test_a_backslash_and_a_u_are_a_text_like_any_other(offering):
    edit = hand_in(propose(offering, description_en="Write \\u0000 in a path."))

    approve(edit)

    assert Offering.objects.get().description_en == "Write \\u0000 in a path."


def test_a_listing_that_was_deleted_meanwhile_is_told(offering):
    edit = hand_in(propose(offering, title_en="Night watch"))
    act(step="take", submission=edit, person=make_reviewer())
    offering.delete()

    with pytest.raises(DomainError, match="does not exist any more"):
        act(step="approve", submission=edit, person=make_reviewer())
