"""Is this container's process well? `python deploy/health.py web|live|worker|beat`, for Docker's health checks."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PORTS = {"web": 8000, "live": 8001}
BEAT_FILES = ("/tmp", "beat-schedule*")  # noqa: S108 - the container's own
BEAT_SECONDS = 600


def answers(part: str) -> bool:
    request = urllib.request.Request(f"http://127.0.0.1:{PORTS[part]}/healthz", headers={"Host": "localhost"})
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310 - this container
        return bool(answer.status == 200)


def worker_answers() -> bool:
    name = f"celery@{os.uname().nodename}"
    ping = ["celery", "-A", "finsec_market", "inspect", "ping", "--timeout", "5", "--destination", name]
    return subprocess.run(ping, stdout=subprocess.DEVNULL, check=False).returncode == 0  # noqa: S603


def beat_writes() -> bool:
    directory, pattern = BEAT_FILES
    changed = [path.stat().st_mtime for path in Path(directory).glob(pattern)]
    return bool(changed) and time.time() - max(changed) < BEAT_SECONDS


def is_well(part: str) -> bool:
    if part in PORTS:
        return answers(part)
    return worker_answers() if part == "worker" else beat_writes()


if __name__ == "__main__":
    sys.exit(0 if is_well(sys.argv[1]) else 1)
