"""Two people of one organisation, or a provider and an editor of the market, write the same listing."""

from __future__ import annotations

import pytest
from django.urls import reverse

from catalogue.models import Offering
from publishing.services import Signature, changing
from tests.accounts.organisations import join
from tests.desk.filling import Filled, detail_url, edit_url, filled, take, write
from tests.factories import signed_in
from tests.publishing.submitting import make_draft, make_listed, make_market_provider, propose, writer

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    return make_draft()


@pytest.fixture
def both(submission):
    """Two colleagues with their browsers."""
    return signed_in(writer(submission)), signed_in(join(submission.organisation, "editor").person)


def test_different_fields_are_put_together(submission, both):
    one, other = both
    opened = filled(one, edit_url(submission), title_en="Gate watch 2")

    write(other, submission, version="3")
    answer = one.post(edit_url(submission), opened)

    submission.refresh_from_db()
    assert answer.status_code == 302
    assert (submission.proposed["title_en"], submission.proposed["version"]) == ("Gate watch 2", "3")


@pytest.mark.parametrize(("choice", "title"), [("theirs", "By the other"), ("yours", "By the one")])
def test_the_same_field_is_chosen_and_nothing_is_lost(submission, both, choice, title):
    one, other = both
    opened = filled(one, edit_url(submission), title_en="By the one", version="7")
    write(other, submission, title_en="By the other")

    asked = one.post(edit_url(submission), opened)
    page = asked.content.decode()
    again = Filled(page).sent | {"choice:title_en": choice}
    answer = one.post(edit_url(submission), again)

    assert asked.status_code == 409
    assert 'value="By the one"' in page
    assert 'value="7"' in page
    assert answer.status_code == 302
    submission.refresh_from_db()
    assert (submission.proposed["title_en"], submission.proposed["version"]) == (title, "7")


def test_without_a_choice_it_is_asked_again(submission, both):
    one, other = both
    opened = filled(one, edit_url(submission), title_en="By the one")
    write(other, submission, title_en="By the other")

    for _time in range(2):
        page = one.post(edit_url(submission), opened)
        opened = Filled(page.content.decode()).sent

    assert page.status_code == 409
    submission.refresh_from_db()
    assert submission.proposed["title_en"] == "By the other"


def test_what_an_editor_of_the_market_has_changed_meanwhile_is_chosen_before_it_is_submitted():
    submission = propose(make_listed(make_market_provider(), title_en="Old"), title_en="By the provider")
    with changing(Offering, [submission.row], Signature()):
        Offering.objects.filter(pk=submission.row).update(title_en="By the editor")
    client = signed_in(writer(submission))

    asked = take(client, submission, "submit")
    settled = client.post(reverse("desk:submission-settle", args=[submission.pk]), {"choice:title_en": "yours"})
    take(client, submission, "submit")

    assert asked.status_code == 409
    assert "<del> editor</del><ins> provider</ins>" in asked.content.decode()
    assert settled["Location"] == detail_url(submission)
    submission.refresh_from_db()
    assert submission.state == "submitted"
