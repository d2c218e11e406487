"""A workbook of several sheets: whoever sent it says which one holds the table."""

import pandas as pd
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from rest_framework.test import APIClient

from demos.models import Run
from tests.factories import make_member, make_token
from tests.tables.files import sheets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("looked_once")]

KEY = "payment-flows"
HEAD = ["sender", "receiver", "booked_at", "amount"]


def payments(prefix, rows=300):
    return [HEAD] + [
        [
            f"{prefix}-{i % 20:03}",
            f"{prefix}-{(i * 7 + 3) % 20:03}",
            f"2026-03-{i % 28 + 1:02} 09:15",
            20 + i * 13 % 400,
        ]
        for i in range(rows)
    ]


@pytest.fixture
def book():
    content = sheets({"Cover": [["Quarter"]], "April": payments("APR"), "Mai": payments("MAI", 200), "Notes": [["x"]]})
    return SimpleUploadedFile("quarter.xlsx", content)


@pytest.fixture
def page(member_client, book):
    return member_client.post(reverse("demos:upload-create", args=[KEY]), {"file": book}).url


def test_the_first_table_is_shown_and_the_other_sheets_are_offered(member_client, page):
    answer = member_client.get(page)

    assert [name for name, _label in answer.context["sheets"].fields["sheet"].choices] == [
        "Cover", "April", "Mai", "Notes",
    ]  # fmt: skip
    assert b"APR-000" in answer.content
    assert '<option value="April" selected>' in answer.content.decode()


def test_the_chosen_sheet_is_shown_and_analysed(member_client, page, run_jobs):
    address = f"{page}?sheet=Mai"
    shown = member_client.get(address)
    assert b"MAI-000" in shown.content
    assert b"APR-000" not in shown.content
    form = shown.context["form"]
    data = {name: form[name].initial for name in form.fields if form[name].initial is not None}

    member_client.post(address, data)
    run_jobs()

    run = Run.objects.get()
    assert run.rows == 200
    assert run.name == "quarter.xlsx · Mai"


def test_two_sheets_are_two_runs(member_client, page):
    for address in (page, f"{page}?sheet=Mai", f"{page}?sheet=April"):
        form = member_client.get(address).context["form"]
        data = {name: form[name].initial for name in form.fields if form[name].initial is not None}
        member_client.post(address, data)

    assert sorted(Run.objects.values_list("name", flat=True)) == ["quarter.xlsx", "quarter.xlsx · Mai"]


def test_a_sheet_without_a_table_is_refused_and_the_others_stay_on_offer(member_client, page):
    answer = member_client.get(f"{page}?sheet=Notes")

    assert answer.status_code == 422
    assert "no rows below it" in answer.content.decode()
    assert '<option value="Mai">' in answer.content.decode()


def test_a_sheet_that_does_not_exist_counts_as_none(member_client, page):
    answer = member_client.get(f"{page}?sheet=June")

    assert answer.status_code == 200
    assert b"APR-000" in answer.content


def test_a_file_of_one_table_offers_no_sheet(member_client):
    file = SimpleUploadedFile("one.xlsx", sheets({"Only": payments("ONE")}))
    page = member_client.post(reverse("demos:upload-create", args=[KEY]), {"file": file}).url

    assert b'name="sheet"' not in member_client.get(page).content


def test_a_program_names_the_sheet(book, run_jobs):
    api = APIClient()
    api.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(make_member())}")
    file = api.post("/api/v1/uploads/", {"file": book}, format="multipart").json()["id"]

    seen = api.get(f"/api/v1/uploads/{file}/preview/?sheet=Mai").json()
    assert (seen["sheet"], seen["row_count"]) == ("Mai", 200)
    unknown = api.get(f"/api/v1/uploads/{file}/preview/?sheet=June")
    assert (unknown.status_code, "no sheet “June”" in unknown.json()["detail"]) == (422, True)

    run = {"algorithm": KEY, "upload": file}
    refused = api.post("/api/v1/runs/", run | {"sheet": "June"}, format="json")
    assert (refused.status_code, "no sheet “June”" in str(refused.json())) == (400, True)
    started = api.post("/api/v1/runs/", run | {"sheet": "Mai"}, format="json")
    run_jobs()
    assert api.get(started["Location"]).json()["rows"] == 200


def test_the_command_line_takes_a_sheet_for_either_file(book, tmp_path):
    path = tmp_path / "quarter.xlsx"
    path.write_bytes(book.read())
    scores = tmp_path / "scores.csv"

    call_command("analyze", KEY, str(path), "--sheet", "April", "--test", str(path), "--test-sheet", "Mai",
                 "--scores", str(scores))  # fmt: skip
    assert len(pd.read_csv(scores)) == 200
    with pytest.raises(CommandError, match="no sheet “June”"):
        call_command("analyze", KEY, str(path), "--sheet", "June")
