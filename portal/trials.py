"""Offerings that can be tried on the market today, as their files say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from portal.content_files import ENGLISH, ContentError, folder, read_toml, translation, words


@dataclass(frozen=True)
class Trial:
    slug: str
    kind: str
    language: str
    title: str
    summary: str
    stage: str  # in words of the reader's language, if it has any
    url_name: str
    url_args: tuple[tuple[str, Any], ...]

    @property
    def url(self) -> str:
        return reverse(self.url_name, kwargs=dict(self.url_args))


@cache
def load_trials(language: str) -> tuple[Trial, ...]:
    """Return what can be tried, in the order of the titles."""
    places = sorted((folder() / "offerings").iterdir())
    found = [_trial(place, facts, language) for place in places if "try_url_name" in (facts := _facts(place))]
    return tuple(sorted(found, key=lambda trial: trial.title))


def trials(kind: str) -> list[Trial]:
    return [trial for trial in load_trials(get_language() or ENGLISH) if trial.kind == kind]


def _facts(place: Path) -> Mapping[str, Any]:
    return read_toml(place / "offering.toml")


def _trial(place: Path, facts: Mapping[str, Any], language: str) -> Trial:
    path, written_in = translation(place, "", language)
    data = read_toml(path)
    source = place / "offering.toml"
    trial = Trial(
        slug=place.name,
        kind=words(source, facts, "kind"),
        language=written_in,
        title=words(path, data, "title"),
        summary=words(path, data, "summary"),
        stage=_stage_label(source, words(source, facts, "stage"), language),
        url_name=words(source, facts, "try_url_name"),
        url_args=tuple(facts.get("try_url_args", {}).items()),
    )
    _check_address(source, trial)
    return trial


def _check_address(path: Path, trial: Trial) -> None:
    try:
        trial.url  # noqa: B018 - it raises where there is no such address
    except NoReverseMatch as problem:
        raise ContentError(path, "try_url_name", str(problem)) from problem


def _stage_label(path: Path, key: str, language: str) -> str:
    for term in read_toml(folder() / "vocabularies" / "stages.toml")["terms"]:
        if term["key"] == key:
            return str(term["label"].get(language, term["label"][ENGLISH]))
    raise ContentError(path, "stage", f"{key} is not in the vocabulary")
