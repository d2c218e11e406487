"""A copy of everything: complete, readable, for its owner only, and for some days only."""

import io
import json
import uuid
from datetime import date, timedelta
from zipfile import ZipFile

import pytest
from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.idp.oidc.models import Client as Service
from allauth.idp.oidc.models import Token
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import DataExport, Erasure, ServiceConnection, User
from accounts.personal.registry import elsewhere, personal_data
from accounts.services.exports import request_export
from accounts.tasks import build_export, recover_requests
from common.objects import store
from jobs.models import Job, Upload
from jobs.reporting import publish
from tests.accounts.people import (
    ADDRESS,
    FILE_NAME,
    IN_FILE,
    PASSWORD,
    confirm,
    log_about,
    log_by,
    marked_member,
    sign_in,
    store_away,
)
from tests.accounts.traces import leave_traces
from tests.factories import let_time_pass, make_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_once")]


@pytest.fixture
def marked():
    return marked_member()


def ask(client):
    """Press the button, and do what a worker does."""
    answer = client.post(reverse("accounts:data"))
    for export in DataExport.objects.filter(status=DataExport.Status.QUEUED):
        build_export(str(export.pk))
    return answer


def download(client, export):
    return client.get(reverse("accounts:data-download", args=[export.pk]))


def unpack(answer):
    return ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def fill_what_pages_cannot(person):
    """Rows that no page makes for this person at this moment."""
    EmailConfirmation.create(EmailAddress.objects.get(user=person, email=ADDRESS)).save()
    Erasure.objects.create(person=person)
    log_about(person, make_member(is_staff=True))
    log_by(person)
    leave_traces(person, "tracemarker")
    service = Service.objects.create(name="A service", owner=person)
    ServiceConnection.objects.create(person=person, client=service, scopes=["openid"], allowed_at=timezone.now())
    Token.objects.create(user=person, client=service, type=Token.Type.ACCESS_TOKEN, hash="a digest")


