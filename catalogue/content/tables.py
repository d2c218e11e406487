"""A TOML file as a table whose values are asked for by kind; what nobody asked for is an error."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from catalogue.content.errors import ContentError

_MISSING = object()


class Table:
    """The keys of one file. Take each key once, then call `end`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._left: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as problem:
            raise ContentError(path, "", "The file is missing.") from problem
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
            raise ContentError(path, "", f"This is no TOML: {problem}.") from problem

    def text(self, key: str, *, most: int, default: str | None = None) -> str:
        value = self._take(key, str, _MISSING if default is None else default)
        if len(value) > most:
            raise self.error(key, f"The text has {len(value)} characters; at most {most} fit.")
        if "\0" in value:
            raise self.error(key, "The text holds a NUL character.")
        return str(value).strip()

    def flag(self, key: str) -> bool:
        return bool(self._take(key, bool, _MISSING))

    def words(self, key: str) -> list[str]:
        found: list[Any] = self._take(key, list, [])
        if not all(isinstance(word, str) and word for word in found):
            raise self.error(key, "A list of texts is needed.")
        if len(set(found)) < len(found):
            raise self.error(key, "A word stands there twice.")
        return found

    def pairs(self, key: str) -> dict[str, str]:
        found: dict[str, Any] = self._take(key, dict, {})
        if not all(isinstance(value, str) for value in found.values()):
            raise self.error(key, "A table of texts is needed.")
        return {name: value.strip() for name, value in found.items()}

    def tables(self, key: str, *, default: Any = _MISSING) -> list[dict[str, Any]]:
        found: list[Any] = self._take(key, list, default)
        if not all(isinstance(one, dict) for one in found):
            raise self.error(key, f"Write each as [[{key}]].")
        return found

    def drop(self, key: str) -> None:
        self._left.pop(key, None)

    def end(self) -> None:
        if self._left:
            raise self.error(min(self._left), "There is no such field.")

    def error(self, key: str, problem: str) -> ContentError:
        return ContentError(self.path, key, problem)

    def _take(self, key: str, kind: type, default: Any) -> Any:
        value = self._left.pop(key, default)
        if value is _MISSING:
            raise self.error(key, "The field is missing.")
        if not isinstance(value, kind):
            raise self.error(key, f"A {_NAMES[kind]} is needed.")
        return value


_NAMES = {str: "text", bool: "true or false", list: "list", dict: "table"}
