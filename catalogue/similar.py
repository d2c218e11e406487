"""Offerings close to another one: those that protect the same things for the same sectors."""

from __future__ import annotations

from collections.abc import Collection

from catalogue.models import Offering
from catalogue.wording import languages_shown

LOOKED_AT = 500  # the newest with something in common: enough to choose from, however large the catalogue is
STATEMENT = """
WITH near AS (
    SELECT o.id, o.kind, o.domains, o.sectors, o.published_at
    FROM catalogue_offering o
    WHERE o.state = 'published' AND o.id <> %(id)s AND NOT o.slug = ANY(%(left_out)s::varchar[])
      AND (o.domains && %(domains)s::varchar[] OR o.sectors && %(sectors)s::varchar[])
    ORDER BY o.published_at DESC, o.id LIMIT %(looked_at)s
)
SELECT o.id, o.slug, {texts} FROM near JOIN catalogue_offering o USING (id)
ORDER BY (SELECT count(*) FROM unnest(near.domains) AS key WHERE key = ANY(%(domains)s::varchar[]))
    + (SELECT count(*) FROM unnest(near.sectors) AS key WHERE key = ANY(%(sectors)s::varchar[]))
    + (near.kind = %(kind)s)::int DESC, near.published_at DESC, near.id
LIMIT %(number)s
"""


def similar_to(offering: Offering, number: int, left_out: Collection[str]) -> list[Offering]:
    """Return published offerings with the most in common, nearest first, in one statement."""
    if number < 1 or not (offering.domains or offering.sectors):
        return []
    texts = ", ".join(f"o.{name}_{code}" for name in ("title", "summary") for code in languages_shown())
    values = {
        "id": offering.pk, "kind": offering.kind, "domains": offering.domains, "sectors": offering.sectors,
        "left_out": list(left_out), "number": number, "looked_at": LOOKED_AT,
    }  # fmt: skip
    return list(Offering.objects.raw(STATEMENT.format(texts=texts), values))
