"""The market's own processes on real engines, driven from outside as people and programs drive it."""

from __future__ import annotations

import io
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Self
from urllib.error import URLError
from urllib.request import urlopen

import numpy as np
import pandas as pd
import psutil
import psycopg2
import requests
from celery import Celery

from finsec_market.embedded import services
from finsec_market.embedded.ports import is_free
from tests.faults.prepare import EMAIL, PASSWORD

KEY = "payment-flows"
CLOSED = {"done", "failed", "rejected", "cancelled"}
PATIENCE = 120.0


def wait_for(ready: Callable[[], Any], what: str, seconds: float = PATIENCE, pause: float = 0.05) -> Any:
    """Return what ``ready`` returns as soon as that is true."""
    end = time.monotonic() + seconds
    while not (found := ready()):
        assert time.monotonic() < end, f"Not within {seconds:.0f} s: {what}."
        time.sleep(pause)
    return found


def quiet_port() -> int:
    """Return a free port that the system does not give to outgoing connections before it is used."""
    return next(port for port in (random.randrange(20_000, 32_000) for _ in count()) if is_free(port))


def payments_csv(rows: int, seed: int) -> bytes:
    """Payments between 2,000 accounts: enough of them keep a worker busy for some seconds."""
    draw = np.random.default_rng(seed)
    minutes = np.sort(draw.integers(0, 60 * 24 * 60, rows))
    booked_at = pd.Timestamp("2026-01-05") + pd.to_timedelta(minutes, unit="min")
    sender, step = draw.integers(0, 2000, rows), draw.integers(1, 2000, rows)
    codes = np.array([f"ACC-{code:04}" for code in range(2000)])
    amount = draw.lognormal(4, 1, rows).round(2)
    columns = {"sender": codes[sender], "receiver": codes[(sender + step) % 2000], "amount": amount}
    return pd.DataFrame({"booked_at": booked_at, **columns}).to_csv(index=False).encode()


@dataclass(frozen=True)
class State:
    """A run as the database has it."""

    status: str
    attempt: int
    step: str
    findings: int


