"""Redis, the S3 store and the database go away for a while: nothing is lost, nobody waits long."""

import signal
import time
from concurrent.futures import ThreadPoolExecutor

import boto3
import pytest
import redis

from common.objects import Store, StoreUnavailableError
from tests.faults.market import KEY, payments_csv, wait_for

pytestmark = pytest.mark.faults

SAMPLE = f"/en/demos/algorithms/{KEY}/sample/"
DETAIL = f"/en/demos/algorithms/{KEY}/"


@pytest.fixture
def visitor(market):
    """A person who has looked at the page before."""
    browser = market.browser()
    browser.get(DETAIL)
    return browser


def timed(action):
    started = time.monotonic()
    return action(), time.monotonic() - started


def run_in(answer):
    return answer.headers["Location"].split("/")[-2]


def objects(market):
    places = market.environment
    keys = {"aws_access_key_id": places["S3_ACCESS_KEY"], "aws_secret_access_key": places["S3_SECRET_KEY"]}
    client = boto3.client("s3", endpoint_url=places["S3_ENDPOINT_URL"], region_name=places["S3_REGION"], **keys)
    return {found["Key"] for found in client.list_objects_v2(Bucket=places["S3_BUCKET"]).get("Contents", ())}


def test_runs_started_before_and_while_redis_is_away_are_done_when_it_is_back_and_empty(
    market, engines, visitor, resting_worker
):  # fmt: skip
    before = market.run(sample=True)

    engines.processes["redis"].kill()
    started, seconds = timed(lambda: visitor.post(SAMPLE, {}, page=DETAIL))
    engines.restart("redis")
    with redis.Redis.from_url(market.environment["REDIS_URL"]) as server:
        server.flushall()
    market.age_jobs()
    resting_worker.send(signal.SIGCONT)
    market.beat.start()
    states = [market.wait_until_closed(run) for run in (before, run_in(started))]

    assert started.status_code == 302
    assert seconds < 5
    assert [(state.status, state.attempt) for state in states] == [("done", 1)] * 2


def test_a_redis_that_hangs_does_not_hold_a_page(market, engines, visitor):
    redis_server = engines.processes["redis"]
    redis_server.send(signal.SIGSTOP)
    started, seconds = timed(lambda: visitor.post(SAMPLE, {}, page=DETAIL))
    redis_server.send(signal.SIGCONT)
    market.let_time_pass()

    assert started.status_code == 302
    assert seconds < 15, "Celery's defaults would have held it for 19 s and more"
    assert market.wait_until_closed(run_in(started)).status == "done"


def test_a_run_waits_for_a_store_that_is_away(market, engines, resting_worker):
    run = market.run_file(payments_csv(2_000, seed=1))

    engines.processes["store"].kill()
    resting_worker.send(signal.SIGCONT)
    wait_for(lambda: market.state(run).step == "Fetching the file", "the run asks for its file")
    wait_for(lambda: market.state(run).status == "queued", "the run is put back")
    engines.restart("store")
    market.let_time_pass()
    state = market.wait_until_closed(run)

    assert (state.status, state.attempt) == ("done", 1)


def test_an_upload_while_the_store_is_away_is_refused_with_a_sentence_and_leaves_nothing(market, engines):
    stored, rows = objects(market), market.query("SELECT count(*) FROM jobs_upload")

    engines.processes["store"].kill()
    refused, seconds = timed(lambda: market.upload(payments_csv(2_000, seed=2)))
    engines.restart("store")

    assert refused.status_code == 503
    assert "Nothing was lost" in refused.text
    assert seconds < 15
    assert objects(market) == stored
    assert market.query("SELECT count(*) FROM jobs_upload") == rows


def test_a_store_that_refuses_counts_as_away(settings, tmp_path):
    settings.S3 = settings.S3 | {"bucket_name": "no-such-bucket"}
    file = tmp_path / "file"
    file.write_bytes(b"content")

    for attempt in (lambda: Store().put_file("key", str(file)), lambda: Store().fetch("key", str(file))):
        with pytest.raises(StoreUnavailableError):
            attempt()


def test_a_database_restart_costs_a_run_nothing_and_pages_ask_for_patience(market, engines, visitor):
    member = market.browser()
    member.sign_in()
    run = market.run_file(payments_csv(150_000, seed=3))
    market.wait_for_step(run)

    database = engines.processes["postgres"]
    database.send(signal.SIGQUIT)
    database.wait()
    pages = [member.get("/en/demos/runs/"), member.get("/en/"), visitor.get("/en/demos/runs/"), member.get("/mail/")]
    program = market.api.get(f"{market.site}/api/v1/runs/")
    engines.restart("postgres")
    state = market.wait_until_closed(run)

    assert [(page.status_code, page.headers.get("Retry-After")) for page in (*pages[:2], program)] == [(503, "10")] * 3
    assert program.headers["Content-Type"] == "application/problem+json"
    assert not [page.url for page in pages if page.status_code not in {200, 503}]
    assert state.status == "done"
    with ThreadPoolExecutor(8) as readers:
        assert set(readers.map(lambda _: member.get("/en/demos/runs/").status_code, range(16))) == {200}
