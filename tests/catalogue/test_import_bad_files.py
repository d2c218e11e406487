"""Files that nobody should upload: a sentence says where and what to do, and nothing of them is stored."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from catalogue.importing.child import work
from catalogue.importing.columns import columns
from catalogue.models import Offering, OfferingImport
from common.tables import TableError
from common.wording import tell
from jobs.models import Job
from tests.catalogue.imports import as_csv, as_json, checked, entry, imported, make_editor, outcomes, told, upload
from tests.catalogue.listings import make_provider
from tests.factories import signed_in

pytestmark = pytest.mark.django_db
EVIL = "\"><script>alert(1)</script>{{ 7*7 }}' OR 1=1 --"


@pytest.fixture
def client():
    make_provider("gates")
    return signed_in(make_editor())


def read(content: bytes, folder: Path) -> dict[str, object]:
    """What the limited child answers for a file."""
    (folder / "upload").write_bytes(content)
    return work(
        {"path": str(folder / "upload"), "target": str(folder / "rows"), "columns": columns()},
        lambda share, words: None,
    )


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0", "no CSV, JSON or JSON Lines file"),
        (b"%PDF-1.7 offerings", "no CSV, JSON or JSON Lines file"),
        (b"PK\x03\x04 workbook", "no CSV, JSON or JSON Lines file"),
        (b"<html><body>offerings</body></html>", "no CSV, JSON or JSON Lines file"),
        (b"," * 1_000_000, "at most 500 can be read"),
        (b"name,price\nWatch,5\n", "first row must name the columns"),
        (b"slug,title_en,colour,\xcf\x80\nwatch,Watch,red,1\n", "no columns “colour, π”"),
        (b"slug,title_en,slug\nwatch,Watch,watch\n", "“slug” stands in the header twice"),
        (b"slug,title_en\n", "no rows below"),
        (b"[]", "no rows below"),
        (b"[" * 10_000, "nested too deeply"),
        (b'[{"a":' * 10_000, "nested too deeply"),
        (b'[{"slug": "a"}, {"slug" "b"}]', "line 1, character 25"),
        (b'[{"slug": "a"}] and more', "line 1, character"),
        (b'[{"slug": "a"}', "line 1, character"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(tmp_path, content, sentence):
    with pytest.raises(TableError) as refused:
        read(content, tmp_path)

    assert sentence in tell(refused.value.words.to_json())


def test_a_file_that_is_too_large_for_the_child_is_told_as_the_form_tells_it(tmp_path):
    (tmp_path / "upload").write_bytes(as_csv(entry()))
    os.truncate(tmp_path / "upload", 200 * 2**20 + 1)

    with pytest.raises(TableError) as refused:
        work({"path": str(tmp_path / "upload"), "target": str(tmp_path / "rows"), "columns": columns()}, print)

    assert tell(refused.value.words.to_json()) == "The file is larger than 200 MB. Split it."


def test_the_page_says_why_a_file_is_refused(client, run_jobs):
    begun = checked(client, run_jobs, b"[" * 10_000)

    assert begun.job.status == Job.Status.REJECTED
    assert "nested too deeply" in client.get(begun.get_absolute_url()).content.decode()
    assert not begun.report.exists()


def test_an_empty_file_is_told_at_its_field(client):
    answer = upload(client, b"")

    assert answer.status_code == 422
    assert "The file is empty." in answer.content.decode()
    assert not OfferingImport.objects.exists()


def test_without_a_file_and_with_an_unknown_choice_the_form_says_so(client):
    answer = client.post(reverse("admin:catalogue_offering_import"), {"existing": "destroy"})

    assert answer.status_code == 422
    assert answer.content.decode().count('class="errorlist"') == 2


def test_a_file_that_is_too_large_is_refused(client, settings):
    settings.UPLOAD_MAX_BYTES = 2**20

    assert upload(client, b"x" * (2**20 + 1)).status_code == 422
    assert upload(client, b"x" * 2**22).status_code == 413


WRONG = [
    ({"amount": "-1", "currency": "EUR", "price_model": "one-off"}, "amount", "greater than or equal to 0"),
    ({"amount": "NaN", "currency": "EUR", "price_model": "one-off"}, "amount", "must be a decimal number"),
    ({"amount": "Infinity", "currency": "EUR", "price_model": "one-off"}, "amount", "must be a decimal number"),
    ({"amount": "1e999999", "currency": "EUR", "price_model": "one-off"}, "amount", "no more than 12 digits"),
    ({"amount": "9" * 5_000, "currency": "EUR", "price_model": "one-off"}, "amount", "no more than 12 digits"),
    ({"amount": "1.250,50", "currency": "EUR", "price_model": "one-off"}, "amount", "must be a decimal number"),
    ({"amount": "5", "currency": "XXX", "price_model": "one-off"}, "currency", "not a valid choice"),
    ({"amount": "5", "price_model": "one-off"}, "amount", "Give an amount together with its currency"),
    ({"amount": "5", "currency": "EUR", "price_model": "free"}, "amount", "subscription and one-off only"),
    ({"audience": ["nobody"]}, "audience", "“nobody” is not known"),
    ({"tags": ["a", "a"]}, "tags", "“a” stands there twice"),
    ({"tags": ["x" * 61]}, "tags", "at most 60 characters"),
    ({"providers": ["nobody"]}, "providers", "“nobody” is not known. Write one of: gates."),
    ({"providers": []}, "providers", "at least one provider"),
    ({"kind": "<b>"}, "kind", "not a valid choice"),
    ({"state": "hidden"}, "state", "not a valid choice"),
    ({"title_en": ""}, "title_en", "cannot be blank"),
    ({"title_de": "x" * 121}, "title_de", "at most 120 characters"),
    ({"title_en": "a\0b"}, "title_en", "Null characters are not allowed"),
    ({"description_el": "α" * 20_001}, "description_el", "at most 20000 characters"),
    ({"summary_en": "caf\ufffd"}, "summary_en", "Save the file in UTF-8"),
    ({"slug": "a b"}, "slug", "valid “slug”"),
    ({"slug": "\u202egnp"}, "slug", "valid “slug”"),
    ({"slug": "zero\u200bwidth"}, "slug", "valid “slug”"),
    ({"slug": EVIL}, "slug", "valid “slug”"),
    ({"slug": "", "title_en": "Φύλακας"}, "slug", "Write an address"),
    ({"for_whom_en": "[1]"}, "for_whom_en", "Write a table of texts"),
    ({"for_whom_en": "{" * 10_000}, "for_whom_en", "Write a table of texts"),
    ({"try_url_args": '{"key": {}}'}, "try_url_args", "Write a table of texts"),
]


@pytest.mark.parametrize("written", [as_csv, as_json])
def test_each_wrong_row_is_refused_at_its_column_and_the_others_go_on(client, run_jobs, written):
    rows = [entry(f"number-{number}") | wrong for number, (wrong, _column, _sentence) in enumerate(WRONG)]

    begun = imported(client, run_jobs, written(*rows, entry("good")))

    reports = list(begun.report.order_by("row"))
    assert [report.outcome for report in reports] == ["refused"] * len(rows) + ["created"]
    unsaid = [
        (sentence, report.messages)
        for (_wrong, column, sentence), report in zip(WRONG, reports, strict=False)
        if not any(one["column"] == column and sentence in one["message"] for one in report.messages)
    ]
    assert unsaid == []
    assert [offering.slug for offering in Offering.objects.all()] == ["good"]


ODD = [
    (5, "", "This entry is no object"),
    ([1], "", "This entry is no object"),
    (None, "", "This entry is no object"),
    (entry("one", colour="red"), "colour", "no such column"),
    (entry("two", title_en=True), "title_en", "Write a text."),
    (entry("three", title_en={"en": "Watch"}), "title_en", "Write a text."),
    (entry("four", tags=[["a"]]), "tags", "Write a list of texts"),
    (entry("five", title_de="\ud800"), "title_de", "Save the file in UTF-8"),
]


def test_json_of_another_shape_is_told_with_its_entry(client, run_jobs):
    begun = imported(client, run_jobs, as_json(*(odd for odd, _column, _sentence in ODD), entry("good")))

    messages = told(begun)
    assert [(row, column) for row, column, _message in messages] == [
        (row, column) for row, (_odd, column, _sentence) in enumerate(ODD, 1)
    ]
    assert all(sentence in message for (_o, _c, sentence), (_r, _n, message) in zip(ODD, messages, strict=True))
    assert Offering.objects.get().slug == "good"


def test_a_json_list_of_numbers_is_refused_number_by_number(client, run_jobs):
    begun = checked(client, run_jobs, b"[1, -2.5, NaN, 1e999, " + b"9" * 10_000 + b"]")

    assert [outcome for _row, _slug, outcome in outcomes(begun)] == ["refused"] * 5


def test_a_key_that_stands_twice_and_a_broken_line_are_told(client, run_jobs):
    twice = b'{"slug": "a", "slug": "b"}'
    begun = checked(client, run_jobs, twice + b"\nnot json\n\n" + json.dumps(entry("good")).encode())

    assert [(row, column) for row, column, _message in told(begun)] == [(1, "slug"), (2, "")]
    assert outcomes(begun)[-1] == (4, "good", "created")


def test_an_address_twice_in_the_file_is_taken_the_first_time(client, run_jobs):
    begun = imported(client, run_jobs, as_csv(entry(), entry(title_en="Other")))

    assert told(begun) == [(3, "slug", "Row 2 of this file has this address. Choose another one.")]
    assert Offering.objects.get().title_en == "Watch"


def test_markup_in_every_field_is_refused_or_shown_as_it_is_written(client, run_jobs):
    texts = {name: EVIL for name in columns() if name.partition("_")[0] in {"title", "summary", "description"}}
    texts |= {"features_en": EVIL, "components_en": EVIL, "access_en": EVIL, "contact_note_en": EVIL, "tags": [EVIL]}
    everywhere = dict.fromkeys(columns(), EVIL)

    begun = imported(client, run_jobs, as_json(entry(state="published", **texts), everywhere))
    report = client.get(begun.get_absolute_url() + "?outcome=refused").content.decode()
    page = Client().get("/de/catalogue/watch/").content.decode()

    assert [outcome for _row, _slug, outcome in outcomes(begun)] == ["created", "refused"]
    assert "<script>alert(1)" not in report
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_ten_megabytes_in_a_cell_refuse_their_row_within_seconds(client, run_jobs):
    content = as_csv(entry(description_en="x" * 10_000_000), entry("good"))
    started = time.monotonic()

    begun = imported(client, run_jobs, content)

    assert told(begun)[0][:2] == (2, "description_en")
    assert Offering.objects.get().slug == "good"
    assert len(client.get(begun.get_absolute_url()).content) < 50_000
    assert time.monotonic() - started < 30


def test_right_to_left_and_zero_width_characters_do_no_harm_in_texts(client, run_jobs):
    title = "\u202eevil\u200b\u2066 \ufeffשלום"

    imported(client, run_jobs, as_csv(entry(title_en=title, state="published")))

    assert Offering.objects.get().title_en == title.strip()
    assert Client().get("/en/catalogue/watch/").status_code == 200


def test_western_letters_are_read_and_broken_ones_refused(client, run_jobs):
    western = as_csv(entry(title_en="Zürich")).decode().encode("cp1252")
    sound = as_csv(entry("two", description_en="ü" * 100), entry("three", description_en="cut off?"))
    broken = sound.replace(b"off?", b"off \xc3(")

    read = imported(client, run_jobs, western)
    refused = imported(client, run_jobs, broken)

    assert "Windows-1252" in tell(read.notes[0])
    assert Offering.objects.get(slug="watch").title_en == "Zürich"
    assert [outcome for _row, _slug, outcome in outcomes(refused)] == ["created", "refused"]


def test_rows_that_are_too_short_or_too_long_are_told(client, run_jobs):
    content = b"slug,version,title_en\nwatch,1\nguard,1,Guard,more\nfine,1,Fine,,\n"

    begun = checked(client, run_jobs, content)

    assert [row for row, _column, message in told(begun) if "the header names 3 columns" in message] == [2, 3]


def test_a_quotation_mark_that_is_never_closed_is_told(client, run_jobs):
    filler = "".join(f"number-{number},text {'x' * 90}\n" for number in range(2_000))

    begun = checked(client, run_jobs, f'slug,title_en\nwatch,"Watch\n{filler}'.encode())

    assert any("quotation mark is never closed" in message for _row, _column, message in told(begun))
