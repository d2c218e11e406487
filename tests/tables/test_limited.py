"""Whatever a child process does, its parent lives on and has a sentence for the reader."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from common.limited import ChildFailedError, ProcessLimits, RefusedError, Stopped, run_limited

MB = 1024 * 1024
PARENT = """
from common.limited import ProcessLimits, run_limited
run_limited("tests.tables.limited_work", {{"task": "sleep", "ids": {ids!r}}}, limits=ProcessLimits(),
            on_progress=lambda share, words: None, should_stop=lambda: False)
"""


def run(task: str, limits: ProcessLimits | None = None, **request: Any) -> dict[str, Any]:
    return run_limited(
        "tests.tables.limited_work",
        {"task": task, **request},
        limits=limits or ProcessLimits(),
        on_progress=lambda share, words: None,
        should_stop=lambda: False,
    )


def wait_for(file: Path) -> list[int]:
    deadline = time.monotonic() + 20
    while not file.exists() or not file.read_text():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return [int(number) for number in file.read_text().split()]


def gone(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def test_the_child_has_no_secrets_no_input_and_a_group_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SECRET_KEY", "DATABASE_URL", "S3_SECRET_KEY", "REDIS_URL"):
        monkeypatch.setenv(name, "secret")

    answer = run("environment")

    assert not {"SECRET_KEY", "DATABASE_URL", "S3_SECRET_KEY", "REDIS_URL"} & set(answer["names"])
    assert answer["input"] == ""
    assert answer["group"] == answer["pid"] != os.getpgid(0)


def test_progress_and_words_reach_the_parent() -> None:
    told: list[tuple[float, str]] = []

    with pytest.raises(RefusedError) as refused:
        run_limited(
            "tests.tables.limited_work",
            {"task": "refuse"},
            limits=ProcessLimits(),
            on_progress=lambda share, words: told.append((share, words["message"])),
            should_stop=lambda: False,
        )

    assert told == [(0.5, "Working.")]
    assert refused.value.words == {"message": "Row %(row)s is bad.", "values": {"row": 17}}


def test_a_defect_gives_its_traceback_to_the_log() -> None:
    with pytest.raises(ChildFailedError, match="ValueError: invalid literal"):
        run("fail")


def test_too_much_memory_is_refused() -> None:
    with pytest.raises(RefusedError, match="more memory"):
        run("memory", ProcessLimits(memory=500 * MB))


@pytest.mark.parametrize("name", ["SIGKILL", "SIGSEGV", "SIGABRT"])
def test_a_child_that_is_killed_is_refused(name: str) -> None:
    with pytest.raises(RefusedError, match="more memory"):
        run("die", signal=name)


def test_too_much_time_on_the_processor_or_the_clock_is_refused() -> None:
    with pytest.raises(RefusedError, match="took longer"):
        run("spin", ProcessLimits(cpu_seconds=2))
    with pytest.raises(RefusedError, match="took longer"):
        run("spin", ProcessLimits(wall_seconds=1.5))


def test_too_large_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="more disk space"):
        run("write", ProcessLimits(file_bytes=MB), file=str(tmp_path / "large"))


def test_stopping_ends_the_child_and_all_it_started(tmp_path: Path) -> None:
    ids = tmp_path / "ids"

    with pytest.raises(Stopped):
        run_limited(
            "tests.tables.limited_work",
            {"task": "sleep", "ids": str(ids)},
            limits=ProcessLimits(),
            on_progress=lambda share, words: None,
            should_stop=lambda: ids.exists() and len(ids.read_text().split()) == 2,
        )

    assert all(gone(pid) for pid in wait_for(ids))


def test_a_child_dies_with_its_parent(tmp_path: Path) -> None:
    ids = tmp_path / "ids"
    parent = subprocess.Popen([sys.executable, "-c", PARENT.format(ids=str(ids))], cwd=Path(__file__).parents[2])
    child = wait_for(ids)[0]

    parent.kill()
    parent.wait()

    assert gone(child)
