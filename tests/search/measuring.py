"""How well the search answers the golden set; what the figures mean is in golden/README.md."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from math import log2
from pathlib import Path
from statistics import mean
from typing import Any

from django.utils.translation import override

from search.searching.finding import Found, find

GOLDEN = Path(__file__).parent / "golden"
FIRST = 10


@dataclass
class Answer:
    language: str
    query: str
    kind: str
    relevant: dict[str, int]
    found: Found = field(repr=False)

    @property
    def places(self) -> list[str]:
        return [f"{hit.source}:{hit.key}" for hit in self.found.hits[:FIRST]]

    @property
    def ndcg(self) -> float:
        best = sorted(self.relevant.values(), reverse=True)[:FIRST]
        return _gain([self.relevant.get(place, 0) for place in self.places]) / _gain(best)

    @property
    def has_best(self) -> bool:
        return any(self.relevant.get(place) == max(self.relevant.values()) for place in self.places)

    @property
    def unmatched(self) -> list[str]:
        return [
            place
            for place, hit in zip(self.places, self.found.hits, strict=False)
            if not any(way.words and way.letters for term in hit.reason.met for way in term.found)
        ]


def answers(folder: Path = GOLDEN) -> list[Answer]:
    found = []
    for path in sorted(folder.glob("*.json")):
        with override(path.stem):
            found += [_answer(path.stem, entry) for entry in json.loads(path.read_text(encoding="utf-8"))]
    return found


def _answer(language: str, entry: dict[str, Any]) -> Answer:
    return Answer(language, **entry, found=find(entry["query"], language))


def means(given: list[Answer]) -> dict[str, float]:
    """Return the mean nDCG@10 of everything, of each language and of each kind."""
    parts = defaultdict(list)
    for answer in given:
        if answer.relevant:
            for name in ("all", answer.language, answer.kind):
                parts[name].append(answer.ndcg)
    return {name: mean(values) for name, values in parts.items()}


def typo_recall(given: list[Answer]) -> float:
    return mean(answer.has_best for answer in given if answer.kind == "typo")


def _gain(grades: list[int]) -> float:
    return sum((2**grade - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
