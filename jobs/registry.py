"""Kinds of work. An app registers in its ``AppConfig.ready`` what shall be done for a job of its kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from jobs.models import Job
    from jobs.reporting import Reporter

Work: TypeAlias = "Callable[[Job, Reporter], Callable[[], None]]"
"""Does the work and returns what stores its outcome; that is called in the transaction that closes the job."""

_kinds: dict[str, Work] = {}


def register(kind: str, work: Work) -> None:
    _kinds[kind] = work


def work_for(kind: str) -> Work:
    return _kinds[kind]
