"""The SQL of the list. Only names of our own are put into the text; whatever readers write is a parameter."""
# ruff: noqa: S608 - only names of our own

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings

from catalogue.searching import ranking
from catalogue.searching.facets import FACETS, Facet
from catalogue.searching.filters import Filters

# Mark what is found: characters that no text has, replaced when the text has been escaped.
START, STOP = "\ue000", "\ue001"
_MARKS = f"StartSel={START}, StopSel={STOP}"
_WHOLE = f"{_MARKS}, HighlightAll=true"
_PART = f"{_MARKS}, MaxFragments=1, MaxWords=24, MinWords=12"
_FOUND = "(o.words_{code} @@ wanted.own OR o.words_en @@ wanted.english)"
_ORDER = {
    "relevance": ranking.RANK + " DESC, o.published_at DESC, catalogue_plain({title}), o.id",
    "newest": "o.published_at DESC, catalogue_plain({title}), o.id",
    "name": "catalogue_plain({title}), o.id",
}


class Statements:
    """The statements for one reader's language and one state of the list."""

    def __init__(self, filters: Filters, language: str) -> None:
        self.filters = filters
        self.code = language if language in dict(settings.LANGUAGES) else "en"
        self.parameters: dict[str, Any] = {name: list(words) for name, words in filters.chosen.items()}
        self.parameters["query"] = filters.query
        self.chosen = [facet for facet in FACETS if facet.name in filters.chosen]

    def counts(self) -> str:
        """Each word with its number, as if nothing of its own filter were chosen; the row without a name is the sum."""
        misses = "".join(f", ({facet.miss})::int AS miss_{facet.name}" for facet in self.chosen)
        columns = ", ".join(f"o.{facet.column}" for facet in FACETS if facet.holds != "providers")
        parts = [self._count_of(facet) for facet in FACETS]
        return (
            f"WITH {self._wanted()}, found AS MATERIALIZED ("
            f"SELECT o.id, {columns}{misses} FROM catalogue_offering o, wanted WHERE {self._is_found()}) "
            f"SELECT '' AS facet, '' AS word, '' AS label, count(*) FROM found WHERE {_none_of(self.chosen)} UNION ALL "
            + " UNION ALL ".join(parts)
        )

    def rows(self) -> str:
        """The offerings of a page, in order, as the cards show them."""
        all_chosen = "".join(f" AND NOT ({facet.miss})" for facet in self.chosen)
        order = _ORDER[self.filters.order].format(code=self.code, title=self._words("title"))
        return (
            f"WITH {self._wanted()} SELECT o.id, o.slug, o.kind, o.stage, o.price_model, o.amount, o.currency, "
            f"o.domains, o.cover, o.published_at, o.updated_at, p.slug AS provider_slug, p.short_name AS provider, "
            f"{self._language('title')} AS title_language, {self._shown('title')} AS title, "
            f"{self._language('summary')} AS summary_language, {self._shown('summary')} AS summary, "
            f"{self._excerpt()} AS excerpt, {self._why()} "
            f"FROM catalogue_offering o JOIN catalogue_provider p ON p.id = o.lead_id, wanted "
            f"WHERE {self._is_found()}{all_chosen} ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s"
        )

    def near(self) -> str:
        """Titles that are written almost like the query."""
        return (
            f"SELECT o.slug, {self._words('title')} AS title FROM catalogue_near(%(query)s) n "
            "JOIN catalogue_offering o USING (id) ORDER BY n.nearness DESC, o.id LIMIT 5"
        )

    def _wanted(self) -> str:
        query = "websearch_to_tsquery('public.catalogue_{}', %(query)s)"
        return f"wanted AS (SELECT {query.format(self.code)} AS own, {query.format('en')} AS english)"

    def _is_found(self) -> str:
        published = "o.state = 'published'"
        return f"{published} AND {_FOUND.format(code=self.code)}" if self.filters.query else published

    def _count_of(self, facet: Facet) -> str:
        others = _none_of(one for one in self.chosen if one is not facet)
        start = f"SELECT '{facet.name}', word, label, count(*) FROM found f, "
        source = {
            "one": f"LATERAL (SELECT f.{facet.column} AS word, '' AS label) w",
            "many": f"LATERAL (SELECT unnest(f.{facet.column}) AS word, '' AS label) w",
            "providers": (
                "LATERAL (SELECT p.slug AS word, p.short_name AS label FROM catalogue_offeringprovider s "
                "JOIN catalogue_provider p ON p.id = s.provider_id WHERE s.offering_id = f.id) w"
            ),
        }[facet.holds]
        return f"{start}{source} WHERE {others} GROUP BY word, label"

    def _words(self, column: str) -> str:
        return f"coalesce(nullif(o.{column}_{self.code}, ''), o.{column}_en)"

    def _language(self, column: str) -> str:
        return f"CASE WHEN coalesce(o.{column}_{self.code}, '') = '' THEN 'en' ELSE '{self.code}' END"

    def _shown(self, column: str) -> str:
        return self._marked(column, _WHOLE) if self.filters.query else self._words(column)

    def _excerpt(self) -> str:
        return self._marked("description", _PART) if self.filters.query else "''"

    def _why(self) -> str:
        if not self.filters.query:
            return "NULL AS why, NULL AS points"
        return f"{ranking.why(self.code)} AS why, {ranking.RANK.format(code=self.code)} AS points"

    def _marked(self, column: str, options: str) -> str:
        own = f"ts_headline('public.catalogue_{self.code}', o.{column}_{self.code}, wanted.own, '{options}')"
        english = f"ts_headline('public.catalogue_en', o.{column}_en, wanted.english, '{options}')"
        return f"CASE WHEN coalesce(o.{column}_{self.code}, '') = '' THEN {english} ELSE {own} END"


def _none_of(facets: Iterable[Facet]) -> str:
    return " AND ".join(f"miss_{facet.name} = 0" for facet in facets) or "true"
