"""The SQL of the list. Only names of our own are put into the text; whatever readers write is a parameter."""
# ruff: noqa: S608 - only names of our own

from __future__ import annotations

from typing import Any

from django.conf import settings

from catalogue.searching import ranking
from catalogue.searching.counting import counts
from catalogue.searching.facets import FACETS
from catalogue.searching.filters import Filters
from catalogue.searching.orders import NEWEST, order_named
from search.searching.stopping import without_stop_words

# Mark what is found: characters that no text has, replaced when the text has been escaped.
START, STOP = "\ue000", "\ue001"
_MARKS = f"StartSel={START}, StopSel={STOP}"
_WHOLE = f"{_MARKS}, HighlightAll=true"
_PART = f"{_MARKS}, MaxFragments=1, MaxWords=24, MinWords=12"
# Written out wherever it stands: the planner knows how frequent words are only where it sees them.
_QUERY = "websearch_to_tsquery('public.catalogue_{code}', %(query)s)"
_TITLE = "to_tsvector('public.catalogue_{code}'::regconfig, o.title_{code})"
_PUBLISHED = "o.state = 'published'"
_SO_FAR = "%(limit)s + %(offset)s"


def _placed(rows: str, by: str) -> str:
    """Cut rows ``o`` to those of the page, each with its place on it."""
    return (
        "page AS MATERIALIZED (SELECT id, row_number() OVER () AS place FROM (SELECT o.id "
        f"FROM {rows} ORDER BY {by} LIMIT %(limit)s OFFSET %(offset)s) found)"
    )


