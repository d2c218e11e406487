"""examples/api_client.py does against a market what docs/api.md promises."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from examples.api_client import Market, RefusedError
from jobs.models import Upload
from tests.factories import make_member, make_token, sample_file

ROOT = Path(__file__).resolve().parents[2]
KEY = "payment-flows"


@pytest.fixture
def token(db):
    return make_token(make_member())


@pytest.fixture
def payments(tmp_path):
    path = tmp_path / "payments.csv"
    path.write_bytes(sample_file(KEY).read())
    return path


def finished(market, path):
    """Upload, start and wait; return the run's id."""
    upload = market.upload(path)
    run = market.start(KEY, upload["id"], {"booked_at": "time"}, {"threshold": "9000"})
    return market.wait(run["id"], pause=0.1)["id"]


def test_client_takes_a_file_from_upload_to_result_in_its_language(site, token, payments):
    market, german = Market(site.url, token), Market(site.url, token, "de")

    run = site.during(lambda: finished(market, payments))
    found = site.during(lambda: list(market.findings(run)))
    exported = site.during(lambda: json.loads(market.export(run, "json")))

    severities = [one["severity"] for one in found]
    assert severities
    assert severities == sorted(severities, reverse=True)
    assert len(exported["findings"]) == len(found)
    assert site.during(lambda: next(german.findings(run)))["title"] != found[0]["title"]

    site.during(lambda: market.delete(run))

    assert not Upload.objects.exists()


def test_refusal_carries_the_sentence_of_the_market(site, token, tmp_path):
    market = Market(site.url, token)
    empty = tmp_path / "empty.csv"
    empty.write_text("a,b,c\n")

    with pytest.raises(RefusedError, match="no rows"):
        site.during(lambda: market.upload(empty))
    with pytest.raises(RefusedError, match="nonsense"):
        site.during(lambda: market.start("nonsense", "nothing", {}, {}))
    with pytest.raises(RefusedError, match="token"):
        site.during(lambda: Market(site.url, "finsec_wrong").upload(empty))


def test_program_prints_the_findings_and_saves_the_result(site, token, payments, tmp_path):
    key, saved = tmp_path / "token.txt", tmp_path / "result.xlsx"
    key.write_text(token)
    command = [sys.executable, ROOT / "examples" / "api_client.py", payments, "--site", site.url]
    options = ["--token-file", key, "--set", "threshold=9000", "--save", saved]

    done = site.during(lambda: subprocess.run([*command, *options], capture_output=True, text=True, check=False))

    assert done.stderr == ""
    assert len(done.stdout.splitlines()) > 3
    assert saved.read_bytes().startswith(b"PK")
