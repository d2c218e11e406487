"""JSON in its canonical form: what the digest is computed from, and the digest."""

from __future__ import annotations

from procurement.canonical import canonical
from procurement.models import Shortlist


def render(shortlist: Shortlist) -> bytes:
    return canonical({"sha256": shortlist.digest, "shortlist": shortlist.document})
