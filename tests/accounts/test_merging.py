"""Two accounts of one person become one: nothing is lost, nothing opens, and it is on record why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.consent.purposes import PURPOSES
from accounts.merging import unhandled
from accounts.models import ApiToken, ConsentRecord, Erasure, Membership, Source, User
from accounts.personal.erasing import remove_person
from accounts.services.consent import has_consent
from audit.models import AuditEntry
from jobs.models import Job, Upload
from tests.accounts.organisations import join, make_organisation
from tests.factories import add_app, make_member, make_token, signed_in

pytestmark = pytest.mark.django_db
REASON = "Both showed the same passport."


@pytest.fixture
def kept(db):
    return make_member("kept@bank.example")


@pytest.fixture
def gone(db):
    return make_member("gone@bank.example", first_name="Gonemarker")


def address(gone, kept):
    return f"{reverse('admin:accounts_user_merge', args=[gone.pk])}?keep={kept.email}"


def merge(staff, gone, kept, **changes):
    return staff.post(address(gone, kept), {"reason": REASON, "address": gone.email} | changes)


def decide(person, *, given, days_ago):
    """A decision about the newsletter, some days ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_consentrecord (person_id, purpose, version, text, language, source, created_at,"
            " given) VALUES (%s, 'newsletter', %s, 'Yes.', 'en', %s, %s, %s)",
            [
                person.pk,
                PURPOSES["newsletter"].version,
                Source.PRIVACY_PAGE,
                timezone.now() - timedelta(days_ago),
                given,
            ],
        )


def test_every_relation_to_a_person_has_a_rule():
    assert unhandled() == []


def test_files_and_jobs_change_hands_and_twins_stay_apart(staff, kept, gone):
    soon = timezone.now() + timedelta(days=1)
    for owner in (kept, gone):
        Upload.objects.create(owner=owner, name="a.csv", size=1, sha256="x" * 64, expires_at=soon)
        Job.objects.create(owner=owner, kind="demos.run", recipe="same", status="done", finished_at=timezone.now())

    merge(staff, gone, kept)

    assert Upload.objects.filter(owner=kept).count() == 2
    assert Job.objects.filter(owner=kept).count() == 2
    assert not User.objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize(("mine", "theirs", "higher"), [("viewer", "owner", "owner"), ("editor", "viewer", "editor")])
def test_of_two_memberships_the_higher_role_stays(staff, kept, gone, mine, theirs, higher):
    both, one = make_organisation(), make_organisation()
    join(both, mine, kept)
    join(both, theirs, gone)
    join(one, "editor", gone)

    merge(staff, gone, kept)

    roles = dict(Membership.objects.filter(person=kept).values_list("organisation", "role"))
    assert roles == {both.pk: higher, one.pk: "editor"}


@pytest.mark.parametrize(
    ("mine", "theirs", "counts"),
    [
        ((True, 9), (False, 3), False),
        ((False, 3), (True, 9), False),
        ((True, 3), (False, 9), True),
        ((False, 9), (True, 3), True),
        (None, (True, 3), True),
        (None, (False, 3), False),
        ((True, 3), None, True),
    ],
)
def test_the_later_decision_about_consent_counts_and_no_history_is_lost(staff, kept, gone, mine, theirs, counts):
    for person, said in ((kept, mine), (gone, theirs)):
        if said:
            decide(person, given=said[0], days_ago=said[1])
    before = set(ConsentRecord.objects.values_list("created_at", "given"))

    merge(staff, gone, kept)

    assert has_consent(kept, "newsletter") == counts
    assert set(ConsentRecord.objects.filter(person=kept).values_list("created_at", "given")) == before


def test_no_way_in_and_no_right_of_the_account_that_goes_is_left(staff, kept, gone):
    token, client = make_token(gone), signed_in(gone)
    add_app(gone)
    gone.groups.create(name="a group")

    merge(staff, gone, kept)

    assert token
    assert not ApiToken.objects.exists()
    assert client.get(reverse("accounts:profile")).status_code == 302
    assert not kept.authenticator_set.exists()
    assert not kept.groups.exists()
    assert set(kept.emailaddress_set.values_list("email", "primary")) == {(kept.email, True), (gone.email, False)}


def test_the_page_shows_first_what_it_means(staff, kept, gone):
    make_token(gone)
    join(make_organisation(), "viewer", gone)

    page = staff.get(address(gone, kept))

    told = {name: count for name, count, _settles in page.context["lines"]}
    assert told == {"Memberships": 1, "API tokens": 1, "Email addresses": 1}
    assert "the higher role stays" in page.content.decode()
    assert User.objects.filter(pk=gone.pk).exists()


@pytest.mark.parametrize("changes", [{"reason": ""}, {"reason": "short"}, {"address": "kept@bank.example"}])
def test_it_needs_a_reason_and_the_typed_address(staff, kept, gone, changes):
    assert merge(staff, gone, kept, **changes).status_code == 422
    assert User.objects.filter(pk=gone.pk).exists()


def test_some_accounts_are_not_merged(staff, administrator, kept, gone):
    erased, closed = make_member(), make_member(is_active=False)
    clerk = make_member(is_staff=True)
    Erasure.objects.create(person=erased)

    for first, second in (
        (gone, gone),
        (gone, administrator),
        (gone, clerk),
        (clerk, kept),
        (erased, kept),
        (gone, closed),
    ):
        answer = merge(staff, first, second)
        assert answer.status_code == 422
        assert "errornote" in answer.content.decode()
    assert (
        staff.get(f"{reverse('admin:accounts_user_merge', args=[gone.pk])}?keep=nobody@bank.example").status_code == 422
    )
    assert User.objects.filter(pk=gone.pk).exists()


def test_who_when_and_why_is_on_record_until_the_person_is_erased(staff, administrator, kept, gone):
    number = gone.pk
    merge(staff, gone, kept)

    told = AuditEntry.objects.get(operation="note")
    assert (told.actor, told.person, told.after) == (administrator.pk, kept.pk, {"merged": number, "reason": REASON})
    assert "Gonemarker" in str(list(AuditEntry.objects.values()))

    Membership.objects.all().delete()
    remove_person(kept)

    assert "Gonemarker" not in str(list(AuditEntry.objects.values()))
    assert "gone@bank.example" not in str(list(AuditEntry.objects.values()))


def test_both_addresses_get_a_mail(staff, kept, gone, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        merge(staff, gone, kept)

    assert {one.to[0] for one in mail.outbox} == {"kept@bank.example", "gone@bank.example"}
    assert all("gone@bank.example" in one.body for one in mail.outbox)


def test_only_administrators_merge_and_only_after_the_password(administrator, kept, gone):
    clerk = make_member(is_staff=True)
    late = signed_in(administrator)
    session = late.session
    session["account_authentication_methods"] = [one | {"at": 0} for one in session["account_authentication_methods"]]
    session.save()

    assert merge(signed_in(clerk), gone, kept).status_code == 404
    assert merge(late, gone, kept).status_code == 302
    assert User.objects.filter(pk=gone.pk).exists()
