"""Upload, run, poll, fetch with a token."""

import json

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from demos.models import Run
from jobs.models import Upload
from tests.factories import csv_file, make_member, make_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_once")]

KEY = "payment-flows"


@pytest.fixture
def api():
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(make_member())}")
    return client


def send_file(api, **kwargs):
    return api.post("/api/v1/uploads/", {"file": csv_file(**kwargs)}, format="multipart")


def start(api, **more):
    file = send_file(api).json()["id"]
    return api.post("/api/v1/runs/", {"algorithm": KEY, "upload": file} | more, format="json")


def test_a_program_uploads_runs_polls_and_fetches(api, run_jobs):
    started = start(api)
    assert started.status_code == 202
    address = started["Location"]
    assert api.get(address).json()["status"] == "queued"

    run_jobs()

    assert api.get(address).json()["status"] == "done"
    result = api.get(f"{address}result/").json()
    assert result["rows"] == 300
    findings = api.get(f"{address}findings/").json()
    assert findings["count"] == len(result["findings"])


def test_the_sample_runs_without_a_file(api, run_jobs):
    started = api.post("/api/v1/runs/", {"algorithm": KEY, "sample": True}, format="json")
    run_jobs()

    assert api.get(started["Location"]).json()["status"] == "done"


def test_without_a_token_nothing_is_answered_but_the_algorithms(client):
    assert client.get("/api/v1/algorithms/").status_code == 200
    for path in ("/api/v1/runs/", "/api/v1/uploads/"):
        answer = client.get(path)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"


def test_another_members_run_and_file_do_not_exist(api, run_jobs):
    address = start(api)["Location"]
    stranger = APIClient()
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(make_member())}")

    for path in (address, f"{address}result/", f"{address}findings/", f"{address}export/json/"):
        assert stranger.get(path).status_code == 404
    assert stranger.delete(address).status_code == 404
    assert stranger.post(f"{address}cancel/").status_code == 404
    file = str(Upload.objects.get().pk)
    refused = stranger.post("/api/v1/runs/", {"algorithm": KEY, "upload": file}, format="json")
    assert refused.status_code == 400


def test_a_result_before_its_time_is_refused_with_a_problem(api):
    answer = api.get(f"{start(api)['Location']}result/")

    assert answer.status_code == 409
    assert answer.json()["status"] == 409
    assert "waiting" in answer.json()["detail"]


@pytest.mark.parametrize(
    "more",
    [
        {"columns": {"sender": "nonsense"}},
        {"columns": {"no such column": "sender"}},
        {"columns": {"sender": "ignore"}},
        {"settings": {"nonsense": 1}},
        {"settings": {"budget": "many"}},
        {"algorithm": "nonsense"},
        {"sample": True},
    ],
)
def test_a_wrong_request_says_what_is_wrong(api, more):
    answer = start(api, **more)

    assert answer.status_code == 400
    assert answer.json()["errors"]
    assert not Run.objects.exists()


def test_an_unreadable_file_is_a_422_with_a_sentence(api):
    answer = send_file(api, content=b"a,b,c\n")

    assert answer.status_code == 422
    assert "no rows" in answer.json()["detail"]


def test_the_same_file_and_settings_answer_with_the_same_run(api):
    assert start(api).json()["id"] == start(api).json()["id"]


def test_a_deleted_run_is_gone(api, run_jobs):
    address = start(api)["Location"]

    assert api.delete(address).status_code == 204
    assert api.get(address).status_code == 404


def test_the_schema_is_openapi_3_1_and_names_every_path(client):
    schema = client.get("/api/v1/schema/?format=json")

    described = json.loads(schema.content)
    assert described["openapi"].startswith("3.1")
    assert {"/api/v1/runs/", "/api/v1/uploads/", "/api/v1/runs/{id}/result/"} <= set(described["paths"])


def test_the_documentation_page_is_public(client):
    assert client.get(reverse("api:docs")).status_code == 200


def test_an_error_outside_of_the_endpoints_is_a_problem_too(api, settings):
    settings.UPLOAD_MAX_BYTES = -(2**20) + 10
    answer = api.post("/api/v1/runs/", {"algorithm": "x" * 40}, format="json")

    assert answer.status_code == 413
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"] == "This file is larger than the market accepts."
    missing = api.get("/api/v1/nothing/")
    assert (missing.status_code, missing.json()["detail"]) == (404, "There is nothing at this address.")
