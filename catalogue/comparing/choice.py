"""Which offerings an address wants side by side. Whatever is written into it, something sensible comes out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from catalogue.models import Offering, OfferingProvider
from catalogue.wording import told

MOST = 4
MOST_READ = 20
_SLUG = re.compile(r"[a-zA-Z0-9_-]{1,80}")


@dataclass(frozen=True)
class Choice:
    """What is compared, what did not fit, and how it is shown."""

    compared: list[Offering]
    left_out: list[Offering]
    unknown: int
    is_doubled: bool
    is_cut: bool
    only_differences: bool
    prices: tuple[tuple[str, str], ...] = ()  # the currency and the country that the address asks for

    @property
    def slugs(self) -> list[str]:
        return [offering.slug for offering in self.compared]

    @property
    def is_full(self) -> bool:
        return len(self.compared) == MOST

    def without(self, slug: str) -> str:
        """Return the address after the question mark without one of them; the first that was left out moves up."""
        known = [*self.compared, *self.left_out]
        return self._address([one.slug for one in known if one.slug != slug], self.only_differences)

    def with_one_more(self, slug: str) -> str:
        return self._address([*self.slugs, slug], self.only_differences)

    @property
    def switched(self) -> str:
        """Return the address after the question mark with the other rows."""
        return self._address(self.slugs, not self.only_differences)

    def _address(self, slugs: list[str], only_differences: bool) -> str:
        pairs = [("offering", slug) for slug in slugs]
        only = [("only", "differences")] if only_differences else []
        return urlencode([*pairs, *only, *self.prices])

    @property
    def remarks(self) -> list[str]:
        """Say what of the address is not shown as it is written there."""
        said = []
        if self.unknown:
            said.append(
                ngettext(
                    "One offering in this address is not in the catalogue, or no longer.",
                    "%(number)d offerings in this address are not in the catalogue, or no longer.",
                    self.unknown,
                )
                % {"number": self.unknown}
            )
        if self.left_out:
            titles = ", ".join(str(told(one, "title").text) for one in self.left_out)
            said.append(
                _("At most four stand side by side. Remove one to make room for: %(titles)s.") % {"titles": titles}
            )
        if self.is_cut:
            said.append(_("The address names too many offerings. Only the first were read."))
        if self.is_doubled:
            said.append(_("The address names an offering more than once. It is shown once."))
        if len(self.compared) == 1:
            said.append(_("Add a second offering to see what differs."))
        return said


def choice_from(asked: QueryDict, prices: tuple[tuple[str, str], ...] = ()) -> Choice:
    """Read an address in two statements: offerings that everybody may see, in its order, each once.

    ``prices`` is what of the address says how prices are shown; all addresses of the choice keep it.
    """
    given = asked.getlist("offering")
    distinct = list(dict.fromkeys(given))
    read = distinct[:MOST_READ]
    found = _published([slug for slug in read if _SLUG.fullmatch(slug)])
    known = [found[slug] for slug in read if slug in found]
    return Choice(
        compared=known[:MOST],
        left_out=known[MOST:],
        unknown=len(read) - len(known),
        is_doubled=len(distinct) < len(given),
        is_cut=len(distinct) > MOST_READ,
        only_differences=asked.get("only") == "differences",
        prices=prices,
    )


def _published(slugs: list[str]) -> dict[str, Offering]:
    shares = Prefetch("shares", OfferingProvider.objects.select_related("provider"))
    rows = Offering.objects.published().filter(slug__in=slugs).prefetch_related(shares)
    return {offering.slug: offering for offering in rows}
