"""Whether a text is WebVTT that a browser will show."""

from __future__ import annotations

import re

from common.words import Figure, Form, Words, say

_TIME = r"(?:(\d{2,}):)?([0-5]\d):([0-5]\d)\.(\d{3})"
_CUE = re.compile(rf"{_TIME}[ \t]+-->[ \t]+{_TIME}(?:[ \t].*)?")


def problem_of(text: str) -> Words | None:
    """Return what is wrong with captions, by line; browsers drop without a word what they cannot read."""
    lines = text.removeprefix("\ufeff").splitlines()
    if not lines or not re.fullmatch(r"WEBVTT(?:[ \t].*)?", lines[0]):
        return say("Captions begin with a line that says WEBVTT.")
    cues = [(number, line) for number, line in enumerate(lines, 1) if "-->" in line]
    if not cues:
        return say("These captions hold no line with times, such as 00:01.000 --> 00:04.000.")
    for number, line in cues:
        found = _CUE.fullmatch(line.strip())
        if not found or _seconds(found.groups()[:4]) >= _seconds(found.groups()[4:]):
            return say(
                "Line %(number)s is not a begin and a later end, such as 00:01.000 --> 00:04.000.",
                number=Figure(number, Form.COUNT),
            )
    return None


def _seconds(parts: tuple[str | None, ...]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000
