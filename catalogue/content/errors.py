from __future__ import annotations

from pathlib import Path


class ContentError(Exception):
    """A file says something that cannot be loaded. The sentence names the file and the key."""

    def __init__(self, path: Path, key: str, problem: str) -> None:
        super().__init__(f"{path}: {key}: {problem}" if key else f"{path}: {problem}")
