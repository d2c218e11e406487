"""All checks of a listing, in the order in which they are told."""

from __future__ import annotations

from catalogue.checks import (
    claims,
    contact,
    evidence,
    languages,
    likeness,
    links,
    markup,
    media,
    prices,
    private,
    targets,
    texts,
)
from catalogue.checks.gathering import prepare
from catalogue.models import Offering
from publishing.submissions import checking

SUBJECTS = (texts, languages, markup, links, private, claims, prices, media, contact, evidence, likeness)


def register_checks() -> None:
    """Called once, when all models are there."""
    targets.register("catalogue:offering-detail", targets.published)
    targets.register("catalogue:provider-detail", targets.providers)
    checking.register(Offering, prepare, *(check for subject in SUBJECTS for check in subject.CHECKS))
