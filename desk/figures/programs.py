"""Which readers are programs: those that say so in their User-Agent, and those that say nothing."""

from __future__ import annotations

import re
from functools import lru_cache

# What crawlers, monitors, previews of links and libraries call themselves. The browsers of people have none of these
# words; Cubot makes telephones.
_WORDS = re.compile(
    r"(?<!cu)bot(?:\b|[/_-])|crawl|spider|slurp|archiver|scrap|fetch|preview|monitor|uptime|validator|lighthouse|headless"
    r"|facebookexternalhit|whatsapp|feed|rss|curl|wget|httpx?[/-]|http-?client|python|java/|okhttp|go-http|libwww-perl|perl/"
    r"|ruby|node|axios|scanner|probe|[+(; ]https?://",
    re.IGNORECASE,
)


@lru_cache(maxsize=4_096)
def is_program(user_agent: str) -> bool:
    """Tell whether a request says that no person reads its answer."""
    return not user_agent or len(user_agent) > 1_000 or _WORDS.search(user_agent) is not None
