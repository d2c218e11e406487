"""Workers that die, runs that are stopped: one result or none, and no process left behind."""

import os
import signal
import time
from itertools import count

import pytest

from tests.faults.market import payments_csv, wait_for

pytestmark = pytest.mark.faults

_seeds = count(100)
# Enough to be caught at work, few enough to be analysed once more.
ROWS = 60_000


def large_file():
    return payments_csv(ROWS, next(_seeds))


def test_a_run_whose_worker_is_killed_ends_once_on_another_worker(market):
    run = market.run_file(large_file())
    market.wait_for_step(run)

    os.killpg(market.worker.pid, signal.SIGKILL)
    market.worker.wait()
    wait_for(lambda: not market.analyses(), "the analysis ends with its worker", 5)
    market.spare.start()
    market.let_time_pass()
    state = market.wait_until_closed(run)

    assert (state.status, state.attempt) == ("done", 2)
    assert market.query("SELECT rows FROM demos_run WHERE id = %s", run) == [(ROWS,)]


def test_a_waiting_run_that_is_stopped_never_starts(market, resting_worker):
    run = market.run(sample=True)

    stopped = market.cancel(run)
    resting_worker.send(signal.SIGCONT)
    after = market.run(sample=True)

    assert stopped.status_code == 200
    assert market.wait_until_closed(after).status == "done"
    assert (market.state(run).status, market.state(run).attempt) == ("cancelled", 0)


@pytest.mark.parametrize("steps", [("Fetching the file", "Reading the file"), ()], ids=["reading", "analysing"])
def test_stopping_a_run_at_work_ends_its_process_and_stores_nothing(market, steps):
    run = market.run_file(large_file())
    market.wait_for_step(run, *steps)

    stopped = market.cancel(run)

    assert stopped.json()["status"] == "cancelled"
    wait_for(lambda: not market.analyses(), "the analysis ends", 10)
    time.sleep(0.5)
    assert (market.state(run).status, market.state(run).findings) == ("cancelled", 0)


def test_a_run_that_is_done_cannot_be_stopped(market):
    run = market.run(sample=True)
    market.wait_until_closed(run)

    refused = market.cancel(run)

    assert refused.status_code == 409
    assert market.state(run).status == "done"
