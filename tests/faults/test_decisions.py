"""Decisions of reviewers while the web process dies: each is there as a whole, or not at all."""

import json
import os
import signal
import subprocess
import sys
import threading

import pytest
import requests

from finsec_market.embedded import services
from tests.faults.market import answers, wait_for

pytestmark = pytest.mark.faults
MANY = int(os.environ.get("DECISIONS", "40"))


@pytest.fixture
def reviewer(market):
    """A browser of a reviewer, and the submissions that wait."""
    program = [sys.executable, "-m", "tests.faults.prepare_reviews", str(MANY)]
    environment = os.environ | market.environment
    told = subprocess.run(program, env=environment, cwd=services.PROJECT, stdout=subprocess.PIPE, check=True).stdout
    found = json.loads(told.splitlines()[-1])
    session = requests.Session()
    session.cookies.set(found["name"], found["session"])
    yield session, found["waiting"]
    if not market.web.is_running:
        market.web.start()


def approve(market, session, submission):
    """Read the page and send its form; return the status that came back, 0 where the line broke."""
    page = f"{market.site}/en/admin/publishing/submission/{submission}/change/"
    try:
        form = session.get(page, timeout=30).text.split('name="csrfmiddlewaretoken" value="')[-1].split('"')[0]
        data = {"csrfmiddlewaretoken": form, "step": "approve", "seen": "1"}
        return session.post(page, data, headers={"Referer": page}, allow_redirects=False, timeout=30).status_code
    except requests.ConnectionError:
        return 0


def test_decisions_are_whole_or_not_at_all_when_the_web_process_is_killed(market, reviewer):
    session, waiting = reviewer
    answered = {}

    def decide():
        for submission in waiting:
            answered[submission] = approve(market, session, submission)

    worker = threading.Thread(target=decide)
    worker.start()
    wait_for(lambda: len(answered) >= MANY // 3, "a third of the decisions is taken", 120 + MANY)
    os.killpg(market.web.pid, signal.SIGKILL)
    market.web.wait()
    worker.join()
    market.web.start()
    market.web.wait_until(lambda: answers(f"{market.site}/healthz"))

    steps = dict(
        market.query(
            "SELECT submission_id, array_agg(step ORDER BY number) FROM publishing_statechange"
            " WHERE submission_id = ANY(%s) GROUP BY 1",
            waiting,
        )
    )
    states = dict(market.query("SELECT id, state FROM publishing_submission WHERE id = ANY(%s)", waiting))
    listings = dict(
        market.query(
            "SELECT s.id, o.state FROM publishing_submission s JOIN catalogue_offering o ON o.id = s.row"
            " WHERE s.id = ANY(%s)",
            waiting,
        )
    )
    whole, none = ["submit", "take", "approve", "publish"], ["submit"]
    assert all(steps[pk] in (whole, none) for pk in waiting)
    assert all(states[pk] == ("published" if steps[pk] == whole else "submitted") for pk in waiting)
    assert all(listings[pk] == ("published" if steps[pk] == whole else "draft") for pk in waiting)
    assert all(steps[pk] == whole for pk in waiting if answered[pk] == 302)
    assert 0 < sum(status == 302 for status in answered.values()) < MANY
    left = [pk for pk in waiting if steps[pk] == none]
    assert {approve(market, session, pk) for pk in left} == {302}
