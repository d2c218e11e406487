"""The live process: progress and the end of a run as server-sent events."""

import json
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

import pytest
import requests

from jobs.live import VALID_FOR, token_for
from jobs.models import MAX_ATTEMPTS
from tests.faults.market import CLOSED, payments_csv

pytestmark = pytest.mark.faults


def listen(market, run, after="", timeout=60):
    """Return the events of a run up to its end, as (id, content)."""
    address = f"{market.live_site}/live/{token_for(f'job:{market.job_of(run)}')}"
    headers = {"Last-Event-ID": after} if after else {}
    events, identifier = [], ""
    with requests.get(address, headers=headers, stream=True, timeout=timeout) as answer:
        assert answer.headers["Content-Type"] == "text/event-stream"
        for line in answer.iter_lines(chunk_size=1, decode_unicode=True):
            name, _, value = line.partition(": ")
            if name == "id":
                identifier = value
            elif name == "data":
                events.append((identifier, json.loads(value)))
    return events


@pytest.fixture(scope="module")
def followed(market):
    """A run that was listened to from before it started."""
    market.worker.send(signal.SIGSTOP)
    run = market.run_file(payments_csv(20_000, seed=20))
    with ThreadPoolExecutor(2) as listeners:
        heard = [listeners.submit(listen, market, run) for _ in range(2)]
        time.sleep(0.5)
        market.worker.send(signal.SIGCONT)
        return run, [each.result(120) for each in heard]


def test_every_listener_hears_progress_and_the_end(followed):
    _run, (first, second) = followed

    shares = [event["share"] for _id, event in first if event["status"] == "running"]
    assert first == second
    assert len(shares) > 3
    assert shares == sorted(shares)
    assert [event["status"] for _id, event in first if event["status"] in CLOSED] == ["done"]


def test_a_listener_that_comes_back_hears_only_what_it_missed(market, followed):
    run, (events, _second) = followed

    missed = listen(market, run, after=events[2][0])

    assert missed == events[3:]


def test_a_listener_hears_that_a_run_was_given_up(market, resting_worker):
    run = market.run(sample=True)
    job = market.job_of(run)
    market.query("UPDATE jobs_job SET status = 'running', attempt = %s WHERE id = %s", MAX_ATTEMPTS, job)

    with ThreadPoolExecutor(1) as listeners:
        heard = listeners.submit(listen, market, run, timeout=10)
        time.sleep(0.3)
        market.let_time_pass()
        resting_worker.send(signal.SIGCONT)
        events = heard.result(30)

    assert [event["status"] for _id, event in events] == ["failed"]


@pytest.mark.parametrize("kind", ["wrong", "forged", "expired"])
def test_a_key_that_does_not_fit_opens_nothing(market, kind):
    with patch("django.core.signing.time.time", return_value=time.time() - VALID_FOR.total_seconds() - 60):
        expired = token_for("job:1")
    token = {"wrong": "nonsense", "forged": token_for("job:1")[:-2] + "xx", "expired": expired}[kind]

    answer = requests.get(f"{market.live_site}/live/{token}", timeout=10)

    assert answer.status_code == 404
    assert "Reload the page" in answer.text


def test_a_restart_of_redis_does_not_end_a_stream(market, engines, resting_worker):
    run = market.run(sample=True)

    with ThreadPoolExecutor(1) as listeners:
        heard = listeners.submit(listen, market, run)
        time.sleep(0.5)
        engines.processes["redis"].kill()
        engines.restart("redis")
        market.let_time_pass()
        resting_worker.send(signal.SIGCONT)
        market.wait_until_closed(run)
        events = heard.result(30)

    assert events[-1][1]["status"] == "done"
