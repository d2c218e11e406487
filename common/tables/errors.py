"""What goes wrong with a stranger's file, in words."""

from __future__ import annotations

from common.words import Figure, Form, Words, say


class TableError(Exception):
    """The file cannot be read as a table; ``words`` name the place and say what to do."""

    def __init__(self, words: Words) -> None:
        super().__init__(words.message % dict(words.values))
        self.words = words


def refuse(message: Words) -> TableError:
    """Return the error to raise for ``message``."""
    return TableError(message)


def count(number: float) -> Figure:
    """Return a whole number as it is written for its reader."""
    return Figure(number, Form.COUNT)


def no_rows() -> TableError:
    return TableError(say("The file has a header but no rows below it. Export it again with its data."))


def empty() -> TableError:
    return TableError(say("The file is empty. Export it again and check that it has rows before you upload it."))


def too_many_rows(limit: int) -> TableError:
    return TableError(
        say("The file has more than %(limit)s rows, the most that can be read. Split it by time.", limit=count(limit))
    )


def too_many_columns(columns: int, limit: int) -> TableError:
    return TableError(
        say(
            "The file has %(columns)s columns; at most %(limit)s can be read. Remove columns that are not needed.",
            columns=count(columns),
            limit=count(limit),
        )
    )


def cell_too_long(row: int, column: str, limit: int) -> TableError:
    return TableError(
        say(
            "The value in row %(row)s, column “%(column)s” is longer than %(limit)s characters. Shorten it.",
            row=count(row),
            column=column,
            limit=count(limit),
        )
    )