def as_json(value):
    """The reader's own idea of a value: what Python's types would be after a round trip."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, uuid.UUID) else value


def test_the_copy_has_every_declared_value_of_every_model():
    marked = marked_member(is_staff=True)
    fill_what_pages_cannot(marked.person)
    expected = []
    for declared in personal_data():
        rows = list(declared.rows(marked.person).order_by("pk"))
        if declared.model is not DataExport:
            assert rows, f"The test makes no row of {declared.model._meta.label}."
        raw = [name for name in declared.exported if name not in declared.shown]
        for row in rows:
            values = {name: as_json(row.serializable_value(name)) for name in raw}
            values |= {name: as_json(declared.shown[name](row)) for name in declared.shown}
            expected.append((declared.model._meta.label, values))

    ask(marked.client)

    data = json.loads(unpack(download(marked.client, DataExport.objects.get())).read("data.json"))
    handed_out = [(section["model"], row["values"]) for section in data["sections"] for row in section["rows"]]
    assert {section["model"] for section in data["sections"]} == {one.model._meta.label for one in personal_data()}
    missing = [one for one in expected if one not in handed_out]
    assert not missing
    assert len(handed_out) == len(expected) + 1  # the export itself


def test_the_copy_has_the_files_and_the_results(marked):
    ask(marked.client)

    archive = unpack(download(marked.client, DataExport.objects.get()))

    assert archive.read(f"files/{marked.upload.key}/{FILE_NAME}") == store.get(marked.upload.key)
    assert json.loads(archive.read(f"files/{marked.run.result_key}"))["findings"]
    assert f"files/{marked.run.scores_key}" in archive.namelist()


def test_the_copy_lists_what_is_neither_in_the_database_nor_in_the_store(marked):
    publish(marked.run.job_id, {"status": "done"})

    ask(marked.client)

    data = json.loads(unpack(download(marked.client, DataExport.objects.get())).read("data.json"))

    listed = {one["name"]: one["keys"] for one in data["elsewhere"]}
    assert listed.keys() == {str(one.name) for one in elsewhere()}
    assert listed["Progress of running analyses"] == [f"job:{marked.run.job_id}"]
    assert any(f":user:{marked.person.pk}" in key for key in listed["Counters of attempts in the cache"])


def test_secrets_are_named_with_a_reason_and_not_handed_out(marked):
    ask(marked.client)

    data = unpack(download(marked.client, DataExport.objects.get())).read("data.json").decode()

    people = next(one for one in json.loads(data)["sections"] if one["model"] == "accounts.User")
    assert people["not_handed_out"].keys() == {"password"}
    assert User.objects.get(pk=marked.person.pk).password not in data
    assert marked.client.session.session_key not in data


def test_nobody_elses_data_are_in_the_copy(marked):
    stranger = make_member("strangermarker@bank.example", first_name="Strangermarker")
    request_export(person=stranger)

    ask(marked.client)

    archive = unpack(download(marked.client, DataExport.objects.get(person=marked.person)))
    assert not any(b"trangermarker" in archive.read(name) for name in archive.namelist())


@pytest.mark.parametrize(("language", "heading"), [("en", "Your data"), ("de", None)])
def test_the_page_is_in_the_persons_language_and_loads_nothing(marked, language, heading):
    export = DataExport.objects.create(person=marked.person, language=language)
    build_export(str(export.pk))

    page = unpack(download(marked.client, export)).read("index.html").decode()

    assert f'<html lang="{language}">' in page
    assert heading is None or f"<h1>{heading}</h1>" in page
    assert IN_FILE in page
    assert "<script" not in page
    assert "src=" not in page
    assert "href=" not in page


def test_markup_in_a_name_stays_text(marked):
    User.objects.filter(pk=marked.person.pk).update(first_name="<b>Bold</b>")

    ask(marked.client)

    page = unpack(download(marked.client, DataExport.objects.get())).read("index.html").decode()
    assert "&lt;b&gt;Bold&lt;/b&gt;" in page


def test_the_page_says_how_far_the_copy_is_and_a_mail_that_it_is_ready(marked):
    page = reverse("accounts:data")
    marked.client.post(page)
    waiting = marked.client.get(page).content.decode()
    mail.outbox.clear()

    build_export(str(DataExport.objects.get().pk))

    ready = marked.client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "Your copy is being made" in waiting
    assert "Your copy is ready" in ready
    assert "<html" not in ready
    [message] = mail.outbox
    assert message.to == [ADDRESS]
    assert reverse("accounts:data") in message.body


def test_asking_twice_makes_one_copy(marked):
    marked.client.post(reverse("accounts:data"))
    marked.client.post(reverse("accounts:data"))

    assert DataExport.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        DataExport.objects.create(person=marked.person)


def test_the_password_is_asked_for_before_a_copy_is_made_or_handed_out(marked):
    ask(marked.client)
    client = Client()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    let_time_pass(client)
    export = DataExport.objects.get()

    asked = client.post(reverse("accounts:data"))
    downloaded = download(client, export)

    assert DataExport.objects.count() == 1
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert downloaded.url.startswith(reverse("account_reauthenticate"))
    confirm(client)
    assert unpack(download(client, export)).namelist()


def test_the_button_works_after_the_password_was_given(marked):
    client = Client()
    client.post(reverse("account_login"), {"login": ADDRESS, "password": PASSWORD})
    let_time_pass(client)
    asked = client.post(reverse("accounts:data"))

    client.post(asked.url, {"password": PASSWORD, "next": reverse("accounts:data")})

    assert DataExport.objects.get().person == marked.person


def test_a_strangers_copy_does_not_exist(marked):
    ask(marked.client)
    make_member("other@bank.example")

    assert download(sign_in("other@bank.example"), DataExport.objects.get()).status_code == 404


def test_visitors_are_sent_to_sign_in(client):
    assert reverse("account_login") in client.get(reverse("accounts:data")).url
    assert client.get(reverse("accounts:data-download", args=[uuid.uuid4()])).status_code == 302


def test_an_expired_copy_does_not_exist(marked):
    ask(marked.client)
    export = DataExport.objects.get()
    assert timedelta(days=6) < export.expires_at - timezone.now() <= timedelta(days=7)

    DataExport.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert download(marked.client, export).status_code == 404


def test_a_copy_that_is_not_ready_does_not_exist(marked):
    export = request_export(person=marked.person)

    assert download(marked.client, export).status_code == 404


def test_a_copy_is_built_once_and_a_lost_one_is_rung_for_again(member, monkeypatch):
    rung = []
    monkeypatch.setattr(build_export, "delay", rung.append)
    export = request_export(person=member)
    dead = DataExport.objects.claim(export.pk)
    DataExport.objects.update(touched_at=timezone.now() - timedelta(hours=1))

    recover_requests()
    build_export(str(export.pk))
    build_export(str(export.pk))

    export.refresh_from_db()
    assert rung == [str(export.pk)]
    assert (export.status, export.attempt) == (DataExport.Status.DONE, 2)
    assert not dead.close(DataExport.Status.FAILED)
    assert len(mail.outbox) == 1


def test_a_copy_waits_while_the_store_is_away(marked):
    export = request_export(person=marked.person)

    with store_away():
        build_export(str(export.pk))
    export.refresh_from_db()
    waiting = export.status
    build_export(str(export.pk))

    export.refresh_from_db()
    assert (waiting, export.status) == (DataExport.Status.QUEUED, DataExport.Status.DONE)


def test_a_copy_that_was_lost_too_often_is_given_up_with_a_sentence(member_client, member):
    export = request_export(person=member)
    DataExport.objects.update(attempt=99, status="running", touched_at=timezone.now() - timedelta(hours=1))

    recover_requests()

    export.refresh_from_db()
    assert export.status == DataExport.Status.FAILED
    assert "The copy could not be made" in member_client.get(reverse("accounts:data")).content.decode()


def test_earlier_copies_are_listed_but_not_copied(marked):
    ask(marked.client)
    ask(marked.client)

    archive = unpack(download(marked.client, DataExport.objects.first()))

    assert DataExport.objects.count() == 2
    assert not [name for name in archive.namelist() if "data-exports" in name]


def test_a_run_that_has_not_ended_has_no_results_to_copy(marked):
    Job.objects.filter(pk=marked.run.job_id).update(status=Job.Status.QUEUED, finished_at=None)
    store.delete(marked.run.result_key, marked.run.scores_key)

    ask(marked.client)

    archive = unpack(download(marked.client, DataExport.objects.get()))
    assert not [name for name in archive.namelist() if name.startswith("files/runs/")]
    assert Upload.objects.exists()
