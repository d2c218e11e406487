"""The queue of reviewers in the administration: what it shows, in which order, and what can be found in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from catalogue.models import Offering
from publishing.models import Submission
from publishing.submissions.risk import FACTORS
from publishing.submissions.services import act
from tests.factories import make_member, signed_in
from tests.publishing.deciding import appeal, decide
from tests.publishing.reviewing import QUEUE, make_staff_reviewer, page_of, reviewer_client
from tests.publishing.submitting import (
    hand_in,
    make_draft,
    make_in_review,
    make_listed,
    make_market_provider,
    make_published,
    make_reviewer,
    make_submitted,
    propose,
    writer,
)

pytestmark = pytest.mark.django_db


def listed(client, query="") -> list[int]:
    """Return the submissions of a page of the queue in their order."""
    answer = client.get(reverse(QUEUE) + query)
    assert answer.status_code == 200, answer.status_code
    return [int(pk) for pk in re.findall(r'name="_selected_action" value="(\d+)"', answer.content.decode())]


def retitled(submission: Submission, title: str) -> Submission:
    Offering.objects.filter(pk=submission.row).update(title_en=title)
    return submission


def test_what_came_first_is_first_even_when_it_came_back():
    provider = make_market_provider()
    newer, older = make_submitted(provider), make_in_review(provider)
    Submission.objects.filter(pk=older.pk).update(submitted_at=timezone.now() - timedelta(days=9))
    older.refresh_from_db()
    act(step="request_changes", submission=older, person=make_reviewer(), reason="Say what it does.")
    act(step="submit", submission=older, person=writer(older))

    answer = reviewer_client().get(reverse(QUEUE))

    assert listed(reviewer_client()) == [older.pk, newer.pk]
    assert "1\xa0week" in answer.content.decode()


def test_by_risk_the_riskiest_is_first_and_its_factors_are_told():
    known = make_published(make_market_provider("known"))
    edit = hand_in(propose(Offering.objects.get(pk=known.row), title_en="Gate watch, better"))
    new = make_submitted(make_market_provider("unknown"))
    client = reviewer_client()

    columns = re.findall(r"<th scope=.col.[^>]*column-(\w+)", client.get(reverse(QUEUE)).content.decode())
    by_risk = listed(client, f"?o=-{columns.index('risk_told') + 1}")

    assert by_risk == [new.pk, edit.pk]
    assert set(new.risk_factors) == {"new_provider", "new_listing", "third_party", "held"}
    assert set(edit.risk_factors) == {"third_party", "held"}
    assert new.risk == sum(FACTORS[key].weight for key in new.risk_factors)
    assert "Nothing of this organisation has been published" in client.get(reverse(QUEUE)).content.decode()


def test_a_refusal_counts_for_later_submissions_of_the_organisation():
    provider = make_market_provider()
    refused = make_in_review(provider)
    act(step="reject", submission=refused, person=make_reviewer(), reason="It is not true.")

    again = make_submitted(provider)

    assert "refused" in again.risk_factors
    assert "refused" not in make_submitted(make_market_provider("others")).risk_factors


def test_an_edit_of_the_stage_weighs_more_than_one_of_the_version():
    provider = make_market_provider()
    claims = hand_in(propose(make_listed(provider, "first"), stage="operation"))
    version = hand_in(propose(make_listed(provider, "second"), version="2.0"))

    assert "claims" in claims.risk_factors
    assert "claims" not in version.risk_factors
    assert claims.risk > version.risk


@pytest.mark.parametrize("shelf", ["", "unassigned", "mine", "changes", "check", "all"])
def test_each_shelf_shows_what_it_names(shelf):
    reviewer = make_staff_reviewer()
    waiting, mine, returned = (make_submitted(make_market_provider(slug)) for slug in ("a", "b", "c"))
    act(step="take", submission=mine, person=reviewer)
    for step in ("take", "request_changes"):
        act(step=step, submission=returned, person=make_reviewer(), reason="Say more.")
    unchecked = make_submitted(make_market_provider("d", is_consortium=True))
    make_draft(make_market_provider("e"))
    expected = {
        "": [waiting, mine], "unassigned": [waiting], "mine": [mine], "changes": [returned], "check": [unchecked],
        "all": [waiting, mine, returned, unchecked],
    }[shelf]  # fmt: skip

    assert listed(signed_in(reviewer), f"?shelf={shelf}" if shelf else "") == [one.pk for one in expected]


def test_the_queue_can_be_cut_to_one_lane():
    third = make_submitted(make_market_provider("third"))
    make_submitted(make_market_provider("partner", is_consortium=True))
    client = reviewer_client()

    assert listed(client, "?shelf=all&lane__exact=third-party") == [third.pk]


@pytest.mark.parametrize("words", ["wall", "WALL", "{pk}"])
def test_a_submission_is_found_by_the_title_of_its_listing_and_by_its_number(words):
    found = retitled(make_submitted(make_market_provider("a")), "Firewall tuning")
    make_submitted(make_market_provider("b"))

    assert listed(reviewer_client(), f"?q={words.format(pk=found.pk)}") == [found.pk]


@pytest.mark.parametrize("query", ["?q=%00", "?q=" + "9" * 40, "?shelf=nonsense", "?o=99", "?p=99999", "?q=%25_%25"])
def test_odd_questions_to_the_queue_do_no_harm(query):
    make_submitted()

    assert reviewer_client().get(reverse(QUEUE) + query).status_code in {200, 302}


def test_a_submission_of_the_own_organisation_is_marked():
    own = make_submitted()

    page = reviewer_client(own.organisation).get(reverse(QUEUE)).content.decode()

    assert "of your organisation: for another reviewer" in page
    assert "for another reviewer" not in reviewer_client().get(reverse(QUEUE)).content.decode()


def heads_and_cells(page: str) -> tuple[list[str], list[str]]:
    heads, cells = re.findall(r'<th scope="col"[^>]*column-(\w+)', page), re.findall(r'class="field-(\w+)', page)
    assert heads
    return heads, cells


def test_each_cell_stands_below_its_head():
    submission = retitled(make_submitted(), "Fraud & more")
    page = reviewer_client().get(reverse(QUEUE)).content.decode()

    heads, cells = heads_and_cells(page)

    assert cells == heads
    assert 'aria-label="Select “Fraud &amp; more”"' in page
    assert f'<a href="{page_of(submission)}">Fraud &amp; more</a>' in page
    assert re.search(r'field-who">-<', page), "nobody reviews it"


@pytest.mark.parametrize(("language", "age"), [("de", "2 Tage"), ("el", "2 ημέρες"), ("it", "2 giorni")])
def test_the_age_is_told_in_the_language_of_the_reviewer(language, age):
    submission = make_submitted()
    Submission.objects.filter(pk=submission.pk).update(submitted_at=timezone.now() - timedelta(days=2, hours=1))
    with translation.override(language):
        address = reverse(QUEUE)

    assert age in reviewer_client().get(address).content.decode().replace("\xa0", " ")


def test_who_may_only_look_at_the_queue_can_tick_nothing():
    make_submitted()
    looker = make_member("looker@market.example", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_submission"))

    page = signed_in(looker).get(reverse(QUEUE)).content.decode()

    heads, cells = heads_and_cells(page)
    assert cells == heads
    assert "_selected_action" not in page


def test_more_rows_take_no_more_statements():
    client, provider = reviewer_client(), make_market_provider()
    counts = []
    for many in (5, 45):
        for _number in range(many):
            make_submitted(provider)
        listed(client)  # once a minute the device is noted, too
        with CaptureQueriesContext(connection) as captured:
            rows = len(listed(client))
        counts.append((rows, len(captured)))

    assert [rows for rows, _count in counts] == [5, 50]
    assert counts[0][1] == counts[1][1] <= 13


def test_from_the_front_page_a_decision_takes_three_clicks():
    submission, client = make_submitted(), reviewer_client()

    front = client.get(reverse("admin:index")).content.decode()
    [queue] = re.findall(r'href="([^"]+)">\s*1 submission waits for review', front)
    [row] = re.findall(rf'href="({page_of(submission)}[^"]*)"', client.get(queue).content.decode())
    page = client.get(row).content.decode()
    [(name, value)] = re.findall(r'<button type="submit" name="(step)" value="(approve)"', page)
    [seen] = re.findall(r'name="seen" value="(\d+)"', page)
    client.post(row, {name: value, "seen": seen})

    submission.refresh_from_db()
    assert submission.state == "published"


def test_the_front_page_tells_others_nothing_of_the_queue():
    make_submitted()
    person = make_member(is_staff=True)

    page = signed_in(person).get(reverse("admin:index")).content.decode()

    assert "waits for review" not in page


def test_staff_without_the_role_of_a_reviewer_have_no_queue():
    submission = make_submitted()
    client = signed_in(make_member(is_staff=True))

    assert client.get(reverse(QUEUE)).status_code == 403
    assert client.get(page_of(submission)).status_code == 403


def test_nobody_adds_or_deletes_a_submission_by_hand():
    submission, client = make_submitted(), signed_in(make_member(is_staff=True, is_superuser=True))

    assert client.get(reverse("admin:publishing_submission_add")).status_code == 403
    assert client.post(reverse("admin:publishing_submission_delete", args=[submission.pk])).status_code == 403


def test_the_front_page_leads_to_appeals_that_wait():
    client = reviewer_client()
    assert "appeal waits" not in client.get(reverse("admin:index")).content.decode()
    appeal(decide("reject"))

    front = client.get(reverse("admin:index")).content.decode()
    [address] = re.findall(r'href="([^"]+)">\s*1 appeal waits for another reviewer', front)

    assert "Gate watch" in client.get(address).content.decode()
