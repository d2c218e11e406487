"""What the checks before submission find in listings that are on the market already."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from catalogue.models import Offering
from publishing.submissions.checking import findings_of_rows

AT_ONCE = 200


class Command(BaseCommand):
    help = "Checks published listings, or one of any state, and ends with 1 if something in them would block."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--slug", help="the address of one listing")
        parser.add_argument("--blocking", action="store_true", help="leave out what is only advice")

    def handle(self, *args: object, slug: str | None, blocking: bool, **options: object) -> None:
        chosen = Offering.objects.filter(slug=slug) if slug else Offering.objects.published()
        slugs = dict(chosen.order_by("pk").values_list("pk", "slug"))
        if slug and not slugs:
            raise CommandError(f"There is no listing with the address {slug!r}.")
        amiss = sum(self._told(slugs, blocking=blocking))
        if amiss:
            raise CommandError(f"{amiss} of {len(slugs)} listings would not be accepted as they are.")
        self.stdout.write(f"{len(slugs)} listings would be accepted as they are.")

    def _told(self, slugs: dict[int, str], *, blocking: bool) -> list[bool]:
        """Write the findings of each listing; return which listings have blocking ones."""
        pks, found = list(slugs), []
        for start in range(0, len(pks), AT_ONCE):
            for pk, findings in findings_of_rows(Offering, pks[start : start + AT_ONCE]):
                found.append(any(one.is_blocking for one in findings))
                for one in findings:
                    if one.is_blocking or not blocking:
                        weight = "must be mended" if one.is_blocking else "advice"
                        self.stdout.write(f"{slugs[pk]}: {one.field or 'listing'}: {one.check} ({weight}): {one}")
        return found
