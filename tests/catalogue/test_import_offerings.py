"""Offerings from a file: checked first, then imported, by those who may, once however often it is done."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import jsonschema
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from audit.models import AuditEntry
from catalogue.importing import working
from catalogue.models import Offering, OfferingImport
from catalogue.retention import delete_imports
from common.objects import StoreUnavailableError, store
from jobs.models import Job
from jobs.reporting import Reporter
from jobs.services import cancel_job
from publishing.models import Revision
from tests.catalogue.imports import (
    IMPORT,
    as_csv,
    as_json,
    checked,
    entry,
    imported,
    make_editor,
    outcomes,
    told,
    upload,
)
from tests.catalogue.listings import make_offering, make_provider, make_term
from tests.factories import make_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return make_editor()


@pytest.fixture
def client(editor):
    make_provider("gates")
    return signed_in(editor)


def report(client: Client, begun: OfferingImport, kind: str) -> str:
    answer = client.get(reverse(f"{IMPORT}_report", args=[begun.pk, kind]))
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_a_check_changes_nothing_and_says_what_would_become_of_each_row(client, run_jobs):
    make_offering("old")
    content = as_json(entry("new"), {"slug": "old", "title_de": "Das Alte"}, entry("bad", stage="soon"))

    begun = checked(client, run_jobs, content)
    page = client.get(begun.get_absolute_url()).content.decode()

    assert outcomes(begun) == [(1, "new", "created"), (2, "old", "updated"), (3, "bad", "refused")]
    assert list(Offering.objects.values_list("slug", "title_de")) == [("old", None)]
    assert "Import 2 rows" in page
    assert "Value &#x27;soon&#x27; is not a valid choice." in page


def test_the_import_writes_facts_lists_texts_and_providers(client, run_jobs, editor):
    make_provider("partner")
    make_term("audiences", "banks", "Banks")
    one = entry(
        "watch", providers=["partner", "gates"], state="published", price_model="subscription", amount="1250.50",
        currency="CHF", audience=["banks"], tags=["atm", "fraud"], title_el="Φύλακας", features_en="One\nTwo",
        for_whom_en='{"banks": "For branches."}',
    )  # fmt: skip

    begun = imported(client, run_jobs, as_csv(one))

    found = Offering.objects.get(slug="watch")
    assert outcomes(begun) == [(2, "watch", "created")]
    assert (found.amount, found.currency, found.tags) == (Decimal("1250.50"), "CHF", ["atm", "fraud"])
    assert (found.title_el, found.features_en, found.for_whom_en) == ("Φύλακας", "One\nTwo", {"banks": "For branches."})
    assert [share.provider.slug for share in found.shares.all()] == ["partner", "gates"]
    assert found.lead.slug == "partner"
    assert found.published_at is not None
    assert "Φύλακας" in Client().get("/el/catalogue/watch/").content.decode()
    entry_in_trail = AuditEntry.objects.about_row("catalogue_offering", found.pk).latest("pk")
    assert (entry_in_trail.actor, entry_in_trail.place) == (editor.pk, "import of offerings")
    revision = Revision.objects.of(found).get()
    assert (revision.author, revision.source, revision.number) == (editor, "import", 1)
    assert revision.values["title_el"] == "Φύλακας"


def test_a_row_that_changes_an_offering_can_be_taken_back(client, run_jobs):
    imported(client, run_jobs, as_csv(entry("watch", title_de="Wache")))
    imported(client, run_jobs, as_csv(entry("watch", title_de="Wächter")))

    revisions = Revision.objects.of(Offering.objects.get()).order_by("number")
    assert [revision.values["title_de"] for revision in revisions] == ["Wache", "Wächter"]


def test_csv_json_and_json_lines_bring_the_same(client, run_jobs):
    entries = [entry("one", tags=["a", "b"]), entry("two", title_fr="Deux")]
    files = {
        "csv": as_csv(*entries),
        "semicolons, Latin letters": as_csv(*entries, delimiter=";").decode().encode("utf-16"),
        "json": as_json(*entries),
        "json lines": b"\n".join(json.dumps(one).encode() for one in entries),
    }

    seen = {}
    for name, content in files.items():
        Offering.objects.all().delete()
        begun = imported(client, run_jobs, content)
        assert [outcome for _row, _slug, outcome in outcomes(begun)] == ["created", "created"], name
        found = Offering.objects.order_by("slug")
        seen[name] = [(one.slug, one.title_en, one.title_fr or "", one.tags) for one in found]

    right = [("one", "One", "", ["a", "b"]), ("two", "Two", "Deux", [])]
    assert all(rows == right for rows in seen.values()), seen


def test_the_same_file_again_changes_nothing(client, run_jobs):
    content = as_csv(entry("one", amount="5", currency="EUR", price_model="one-off"), entry("two", version=" 2 "))
    imported(client, run_jobs, content)
    before = list(Offering.objects.order_by("slug").values())
    entries = AuditEntry.objects.count()

    begun = imported(client, run_jobs, content)

    assert [outcome for _row, _slug, outcome in outcomes(begun)] == ["unchanged", "unchanged"]
    assert list(Offering.objects.order_by("slug").values()) == before
    assert AuditEntry.objects.filter(table__startswith="catalogue_offering").count() <= entries


@pytest.mark.parametrize(
    ("existing", "outcome", "title"),
    [("update", "updated", "Watch"), ("skip", "unchanged", "Mine"), ("refuse", "refused", "Mine")],
)
def test_what_becomes_of_an_offering_that_exists_is_chosen(client, run_jobs, existing, outcome, title):
    make_offering("watch", title_en="Mine", state="draft")

    begun = imported(client, run_jobs, as_csv(entry("watch")), existing=existing)

    assert outcomes(begun) == [(2, "watch", outcome)]
    assert Offering.objects.get().title_en == title


def test_columns_that_are_not_there_stay_and_empty_cells_clear(client, run_jobs):
    make_offering("watch", title_de="Wache", version="1", tags=["atm"])

    imported(client, run_jobs, as_csv({"slug": "watch", "version": "", "tags": "", "title_en": "Guard"}))

    found = Offering.objects.get()
    assert (found.title_en, found.title_de, found.version, found.tags) == ("Guard", "Wache", "", [])
    assert [share.provider.slug for share in found.shares.all()] == ["gates"]


def test_an_address_is_made_from_the_english_title(client, run_jobs):
    without = entry("x", title_en="Branch Watch: Zürich")
    del without["slug"]

    begun = imported(client, run_jobs, as_json(without))
    again = imported(client, run_jobs, as_json(without))

    assert outcomes(begun) == [(1, "branch-watch-zurich", "created")]
    assert outcomes(again) == [(1, "branch-watch-zurich", "unchanged")]


def test_an_address_made_from_a_title_never_overwrites_another_providers_offering(client, run_jobs):
    make_offering("watch", make_provider("other"), title_en="Theirs")
    without = entry("x", title_en="Watch")
    del without["slug"]

    begun = imported(client, run_jobs, as_json(without))

    assert [(row, column) for row, column, _sentence in told(begun)] == [(1, "slug")]
    assert Offering.objects.get().title_en == "Theirs"


def test_a_worker_that_dies_between_two_batches_leaves_one_result(client, run_jobs, monkeypatch):
    monkeypatch.setattr(working, "BATCH", 2)
    content = as_csv(*(entry(f"number-{number}") for number in range(5)), entry("number-0"))
    begun = checked(client, run_jobs, content)
    client.post(reverse(f"{IMPORT}_start", args=[begun.pk]))
    job = Job.objects.claim(OfferingImport.objects.get().job_id)
    monkeypatch.setattr(Reporter, "should_stop", lambda reporter: Offering.objects.count() >= 4)
    with pytest.raises(working.Stopped):
        working.work_on_import(job, Reporter(job))
    monkeypatch.undo()
    Job.objects.filter(pk=job.pk).update(status=Job.Status.QUEUED)
    half = Offering.objects.count()

    run_jobs()

    begun.refresh_from_db()
    assert half == 4
    assert [outcome for _row, _slug, outcome in outcomes(begun)] == ["created"] * 5 + ["refused"]
    assert Offering.objects.count() == 5
    assert begun.job.refreshed_status() == Job.Status.DONE


def test_an_import_that_is_stopped_keeps_what_it_has_and_can_be_done_again(client, run_jobs):
    begun = checked(client, run_jobs, as_csv(entry("one")))
    client.post(reverse(f"{IMPORT}_start", args=[begun.pk]))
    client.post(reverse(f"{IMPORT}_stop", args=[begun.pk]))
    run_jobs()
    page = client.get(begun.get_absolute_url()).content.decode()

    client.post(reverse(f"{IMPORT}_start", args=[begun.pk]))
    run_jobs()

    assert "Import again" in page
    assert Offering.objects.get().slug == "one"


def test_an_import_is_not_begun_twice_at_once(client, run_jobs):
    begun = checked(client, run_jobs, as_csv(entry("one")))
    start = reverse(f"{IMPORT}_start", args=[begun.pk])

    client.post(start)
    twice = client.post(start, follow=True)

    assert "being worked on already" in twice.content.decode()
    assert Job.objects.filter(kind="catalogue.import").count() == 1


def test_a_check_that_was_stopped_cannot_be_imported(client):
    upload(client, as_csv(entry("one")))
    begun = OfferingImport.objects.get()
    cancel_job(job=begun.job)

    answer = client.post(reverse(f"{IMPORT}_start", args=[begun.pk]), follow=True)

    assert "have not been checked to the end" in answer.content.decode()


@pytest.mark.parametrize("rights", [("add_offering",), ("change_offering",), ("view_offering",)])
def test_who_may_not_both_add_and_change_gets_nothing(rights, client, run_jobs):
    begun = checked(client, run_jobs, as_csv(entry()))
    stranger = signed_in(make_editor(*rights))
    names = ["import", "import_template", "import_schema"]

    asked = [stranger.get(reverse(f"admin:catalogue_offering_{name}")) for name in names]
    asked += [stranger.get(begun.get_absolute_url()), upload(stranger, as_csv(entry()))]

    assert [answer.status_code for answer in asked] == [403] * 5


def test_a_member_is_asked_to_sign_in_as_staff_and_another_editor_finds_nothing(client, run_jobs):
    begun = checked(client, run_jobs, as_csv(entry()))
    other, member = signed_in(make_editor()), signed_in(make_member())
    reports = [reverse(f"{IMPORT}_report", args=[begun.pk, kind]) for kind in ("csv", "json")]
    pages = [begun.get_absolute_url(), *reports]

    assert [other.get(page).status_code for page in pages] == [404] * 3
    assert other.post(reverse(f"{IMPORT}_start", args=[begun.pk])).status_code == 404
    assert [member.get(page).status_code for page in pages] == [302] * 3
    assert upload(member, as_csv(entry())).status_code == 302
    assert OfferingImport.objects.count() == 1


def test_who_loses_the_right_meanwhile_imports_nothing(client, run_jobs, editor):
    begun = checked(client, run_jobs, as_csv(entry()))
    client.post(reverse(f"{IMPORT}_start", args=[begun.pk]))
    editor.user_permissions.clear()

    run_jobs()

    assert OfferingImport.objects.get().job.status == Job.Status.REJECTED
    assert not Offering.objects.exists()


def test_the_report_comes_as_csv_and_json(client, run_jobs):
    begun = checked(client, run_jobs, as_csv(entry("one"), entry("=1+1", kind="=cmd|' /C calc'!A0")))

    lines = list(csv.reader(io.StringIO(report(client, begun, "csv"))))
    data = json.loads(report(client, begun, "json"))

    assert lines[0] == ["row", "slug", "outcome", "messages"]
    assert lines[1] == ["2", "one", "created", ""]
    assert lines[2][1:3] == ["'=1+1", "refused"]
    assert {message["column"] for message in data[1]["messages"]} == {"slug", "kind"}
    assert client.get(reverse(f"{IMPORT}_report", args=[begun.pk, "exe"])).status_code == 404


def test_the_template_and_the_schema_describe_a_file_that_is_taken(client, run_jobs):
    make_provider("finsec")
    make_term("audiences", "banks", "Banks")
    template = client.get(reverse(f"{IMPORT}_template")).content
    schema = client.get(reverse(f"{IMPORT}_schema")).json()

    begun = imported(client, run_jobs, template)

    assert outcomes(begun) == [(2, "branch-watch", "created")]
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate([entry("one", audience=["banks"], amount=5, currency="EUR")], schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate([entry("one", audience=["nobody"])], schema)


def test_a_page_waits_for_the_worker_and_then_shows_the_report(client, run_jobs):
    upload(client, as_csv(entry()))
    begun = OfferingImport.objects.get()
    status = reverse(f"{IMPORT}_status", args=[begun.pk])

    waiting, page = client.get(status), client.get(begun.get_absolute_url()).content.decode()
    run_jobs()
    done = client.get(status)

    assert "Waiting for a free worker" in waiting.content.decode()
    assert "data-follow" in page
    assert done["HX-Redirect"] == begun.get_absolute_url()


def test_files_and_reports_go_after_their_time(client, run_jobs):
    begun = checked(client, run_jobs, as_csv(entry()))

    assert delete_imports(begun.created_at) == 0
    assert delete_imports(begun.job.finished_at) == 1
    assert not OfferingImport.objects.exists()
    with pytest.raises(StoreUnavailableError):
        store.get(begun.key)


def priced(number: int, **values: str) -> dict[str, object]:
    """An offering that has a price and texts of its own, as each row of a large file has."""
    own = {"amount": f"{number + 1}.50", "currency": "EUR", "price_model": "one-off", "title_de": f"Nummer {number}"}
    return entry(f"number-{number}", **own | values)


@pytest.mark.parametrize("change", [{}, {"version": "2"}])
def test_statements_grow_with_batches_and_not_with_rows(client, run_jobs, change):
    said = {}
    for size in (10, 200):
        Offering.objects.all().delete()
        begun = imported(client, run_jobs, as_csv(*(priced(number) for number in range(size))))
        assert {outcome for _row, _slug, outcome in outcomes(begun)} == {"created"}
        with CaptureQueriesContext(connection) as asked:
            imported(client, run_jobs, as_csv(*(priced(number, **change) for number in range(size))))
        said[size] = len(asked)

    assert said[200] <= said[10] + 5, said


def test_new_offerings_share_no_values_that_a_row_sets(client, run_jobs):
    full = entry("full", audience=[], tags=["atm"], title_de="Voll", for_whom_en={"banks": "For branches."})

    imported(client, run_jobs, as_json(full, entry("bare")))

    bare = Offering.objects.get(slug="bare")
    assert (bare.tags, bare.title_de, bare.for_whom_en, bare.title) == ([], None, {}, "Bare")


def test_a_price_that_its_model_forbids_is_refused_whatever_rows_before_say(client, run_jobs):
    rows = [entry("one", amount="5", currency="EUR", price_model="one-off"), entry("two", price_model="free"),
            entry("three", amount="6", currency="EUR", price_model="free"),
            entry("four", amount="7", currency="EUR", price_model="one-off")]  # fmt: skip

    begun = checked(client, run_jobs, as_csv(*rows))

    assert [outcome for _row, _slug, outcome in outcomes(begun)] == ["created", "created", "refused", "created"]
