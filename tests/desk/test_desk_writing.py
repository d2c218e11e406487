"""A provider begins a listing, writes it, looks at it and submits it: through the pages, end to end."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalogue.models import Offering
from publishing.submissions.models import Submission
from publishing.submissions.services import act, request_changes
from tests.catalogue.listings import make_term
from tests.desk.filling import detail_url, edit_url, filled, take, write
from tests.factories import signed_in
from tests.publishing.submitting import (
    TEXTS,
    make_draft,
    make_listed,
    make_market_provider,
    make_published,
    make_reviewer,
    propose,
    steps_of,
    writer,
    writer_of,
)

pytestmark = pytest.mark.django_db


def test_a_listing_goes_from_its_title_to_the_queue_and_onto_the_market():
    provider = make_market_provider()
    client = signed_in(writer_of(provider))

    client.post(reverse("desk:listing-create"), {"provider": provider.pk, "title": "Gate watch", "kind": "service"})
    submission = Submission.objects.get()
    write(client, submission, **TEXTS, price_model="subscription", amount="120", currency="EUR")
    page = client.get(detail_url(submission)).content.decode()
    assert "It watches gates all day." in page
    assert "waits for a reviewer" in page
    take(client, submission, "submit", reason="Our first one.")

    submission.refresh_from_db()
    assert submission.state == "submitted"
    assert submission.proposed["amount"] == "120.00"
    assert submission.state_changes.get().reason == "Our first one."
    act(step="take", submission=submission, person=make_reviewer())
    act(step="approve", submission=submission, person=make_reviewer())
    assert client.get(reverse("catalogue:offering-detail", args=["gate-watch"])).status_code == 200


def test_what_is_merely_sent_back_changes_nothing():
    provider = make_market_provider()
    make_term("audiences", "banks", "Banks")
    offering = make_listed(
        provider, description_en="# Watch\n\nAll day.\n", tags=["b", "a"], for_whom_en={"banks": "For branches."},
        audience=["gone", "banks"], amount="12.50", currency="EUR", price_model="one-off", languages=["en", "zz"],
    )  # fmt: skip
    submission = propose(offering)

    write(signed_in(writer(submission)), submission)

    submission.refresh_from_db()
    assert submission.changed == []


def test_each_kind_of_field_is_kept_as_a_revision_keeps_it():
    provider, partner = make_market_provider(), make_market_provider("partners")
    make_listed(partner, "near")
    make_term("audiences", "banks", "Banks")
    make_term("standards", "dora", "DORA")
    submission = propose(make_listed(provider))

    answer = write(
        signed_in(writer(submission)), submission,
        tags="gates, doors", audience=["banks"], standards=["dora"], for_whom_de="Banks: Für Filialen.",
        providers="https://market.example/en/providers/partners/", related="/en/catalogue/near/",
        country_prices="CH 1200 CHF\nGB 9.5 GBP", title_de="Torwache", languages=["de", "el"],
    )  # fmt: skip

    assert answer.status_code == 302
    submission.refresh_from_db()
    wanted = {
        "tags": ["gates", "doors"], "audience": ["banks"], "standards": ["dora"],
        "for_whom_de": {"banks": "Für Filialen."}, "providers": [provider.pk, partner.pk], "related": ["near"],
        "country_prices": {"CH": "1200.00 CHF", "GB": "9.50 GBP"}, "title_de": "Torwache", "languages": ["de", "el"],
    }  # fmt: skip
    assert {key: submission.proposed[key] for key in wanted} == wanted
    assert set(submission.changed) == set(wanted)


def test_the_live_page_stays_until_a_reviewer_has_approved():
    provider = make_market_provider()
    offering = make_listed(provider, title_en="Old title")
    client = signed_in(writer_of(provider))

    client.post(reverse("desk:proposal-open", args=[offering.slug]))
    submission = Submission.objects.get()
    write(client, submission, title_en="New title")
    take(client, submission, "submit")

    assert Offering.objects.get().title_en == "Old title"
    page = client.get(detail_url(submission)).content.decode()
    assert "Buyers rely on what it claims" in page
    assert "waits for a reviewer" in page


def test_what_needs_no_review_is_published_at_once_unless_the_provider_wants_to_wait():
    provider = make_market_provider()
    first, second = propose(make_listed(provider)), propose(make_listed(provider, "other"))
    client = signed_in(writer_of(provider))
    for submission in (first, second):
        write(client, submission, version="2.0")

    take(client, first, "submit", publishes_itself="on")
    sent = filled(client, detail_url(second))
    del sent["publishes_itself"]
    client.post(reverse("desk:submission-step", args=[second.pk, "submit"]), sent)

    assert [Offering.objects.get(pk=one.row).version for one in (first, second)] == ["2.0", ""]
    second.refresh_from_db()
    assert second.state == "approved"
    take(client, second, "publish")
    assert Offering.objects.get(pk=second.row).version == "2.0"


def test_what_a_reviewer_asks_for_stands_beside_the_field_and_is_answered_with_a_word():
    submission = make_draft()
    client = signed_in(writer(submission))
    take(client, submission, "submit")
    reviewer = make_reviewer()
    submission.refresh_from_db()
    act(step="take", submission=submission, person=reviewer)
    request_changes(
        submission=submission, person=reviewer, notes={"summary_en": "Say which gates."}, approved=["title_en"]
    )

    page = client.get(edit_url(submission)).content.decode()
    front = client.get(reverse("desk:listing-list")).content.decode()
    write(client, submission, summary_en="It watches iron gates.")
    take(client, submission, "submit", reason="Iron ones.")

    assert "Say which gates." in page
    assert "approved as it is" in page
    assert "asks for a change in 1 field" in front
    assert steps_of(submission) == ["submit", "take", "request_changes", "submit"]
    record = client.get(detail_url(submission)).content.decode()
    assert "Iron ones." in record
    assert "a reviewer" in record
    assert reviewer.email not in record


def test_the_provider_takes_back_withdraws_and_takes_off_the_market():
    submission = make_draft()
    client = signed_in(writer(submission))

    take(client, submission, "submit")
    take(client, submission, "rework", reason="A slip.")
    take(client, submission, "withdraw")
    listed = make_published(make_market_provider("others"))
    take(signed_in(writer(listed)), listed, "archive")

    assert steps_of(submission) == ["submit", "rework", "withdraw"]
    assert Offering.objects.get(pk=listed.row).state == "withdrawn"


def test_the_page_offers_the_steps_that_are_possible_and_no_others():
    submission = make_draft()
    client = signed_in(writer(submission))

    def offered() -> set[str]:
        return {one.step.name for one in client.get(detail_url(submission)).context["steps"]}

    assert offered() == {"withdraw"}
    take(client, submission, "submit")
    assert offered() == {"rework", "withdraw"}
    take(client, submission, "withdraw")
    assert offered() == set()


@pytest.mark.parametrize("is_consortium", [True, False])
def test_the_lane_is_explained_and_looks_different(is_consortium):
    submission = make_draft(make_market_provider(is_consortium=is_consortium))

    page = signed_in(writer(submission)).get(detail_url(submission)).content.decode()

    assert ("lane--consortium" in page) is is_consortium
    assert ("publishes without waiting for a reviewer" in page) is is_consortium


def test_every_field_of_the_editor_says_its_rule():
    submission = make_draft()

    context = signed_in(writer(submission)).get(edit_url(submission)).context

    lines = [line for group in context["groups"] for line in group.lines]
    assert {line.bound.name for line in lines} == set(context["form"].keys)
    assert all(line.review and str(line.rule.why) for line in lines)
