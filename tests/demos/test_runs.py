"""From a file or a sample to a dashboard, through the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from demos.models import Run
from demos.tasks import draw_missing
from jobs.models import Job, Upload
from tests.demos.done_runs import finish
from tests.factories import PAYMENTS_CSV, add_app, csv_file, make_member, sample_file, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_once")]

KEY = "payment-flows"


def upload(client, file=None, key=KEY):
    return client.post(reverse("demos:upload-create", args=[key]), {"file": file or csv_file()})


def start(client, file=None, **changes):
    """Upload, accept the proposed columns and start."""
    page = upload(client, file)
    form = client.get(page.url).context["form"]
    data = {name: form[name].initial for name in form.fields if form[name].initial is not None}
    return client.post(page.url, data | changes)


@pytest.fixture
def done_run(member_client):
    start(member_client, sample_file(KEY))
    return finish(Run.objects.get())


def test_a_visitor_runs_the_sample_in_one_click(client, run_jobs):
    page = client.post(reverse("demos:sample-run", args=[KEY]))
    run_jobs()

    result = client.get(page.url)

    assert result.status_code == 200
    assert Run.objects.get().findings.count() > 0
    assert b"ACC-" in result.content


def test_another_visitor_does_not_see_the_sample_run(client, run_jobs):
    page = client.post(reverse("demos:sample-run", args=[KEY]))

    assert Client().get(page.url).status_code == 404


def test_an_upload_needs_an_account(client):
    response = upload(client)

    assert response.status_code == 302
    assert reverse("account_login") in response.url


def test_a_members_file_becomes_a_dashboard(member_client, run_jobs):
    page = start(member_client, sample_file(KEY))
    run_jobs()

    done_run = Run.objects.get()
    result = member_client.get(page.url)

    assert done_run.job.status == Job.Status.DONE
    assert result.status_code == 200
    assert b"5,951" in result.content


def test_the_same_file_twice_is_one_upload_and_one_run(member_client, run_jobs):
    first = start(member_client)
    second = start(member_client)

    assert Upload.objects.count() == 1
    assert first.url == second.url


def test_the_preview_shows_columns_and_a_proposal(member_client):
    page = upload(member_client)

    form = member_client.get(page.url).context["form"]

    assert [column["name"] for column in form.columns] == ["sender", "receiver", "booked_at", "amount"]
    assert form["column-0"].initial == "sender"


def test_a_role_given_twice_is_refused_with_the_columns_named(member_client):
    response = start(member_client, **{"column-1": "sender"})

    assert response.status_code == 422
    assert "sender, receiver" in response.content.decode()


def test_a_missing_required_column_is_named(member_client):
    response = start(member_client, **{"column-0": "ignore"})

    assert response.status_code == 422
    assert not Run.objects.exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a,b,c\n", "no rows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(200), "picture|image|PNG"),
    ],
)
def test_an_unreadable_file_gets_a_sentence_and_leaves_nothing_behind(member_client, content, words):
    response = upload(member_client, csv_file(content))

    text = response.content.decode()
    assert response.status_code == 422
    assert any(word in text for word in words.split("|"))
    assert not Upload.objects.exists()


def test_a_row_with_too_many_values_is_named_before_and_after_the_start(member_client, run_jobs):
    content = PAYMENTS_CSV + b"ACC-1,ACC-2,2026-03-01 10:00,12,13\n"

    page = upload(member_client, csv_file(content))
    assert b"Row 302 has 5 values" in member_client.get(page.url).content
    run = start(member_client, csv_file(content))
    run_jobs()

    text = member_client.get(run.url).content.decode()
    assert Job.objects.get().status == Job.Status.REJECTED
    assert "302" in text


def test_a_file_over_the_limit_is_refused_before_it_is_read(member_client, settings):
    settings.UPLOAD_MAX_BYTES = 1000

    response = upload(member_client, csv_file(b"a,b\n" + b"1,2\n" * 300_000))

    assert response.status_code == 413
    assert not Upload.objects.exists()


def test_a_path_in_the_file_name_is_only_a_name(member_client):
    upload(member_client, SimpleUploadedFile("../../etc/passwd.csv", csv_file().read()))

    assert Upload.objects.get().name == "passwd.csv"


def test_a_stranger_finds_no_run_and_no_upload(member_client, done_run):
    stranger = Client()
    stranger.force_login(make_member())

    for name in ("run-detail", "run-status"):
        assert stranger.get(reverse(f"demos:{name}", args=[done_run.pk])).status_code == 404
    for name in ("run-cancel", "run-delete", "share-create"):
        assert stranger.post(reverse(f"demos:{name}", args=[done_run.pk])).status_code == 404
    assert stranger.get(reverse("demos:run-export", args=[done_run.pk, "json"])).status_code == 404
    assert stranger.get(reverse("demos:run-prepare", args=[KEY, done_run.upload_id])).status_code == 404


def test_staff_do_not_see_members_runs(done_run):
    administrator = make_member(is_staff=True, is_superuser=True)
    add_app(administrator)
    staff = sign_in(administrator)

    assert staff.get(done_run.get_absolute_url()).status_code == 404


def test_a_waiting_run_can_be_stopped(member_client, run_jobs):
    page = start(member_client)
    run = Run.objects.get()

    member_client.post(reverse("demos:run-cancel", args=[run.pk]))
    run_jobs()

    assert Job.objects.get().status == Job.Status.CANCELLED
    assert b"stopped" in member_client.get(page.url).content


def test_stopping_an_ended_run_is_refused_with_a_sentence(member_client, done_run):
    response = member_client.post(reverse("demos:run-cancel", args=[done_run.pk]))

    assert response.status_code == 409
    assert b"ended already" in response.content


def test_filters_stay_in_the_address_and_narrow_the_list(member_client, done_run):
    everything = member_client.get(done_run.get_absolute_url()).context["page"].paginator.count
    nothing = member_client.get(done_run.get_absolute_url(), {"q": "no such asset"})

    assert everything > 0
    assert nothing.context["page"].paginator.count == 0
    assert "no such asset" in nothing.content.decode()


@pytest.mark.parametrize(
    "query", ["severity=99", "severity=x", "page=-1", "page=1000000000", "pattern=%00", "q=%FF%FE"]
)
def test_nonsense_in_the_address_is_harmless(member_client, done_run, query):
    assert member_client.get(f"{done_run.get_absolute_url()}?{query}").status_code == 200


def test_every_finding_opens_with_its_rows(member_client, done_run):
    finding = done_run.findings.first()

    page = member_client.get(reverse("demos:finding-detail", args=[done_run.pk, finding.position]))

    assert page.status_code == 200
    assert str(finding.sample[0]["row"]) in page.content.decode()


def test_deleting_a_run_leaves_no_trace(member_client, done_run, django_capture_on_commit_callbacks):
    from common.objects import StoreUnavailableError, store

    key = done_run.result_key
    assert store.get(key)

    with django_capture_on_commit_callbacks(execute=True):
        member_client.post(reverse("demos:run-delete", args=[done_run.pk]))

    assert not Run.objects.exists()
    assert not Upload.objects.exists()
    assert not Job.objects.exists()
    with pytest.raises(StoreUnavailableError):
        store.get(key)


@pytest.mark.parametrize("kind", ["json", "csv", "xlsx", "pdf", "stix", "scores"])
def test_every_export_answers_with_a_file(member_client, done_run, kind):
    response = member_client.get(reverse("demos:run-export", args=[done_run.pk, kind]))

    body = b"".join(response) if response.streaming else response.content
    assert response.status_code == 200
    assert "attachment" in response["Content-Disposition"]
    assert len(body) > 100


def test_scores_have_one_line_a_row(member_client, done_run):
    response = member_client.get(reverse("demos:run-export", args=[done_run.pk, "scores"]))

    lines = b"".join(response).decode().splitlines()
    assert len(lines) == 5952


def test_a_shared_result_is_read_only_and_ends(member_client, done_run):
    member_client.post(reverse("demos:share-create", args=[done_run.pk]), {"days": 7})
    link = done_run.share_links.get()
    visitor = Client()

    page = visitor.get(link.get_absolute_url())
    assert page.status_code == 200
    assert b"Delete this run" not in page.content
    assert visitor.get(done_run.get_absolute_url()).status_code == 404
    assert visitor.get(reverse("demos:shared-export", args=[link.token, "json"])).status_code == 200

    done_run.share_links.update(expires_at=link.created_at)
    assert visitor.get(link.get_absolute_url()).status_code == 404


def test_pictures_whose_message_was_lost_are_drawn_later(member_client, done_run, settings):
    assert set(done_run.plots.first().pictures) == {"en"}

    draw_missing()

    codes = {code for code, _name in settings.LANGUAGES}
    assert [set(plot.pictures) for plot in done_run.plots.all()] == [codes] * done_run.plots.count()


def test_a_forged_share_address_does_not_exist(client, member_client, done_run):
    member_client.post(reverse("demos:share-create", args=[done_run.pk]), {"days": 7})
    token = done_run.share_links.get().token

    forged = token[:-1] + ("B" if token.endswith("A") else "A")

    assert client.get(reverse("demos:shared-run", args=[forged])).status_code == 404
    assert client.get(reverse("demos:shared-run", args=["nonsense"])).status_code == 404


def test_the_list_of_runs_needs_the_same_statements_for_many_runs(
    member_client, done_run, django_assert_max_num_queries
):
    with django_assert_max_num_queries(8):
        member_client.get(reverse("demos:run-list"))


def test_many_sample_runs_in_an_hour_are_refused_calmly(client):
    for _ in range(30):
        client.post(reverse("demos:sample-run", args=[KEY]))

    response = client.post(reverse("demos:sample-run", args=[KEY]))

    assert response.status_code == 429