class Market:
    """Web, live, worker and beat of one directory on engines that the environment names."""

    def __init__(self, root: Path, engines: Mapping[str, str], **changes: str) -> None:
        self.root = root
        port, live_port = quiet_port(), quiet_port()
        self.site = f"http://127.0.0.1:{port}"
        self.live_site = f"http://127.0.0.1:{live_port}"
        self.environment = {
            **engines,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "SITE_URL": self.site,
            "LIVE_URL": f"{self.live_site}/live/",
            "EMAIL_URL": f"catcher://{root / 'mail'}",
            "LOG_LEVEL": "WARNING",
            "TMPDIR": str(root),
            "TEST_STATIC_ROOT": os.environ.get("TEST_STATIC_ROOT", str(root / "static")),
            "PYTHONUNBUFFERED": "1",
            **changes,
        }
        self.web = services.web(root, port, self.environment)
        self.live = services.live(root, live_port, self.environment)
        self.worker = services.worker(root, self.environment)
        self.spare = services.worker(root / "spare", self.environment)
        self.beat = services.beat(root, self.environment)
        self.api = requests.Session()

    def start(self) -> None:
        program = [sys.executable, "-m", "tests.faults.prepare"]
        environment = os.environ | self.environment
        told = subprocess.run(program, env=environment, cwd=services.PROJECT, stdout=subprocess.PIPE, check=True).stdout
        self.api.headers["Authorization"] = f"Bearer {json.loads(told.splitlines()[-1])['token']}"
        for child in (self.web, self.live, self.worker):
            child.start()
        self.live.wait_until(lambda: answers(f"{self.live_site}/healthz"))
        self.web.wait_until(lambda: answers(f"{self.site}/healthz"))

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        running = [child for child in (self.beat, self.spare, self.worker, self.live, self.web) if child.is_running]
        for child in running:
            child.send(signal.SIGCONT)
            child.send(child.command.stop_signal)
        for child in running:
            child.wait()

    # As a program with a token

    def upload(self, content: bytes, name: str = "payments.csv") -> requests.Response:
        return self.api.post(f"{self.site}/api/v1/uploads/", files={"file": (name, io.BytesIO(content))})

    def run_file(self, content: bytes) -> str:
        """Upload a file, start its analysis and return the run's id."""
        upload = self.upload(content)
        assert upload.status_code == 201, upload.text
        return self.run(upload=upload.json()["id"])

    def run(self, **what: Any) -> str:
        started = self.api.post(f"{self.site}/api/v1/runs/", json={"algorithm": KEY, **what})
        assert started.status_code == 202, started.text
        return str(started.json()["id"])

    def cancel(self, run: str) -> requests.Response:
        return self.api.post(f"{self.site}/api/v1/runs/{run}/cancel/")

    # As a person with a browser

    def browser(self) -> Browser:
        return Browser(self.site)

    # As the operator

    def query(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.environment["DATABASE_URL"])) as connection, connection.cursor() as cursor:
            connection.autocommit = True
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def state(self, run: str) -> State:
        found = self.query(
            "SELECT status, attempt, step, (SELECT count(*) FROM demos_finding WHERE run_id = demos_run.id)"
            " FROM jobs_job JOIN demos_run ON demos_run.job_id = jobs_job.id WHERE demos_run.id = %s",
            run,
        )
        status, attempt, step, findings = found[0]
        return State(status, attempt, (step or {}).get("message", ""), findings)

    def job_of(self, run: str) -> str:
        return str(self.query("SELECT job_id FROM demos_run WHERE id = %s", run)[0][0])

    def wait_until_closed(self, run: str) -> State:
        wait_for(lambda: self.state(run).status in CLOSED, "the run ends", pause=0.2)
        return self.state(run)

    def wait_for_step(self, run: str, *steps: str) -> None:
        """Return once the run is at one of these steps; without any, at one that is the analysis itself."""
        outside = {"", "Fetching the file", "Reading the file", "Storing the result"}

        def there() -> bool:
            state = self.state(run)
            assert state.status not in CLOSED, f"The run was over before it was seen at {steps}."
            return state.step in steps if steps else state.step not in outside

        wait_for(there, f"the run is at {steps or 'its analysis'}", pause=0.01)

    def let_time_pass(self) -> None:
        """Make every sign of life a minute old and sweep, as the scheduler does every ten seconds."""
        self.age_jobs()
        # Not as the current one, which the tests that come after ring without a market.
        bell = Celery(broker=self.environment["QUEUE_REDIS_URL"], set_as_current=False)
        bell.send_task("jobs.tasks.recover_jobs", ignore_result=True)

    def age_jobs(self) -> None:
        self.query("UPDATE jobs_job SET touched_at = touched_at - interval '1 minute'")

    def analyses(self) -> list[psutil.Process]:
        """The limited processes of this market's workers, also those whose worker is gone."""
        found = []
        for process in psutil.process_iter(["cmdline", "environ"]):
            command, environ = process.info["cmdline"] or [], process.info["environ"] or {}
            if "demos.analyzers.child" in command and environ.get("TMPDIR") == str(self.root):
                found.append(process)
        return found


class Browser:
    """A person's session without the pictures: cookies, forms and their tokens."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.session.get(self.site + path)

    def post(self, path: str, data: Mapping[str, str], *, page: str = "/en/account/login/") -> requests.Response:
        """Send a form that stands on ``page``."""
        if "csrf" not in self.session.cookies:
            self.get(page)
        form = self.get(page).text.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
        return self.session.post(self.site + path, {"csrfmiddlewaretoken": form, **data}, allow_redirects=False)

    def sign_in(self) -> None:
        answer = self.post("/en/account/login/", {"login": EMAIL, "password": PASSWORD})
        assert answer.status_code == 302, answer.text


def answers(address: str) -> bool:
    try:
        with urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