class Statements:
    """The statements for one reader's language and one state of the list."""

    def __init__(self, filters: Filters, language: str) -> None:
        self.filters = filters
        self.code = language if language in dict(settings.LANGUAGES) else "en"
        self.parameters: dict[str, Any] = {name: list(words) for name, words in filters.chosen.items()}
        self.parameters |= {"query": without_stop_words(filters.query, self.code), "ranked": ranking.RANKED}
        self.chosen = [facet for facet in FACETS if facet.name in filters.chosen]

    def counts(self) -> str:
        """Each word with its number, as if nothing of its own filter were chosen; the empty filter has the sum."""
        return counts(self._found() if self.filters.query else "", self.chosen)

    def rows(self, total: int) -> str:
        """The offerings of a page, in order, as the cards show them; ``total`` is how many there are in all.

        Where those are few, their identifiers are the parameter ``ids``.
        """
        return (
            f"(WITH {self._page(total)} "
            f"SELECT o.id, o.slug, o.kind, o.stage, o.price_model, o.amount, o.currency, "
            f"o.domains, o.cover, o.published_at, o.updated_at, p.slug AS provider_slug, p.short_name AS provider, "
            f"{self._language('title')} AS title_language, shown.title, "
            f"{self._language('summary')} AS summary_language, shown.summary, {self._excerpt()} AS excerpt, "
            f"{self._why()} AS why, {self._points(total)} AS points "
            f"FROM page JOIN catalogue_offering o USING (id) JOIN catalogue_provider p ON p.id = o.lead_id, "
            f"LATERAL (SELECT {self._shown('title')} AS title, {self._shown('summary')} AS summary OFFSET 0) shown "
            f"ORDER BY page.place)"
        )

    def _page(self, total: int) -> str:
        """Find which offerings stand on the page before anything of them is read."""
        if self._is_often(total):
            return self._titled_first()
        order = order_named(self.filters.order)
        by = order.by.format(rank=self._rank(), title=self._words("title"))
        fitting = ["o.id = ANY(%(ids)s)"] if total <= ranking.RANKED else self._fitting()
        where = " AND ".join([_PUBLISHED, *fitting])
        if order.scores:
            return self._scored_first(order.scores, where, by)
        return _placed(f"catalogue_offering o WHERE {where}", by)

    def _scored_first(self, scores: str, where: str, by: str) -> str:
        """Both parts are read in the order of an index and only as far as the page goes, whatever the filters are.

        OFFSET keeps the planner from reading all offerings to join them with the scores.
        """
        return (
            f"scored AS MATERIALIZED (SELECT o.id, o.published_at, known.score FROM ({scores}) known, "
            f"LATERAL (SELECT o.id, o.published_at FROM catalogue_offering o "
            f"WHERE o.id = known.offering_id AND {where} OFFSET 0) o "
            f"ORDER BY known.score DESC, {NEWEST} LIMIT {_SO_FAR}), "
        ) + _placed(
            f"(SELECT 1 AS part, o.* FROM scored o UNION ALL "
            f"(SELECT 2, o.id, o.published_at, NULL FROM catalogue_offering o WHERE {where} "
            f"AND NOT EXISTS (SELECT FROM ({scores}) known WHERE known.offering_id = o.id) "
            f"AND (SELECT count(*) FROM scored) < {_SO_FAR} ORDER BY {by} LIMIT {_SO_FAR})) o",
            f"part, score DESC, {by}",
        )

    def _titled_first(self) -> str:
        """What so many have is close to none of them: those with it in the title come first, and often are enough.

        A title with all words is not yet enough where another must not be in the text. OFFSET keeps the planner from
        reading an index for each filter, which would take longer than to look at the few rows.
        """
        has = " OR ".join(f"{_TITLE.format(code=code)} @@ {_QUERY.format(code=code)}" for code in self._codes)
        titled = f"SELECT o.* FROM catalogue_offering o WHERE {_PUBLISHED} AND ({has}) OFFSET 0"
        narrowed = [*([self._found()] if "-" in self.filters.query else []), *self._chosen()]
        others = " AND ".join([_PUBLISHED, *self._fitting(), "o.id NOT IN (SELECT id FROM titled)"])
        return (
            f"titled AS MATERIALIZED (SELECT o.id, o.published_at FROM ({titled}) o "
            f"WHERE {' AND '.join(narrowed) or 'true'}), "
        ) + _placed(
            f"(SELECT 1 AS part, o.* FROM titled o UNION ALL "
            f"(SELECT 2, o.id, o.published_at FROM catalogue_offering o WHERE {others} "
            f"AND (SELECT count(*) FROM titled) < {_SO_FAR} ORDER BY {NEWEST} LIMIT {_SO_FAR})) o",
            f"part, {NEWEST}",
        )

    def near(self) -> str:
        """Titles that are written almost like the query."""
        return (
            f"SELECT o.slug, {self._words('title')} AS title FROM catalogue_near(%(query)s) n "
            "JOIN catalogue_offering o USING (id) ORDER BY n.nearness DESC, o.id LIMIT 5"
        )

    @property
    def _codes(self) -> tuple[str, ...]:
        """The languages in which a word of the query is looked for."""
        return tuple(dict.fromkeys((self.code, "en")))

    def _found(self) -> str:
        return f"({' OR '.join(f'o.words_{code} @@ {_QUERY.format(code=code)}' for code in self._codes)})"

    def _rank(self) -> str:
        return ranking.rank({code: _QUERY.format(code=code) for code in self._codes})

    def _fitting(self) -> list[str]:
        return [*([self._found()] if self.filters.query else []), *self._chosen()]

    def _chosen(self) -> list[str]:
        return [f"NOT ({facet.miss})" for facet in self.chosen]

    def _words(self, column: str) -> str:
        return f"coalesce(nullif(o.{column}_{self.code}, ''), o.{column}_en)"

    def _language(self, column: str) -> str:
        return f"CASE WHEN coalesce(o.{column}_{self.code}, '') = '' THEN 'en' ELSE '{self.code}' END"

    def _shown(self, column: str) -> str:
        return self._marked(column, _WHOLE) if self.filters.query else self._words(column)

    def _excerpt(self) -> str:
        """A part of the description, where nothing is marked in what is shown of it anyway."""
        if not self.filters.query:
            return "''"
        part = self._marked("description", _PART)
        return f"CASE WHEN strpos(shown.title || shown.summary, '{START}') > 0 THEN '' ELSE {part} END"

    def _is_often(self, total: int) -> bool:
        return self.filters.order == "relevance" and total > ranking.RANKED

    def _points(self, total: int) -> str:
        """What the order is by; nothing where it is by something else."""
        is_by_rank = self.filters.query and self.filters.order == "relevance" and not self._is_often(total)
        return self._rank() if is_by_rank else "NULL::real"

    def _why(self) -> str:
        return ranking.why(self.code) if self.filters.query else "NULL"

    def _marked(self, column: str, options: str) -> str:
        own, english = (
            f"ts_headline('public.catalogue_{code}', o.{column}_{code}, {_QUERY.format(code=code)}, '{options}')"
            for code in (self.code, "en")
        )
        return f"CASE WHEN coalesce(o.{column}_{self.code}, '') = '' THEN {english} ELSE {own} END"
