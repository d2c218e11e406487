"""examples/api_client.py does against a live market what docs/api.md promises."""

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from examples.api_client import Market, RefusedError
from jobs.models import Upload
from tests.factories import PAYMENTS_CSV, make_member, make_token, sample_file

ROOT = Path(__file__).resolve().parents[2]
KEY = "payment-flows"
PATIENCE = 60.0


@pytest.fixture
def token(live_server):
    return make_token(make_member())


@pytest.fixture
def payments(tmp_path):
    path = tmp_path / "payments.csv"
    path.write_bytes(sample_file(KEY).read())
    return path


def start(market, path, **settings):
    upload = market.upload(path)
    return market.start(KEY, upload["id"], {"booked_at": "time"}, settings)["id"]


def test_client_takes_a_file_from_upload_to_result(live_server, token, payments, run_jobs):
    market = Market(live_server.url, token)
    run = start(market, payments, threshold=9000)

    run_jobs()

    assert market.wait(run)["status"] == "done"
    found = list(market.findings(run))
    assert found
    assert [one["severity"] for one in found] == sorted((one["severity"] for one in found), reverse=True)
    assert len(json.loads(market.export(run, "json"))["findings"]) == len(found)


def test_findings_are_told_in_the_language_that_is_asked_for(live_server, token, payments, run_jobs):
    run = start(Market(live_server.url, token), payments)
    run_jobs()

    told = {
        language: next(Market(live_server.url, token, language).findings(run))["title"] for language in ("en", "de")
    }

    assert told["en"] != told["de"]


def test_refusal_carries_the_sentence_of_the_market(live_server, token, tmp_path):
    market = Market(live_server.url, token)
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b,c\n")

    with pytest.raises(RefusedError, match="no rows"):
        market.upload(empty)
    with pytest.raises(RefusedError, match="nonsense"):
        market.start("nonsense", "nothing", {}, {})


def test_deleted_run_takes_its_file_along(live_server, token, tmp_path):
    market = Market(live_server.url, token)
    path = tmp_path / "payments.csv"
    path.write_bytes(PAYMENTS_CSV)

    market.delete(start(market, path))

    assert not Upload.objects.exists()


def test_program_prints_the_findings_and_saves_the_result(live_server, token, payments, tmp_path, run_jobs):
    key, saved = tmp_path / "token.txt", tmp_path / "result.xlsx"
    key.write_text(token)
    command = [sys.executable, ROOT / "examples" / "api_client.py", payments, "--site", live_server.url]
    options = ["--token-file", key, "--set", "threshold=9000", "--save", saved]

    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as program:
        end = time.monotonic() + PATIENCE
        while program.poll() is None and time.monotonic() < end:
            run_jobs()
            time.sleep(0.2)
        told = program.stdout.read()

    assert program.returncode == 0
    assert len(told.splitlines()) > 3
    assert saved.read_bytes().startswith(b"PK")
