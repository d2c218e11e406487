"""The whole market on one machine, as `make run` starts it, beside the engines of the tests."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from finsec_market.embedded.ports import free_ports

PROJECT = Path(__file__).resolve().parents[2]
PARTS = ("web", "live", "worker", "beat")


class Start:
    """One start of the market with its own directory and ports."""

    def __init__(self, root):
        self.root = root
        self.site, live = free_ports(2)
        script = "import sys; from pathlib import Path; from finsec_market.embedded import run;"
        script += f"run.ROOT = Path({str(root)!r}); sys.exit(run.main())"
        ports = {"PORT": str(self.site), "LIVE_PORT": str(live)}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        self.process = subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT, env=os.environ | ports, **pipes)
        self.told = ""

    def wait_for_welcome(self):
        for line in self.process.stdout:
            self.told += line
            if "Ctrl-C stops" in line:
                return
        pytest.fail(self.told)

    def wait_for_end(self):
        self.told += self.process.communicate(timeout=60)[0]
        return self.process.returncode

    def pids(self):
        return {name: self.pid(name) for name in PARTS}

    def pid(self, name):
        # The scheduler is started last and may still be on its way.
        path = self.root / "run" / f"{name}.pid"
        while not path.read_text():
            time.sleep(0.05)
        return int(path.read_text())


@pytest.fixture
def market(tmp_path):
    started = Start(tmp_path)
    yield started
    if started.process.poll() is None:
        started.process.terminate()
        started.wait_for_end()


def is_alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.faults
def test_market_answers_then_names_the_part_that_dies_and_ends_all_others(market):
    market.wait_for_welcome()
    with urlopen(f"http://localhost:{market.site}/healthz") as answer:
        assert answer.read() == b"ok"
    pids = market.pids()

    os.kill(pids["worker"], signal.SIGKILL)

    assert market.wait_for_end() == 1
    assert "The worker has ended by signal 9. The last lines of" in market.told
    assert not any(is_alive(pid) for pid in pids.values())


@pytest.mark.faults
def test_market_ends_within_seconds_when_asked(market):
    market.wait_for_welcome()
    pids = market.pids()

    asked = time.monotonic()
    market.process.send_signal(signal.SIGINT)

    assert market.wait_for_end() == 0
    assert time.monotonic() - asked < 15
    assert not any(is_alive(pid) for pid in pids.values())
