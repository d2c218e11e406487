"""What people send by mistake or on purpose: a sentence that says what to do, and nothing is lost."""

from __future__ import annotations

import time

import pytest
from django.urls import reverse

from accounts.services import organisations
from publishing.submissions.models import Submission
from publishing.submissions.services import act
from tests.accounts.organisations import join, make_administrator
from tests.desk.filling import detail_url, edit_url, filled, step_url, take, write
from tests.factories import make_member, signed_in
from tests.publishing.submitting import (
    make_draft,
    make_in_review,
    make_market_provider,
    make_reviewer,
    make_submitted,
    steps_of,
    writer,
    writer_of,
)

pytestmark = pytest.mark.django_db
MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>{{ 7|add:7 }}[x](javascript:alert(1))"


def test_a_second_click_submits_nothing_more():
    submission = make_draft()
    client = signed_in(writer(submission))
    sent = filled(client, detail_url(submission))

    answers = [client.post(step_url(submission, "submit"), sent) for _time in range(2)]

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "submitted" in answers[1].content.decode()
    assert steps_of(submission) == ["submit"]


def test_a_listing_that_is_begun_twice_is_one():
    provider = make_market_provider()
    client = signed_in(writer_of(provider))
    sent = {"provider": provider.pk, "title": "Gate watch", "kind": "service"}

    answers = [client.post(reverse("desk:listing-create"), sent) for _time in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"] == edit_url(Submission.objects.get())


def test_the_back_button_after_a_decision_tells_what_became_of_it():
    submission = make_in_review()
    client = signed_in(writer(submission))
    sent = filled(client, detail_url(submission), reason="I changed my mind.")
    act(step="reject", submission=submission, person=make_reviewer(), reason="Not for this market.")

    answer = client.post(step_url(submission, "withdraw"), sent)

    assert answer.status_code == 409
    assert "Nothing was changed: the submission is in the state “rejected”" in answer.content.decode()
    assert steps_of(submission)[-1] == "reject"


def test_a_form_of_a_withdrawn_submission_is_told_in_a_sentence():
    submission = make_submitted()
    client = signed_in(writer(submission))
    opened = filled(client, detail_url(submission))
    act(step="withdraw", submission=submission, person=writer(submission))

    answer = client.post(step_url(submission, "rework"), opened)

    assert answer.status_code == 409
    assert "withdrawn" in answer.content.decode()


def test_who_writes_while_a_colleague_submits_keeps_the_text():
    submission = make_draft()
    client = signed_in(writer(submission))
    opened = filled(client, edit_url(submission), description_en="An hour of work.")
    take(signed_in(join(submission.organisation, "editor").person), submission, "submit")

    answer = client.post(edit_url(submission), opened)

    assert answer.status_code == 409
    assert "An hour of work." in answer.content.decode()


def test_markup_in_every_field_is_text_on_every_page():
    submission = make_draft()
    client = signed_in(writer(submission))
    fields = client.get(edit_url(submission)).context["form"].fields
    texts = {
        name: MARKUP[: getattr(field, "max_length", None) or 40]
        for name, field in fields.items()
        if type(field).__name__ in ("Text", "FreeWords")
    }

    answer = write(client, submission, **texts | {"tags": "<b>x</b>"})
    take(client, submission, "submit", reason=MARKUP)

    assert answer.status_code == 302
    for address in (edit_url(submission), detail_url(submission), reverse("desk:listing-list")):
        page = client.get(address, follow=True).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "<b>x</b>" not in page


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("amount", "NaN"), ("amount", "Infinity"), ("amount", "-1"), ("amount", "1e300"), ("amount", "1.005"),
        ("currency", "XXY"), ("kind", "toy"), ("audience", ["nobody"]), ("tags", "x" * 61), ("related", "nowhere"),
        ("providers", "nobody"), ("country_prices", "CH NaN CHF"), ("country_prices", "ZZ 5 EUR"),
        ("country_prices", "CH 5 EUR\nCH 6 EUR"), ("country_prices", "JP 5.50 JPY"),
        ("for_whom_en", "Martians: Hello."),
        ("title_en", "x" * 121), ("summary_de", "x" * 241), ("description_en", "x" * 20_001), ("version", "\0"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_marked_and_the_rest_is_kept(key, value):
    submission = make_draft()
    client = signed_in(writer(submission))

    answer = write(client, submission, description_fr="Une heure de travail.", **{key: value})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [key]
    assert "Une heure de travail." in answer.content.decode()
    submission.refresh_from_db()
    assert not submission.proposed["description_fr"]


def test_half_a_price_is_refused_when_it_is_submitted():
    submission = make_draft()
    client = signed_in(writer(submission))
    write(client, submission, price_model="subscription", amount="5")

    answer = take(client, submission, "submit", reason="Look.")

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The amount 5.00 has no currency." in page
    assert "Look." in page


def test_ten_megabytes_are_refused_at_once():
    submission = make_draft()
    client = signed_in(writer(submission))
    opened = filled(client, edit_url(submission), description_en="x" * 10_000_000)
    begun = time.perf_counter()

    answer = client.post(edit_url(submission), opened)

    assert answer.status_code in (400, 413, 422)
    assert time.perf_counter() - begun < 1


@pytest.mark.parametrize(
    "sent", [{}, {"seen": "x"}, {"seen": "-1"}, {"seen": "9" * 30}, {"seen": "0", "reason": "x" * 4001}]
)
def test_a_step_without_what_the_page_carries_is_refused(sent):
    submission = make_draft()

    answer = signed_in(writer(submission)).post(step_url(submission, "submit"), sent)

    assert answer.status_code == 422
    assert not submission.state_changes.exists()


@pytest.mark.parametrize("step", ["approve", "take", "replace", "nothing"])
def test_steps_of_others_do_not_exist_here(step):
    submission = make_submitted()

    answer = signed_in(writer(submission)).post(step_url(submission, step), {"seen": submission.steps})

    assert answer.status_code == 404


def test_somebody_elses_submission_does_not_exist():
    submission = make_draft(make_market_provider("others"))
    client = signed_in(writer_of(make_market_provider()))

    assert client.get(detail_url(submission)).status_code == 404
    assert client.post(edit_url(submission), {"title_en": "Mine"}).status_code == 404
    assert client.post(step_url(submission, "submit"), {"seen": 0}).status_code == 404
    assert client.post(reverse("desk:proposal-open", args=["gate-watch"])).status_code == 404
    assert signed_in(make_member()).get(f"/en/desk/submissions/{2**70}/").status_code == 404


def test_somebody_elses_provider_is_no_choice():
    other = make_market_provider("others")
    client = signed_in(writer_of(make_market_provider()))

    answer = client.post(reverse("desk:listing-create"), {"provider": other.pk, "title": "Mine", "kind": "service"})

    assert answer.status_code == 422
    assert not Submission.objects.exists()


def test_a_suspended_organisation_reads_but_does_not_write():
    submission = make_draft()
    client = signed_in(writer(submission))
    sent = filled(client, edit_url(submission), title_en="An hour of work")
    organisations.suspend(organisation=submission.organisation, actor=make_administrator(), reason="A doubt.")

    assert client.get(detail_url(submission)).status_code == 200
    assert client.get(edit_url(submission)).status_code == 403
    written = client.post(edit_url(submission), sent)
    submitted = client.post(step_url(submission, "submit"), {"seen": 0})
    for answer in (written, submitted):
        assert answer.status_code == 403
        assert "not authorised for now" in answer.content.decode()
    assert "An hour of work" in written.content.decode(), "to be taken along"
    submission.refresh_from_db()
    assert submission.proposed["title_en"] != "An hour of work"


@pytest.mark.parametrize("was", ["", "[]", "{", '{"title_en": 5}', '{"title_en": {"a": 1}}'])
def test_a_forged_memory_of_the_form_overwrites_nothing(was):
    submission = make_draft()
    client = signed_in(writer(submission))

    answer = write(client, submission, title_en="Another", was=was)

    assert answer.status_code == 409
    assert [key for key, _title, _lines in answer.context["questions"]] == ["title_en"]
