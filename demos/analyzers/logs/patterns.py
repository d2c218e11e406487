"""Names for what was found, with a next step and public references where the pattern supports them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from common.words import Words, say
from demos.analyzers.logs.explaining import Explained


@dataclass(frozen=True, slots=True)
class Pattern:
    """``words`` are the column names (as words) that a value far above the usual must carry."""

    key: str
    title: Words
    next_step: Words
    references: tuple[str, ...] = ()
    words: frozenset[str] = frozenset()


NAMED = (
    Pattern(
        "port-scan",
        say("Many ports tried"),
        say("Find out which process opened these connections; isolate the host if no scan was ordered."),
        ("attack:T1046",),
        frozenset({"port", "ports", "destports", "dstports"}),
    ),
    Pattern(
        "password-guessing",
        say("Many failed logins"),
        say("Check whether a login succeeded afterwards; lock or reset the accounts and block the source."),
        ("attack:T1110",),
        frozenset({"failed", "failures", "failedlogins", "authfailures"}),
    ),
    Pattern(
        "data-out",
        say("Far more data sent than usual"),
        say("Find the destination and the process; check whether the transfer was ordered."),
        ("attack:T1048",),
        frozenset({"out", "sent", "upload", "uploaded", "egress"}),
    ),
    Pattern(
        "resource-exhaustion",
        say("A resource is running out"),
        say("Find what fills it and free space before the service stops."),
        (),
        frozenset({"disk", "memory", "swap", "inodes"}),
    ),
)
VALUE = Pattern(
    "unusual-value",
    say("Values far outside the usual range"),
    say("Compare with planned work at that time; then look at the process behind these rows."),
)
CATEGORY = Pattern(
    "rare-value",
    say("Something rarely or never seen"),
    say("Ask the owner whether this is expected; if so, record it, if not, look for its origin."),
)
COMBINATION = Pattern(
    "unusual-combination",
    say("Values that do not belong together"),
    say("Compare the rows with similar ones of the same host and ask its owner what changed."),
)


def pattern_of(explained: Explained) -> Pattern:
    """Return the pattern of the row by its first reason."""
    if explained.kind == "category":
        return CATEGORY
    if explained.kind != "value":
        return COMBINATION
    words = set(re.split(r"[^a-z]+", explained.reasons[0].column.lower()))
    named = [pattern for pattern in NAMED if explained.high and words & pattern.words]
    return named[0] if named else VALUE
