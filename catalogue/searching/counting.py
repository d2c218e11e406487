"""The SQL of the counts: exact for every word of every filter, whatever is chosen. Only names of our own go into it.

Offerings are counted as bits (see the migration 0011_speed), those that have just changed from their rows.
"""
# ruff: noqa: S608 - only names of our own

from __future__ import annotations

import re
from collections.abc import Iterable

from catalogue.searching.facets import Facet

_CHANGED = (
    "changed AS MATERIALIZED (SELECT DISTINCT offering_id AS id FROM catalogue_change WHERE offering_id IS NOT NULL)"
)
BLOCK = 16_384
FEW = "#"  # no filter is called so
_FEW = "few AS (SELECT coalesce(sum(number), 0) <= %(ranked)s AS are FROM numbers WHERE facet = '')"
_NONE = f"0::bit({BLOCK})"


def counts(found: str, chosen: list[Facet]) -> str:
    """Each word with its number, as if nothing of its own filter were chosen; the empty filter has the sum.

    In brackets: what begins with WITH is taken for a write by the audit trail, which opens a transaction for it.
    A word may come twice, from the bits and from the rows: add its numbers. ``found`` is empty without a query.
    Where there are few in all, they come along under `FEW`: as bits of the block ``word``, or as identifiers.
    """
    parts = [_CHANGED, *_blocks("hidden", "SELECT id FROM changed")]
    if found:
        parts += _blocks("asked", f"SELECT o.id FROM catalogue_offering o WHERE {found}")
    parts += [_chosen(facet) for facet in chosen]
    parts += [_sets(chosen, has_query=bool(found)), _counted(chosen), _direct(chosen, found), _FEW]
    return (
        f"(WITH {', '.join(parts)} "
        "SELECT facet, coalesce(p.slug, word) AS word, coalesce(p.short_name, '') AS label, number AS count "
        "FROM numbers n LEFT JOIN catalogue_provider p ON n.facet = 'provider' AND p.id = CASE n.facet WHEN 'provider' "
        "THEN n.word::bigint END WHERE number > 0 "
        f"UNION ALL SELECT '{FEW}', block::text, every::text, 0 FROM sets, few WHERE are AND bit_count(every) > 0 "
        f"UNION ALL SELECT '{FEW}', '', id::text, 0 FROM told, few WHERE are AND facet = '' AND {_fitting(chosen)})"
    )


def listed(rows: Iterable[tuple[str, str]]) -> list[int]:
    """Return the identifiers that stand in rows under `FEW`: pairs of a block and its bits, or of nothing and one."""
    ids = list[int]()
    for block, told in rows:
        ids += [int(block) * BLOCK + bit.start() for bit in re.finditer("1", told)] if block else [int(told)]
    return ids


def _blocks(name: str, ids: str) -> list[str]:
    """Turn identifiers into bits."""
    return [
        f"{name}_pieces AS (SELECT id >> 9 AS piece, bit_or(catalogue_piece(id)) AS bits FROM ({ids}) i GROUP BY 1)",
        f"{name} AS (SELECT piece >> 5 AS block, bit_or(catalogue_placed(bits, piece)) AS bits "
        f"FROM {name}_pieces GROUP BY 1)",
    ]


def _chosen(facet: Facet) -> str:
    words = f"ANY(%({facet.name})s)"
    if facet.holds == "providers":
        words = f"ANY(SELECT id::text FROM catalogue_provider WHERE slug = {words})"
    return (
        f"in_{facet.name} AS (SELECT block, bit_or(bits) AS bits FROM catalogue_posting "
        f"WHERE facet = '{facet.name}' AND word = {words} GROUP BY block)"
    )


def _sets(chosen: list[Facet], *, has_query: bool) -> str:
    """For each block: what all filters leave, and what all but one leave."""
    base = f"p.bits & ~coalesce(hidden.bits, {_NONE})" + (" & asked.bits" if has_query else "")
    columns = [f"{_narrowed(base, chosen)} AS every"]
    columns += [
        f"{_narrowed(base, (one for one in chosen if one is not facet))} AS but_{facet.name}" for facet in chosen
    ]
    joins = ["LEFT JOIN hidden USING (block)", *(["JOIN asked USING (block)"] if has_query else [])]
    joins += [f"LEFT JOIN in_{facet.name} USING (block)" for facet in chosen]
    return (
        f"sets AS MATERIALIZED (SELECT block, {', '.join(columns)} FROM catalogue_posting p {' '.join(joins)} "
        "WHERE p.facet = '')"
    )


def _narrowed(base: str, facets: Iterable[Facet]) -> str:
    return " & ".join([base, *(f"coalesce(in_{facet.name}.bits, {_NONE})" for facet in facets)])


def _counted(chosen: list[Facet]) -> str:
    own = "".join(f" WHEN '{facet.name}' THEN s.but_{facet.name}" for facet in chosen)
    bits = f"CASE p.facet{own} ELSE s.every END" if chosen else "s.every"
    return (
        f"counted AS (SELECT p.facet, p.word, sum(bit_count(p.bits & {bits}))::bigint AS number "
        "FROM catalogue_posting p JOIN sets s USING (block) GROUP BY p.facet, p.word)"
    )


def _direct(chosen: list[Facet], found: str) -> str:
    misses = "".join(f", ({facet.miss})::int AS miss_{facet.name}" for facet in chosen)
    return (
        f"fresh AS MATERIALIZED (SELECT o.id{misses} FROM changed JOIN catalogue_offering o USING (id) "
        f"WHERE {found or 'true'}), "
        "told AS MATERIALIZED (SELECT t.facet, t.word, fresh.* "
        "FROM catalogue_terms_of(ARRAY(SELECT id FROM fresh)) t JOIN fresh USING (id)), "
        "numbers AS MATERIALIZED (SELECT * FROM counted UNION ALL "
        f"SELECT facet, word, count(*) FROM told WHERE {_fitting(chosen)} GROUP BY facet, word)"
    )


def _fitting(chosen: list[Facet]) -> str:
    """Tell of a row of ``told`` whether it has a chosen word of every filter, its own left aside."""
    if not chosen:
        return "true"
    misses = " + ".join(f"miss_{facet.name}" for facet in chosen)
    own = "".join(f" WHEN '{facet.name}' THEN miss_{facet.name}" for facet in chosen)
    return f"{misses} = CASE facet{own} ELSE 0 END"
