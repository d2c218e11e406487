"""Many offerings written at once. Whatever has to happen with each change of an offering belongs here too."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.utils.translation import override

from catalogue.models import Offering, OfferingProvider
from publishing.services import Signature, hold, record

KEPT = {"id", "slug", "origin", "digest"}  # what a change never touches


@transaction.atomic
def save_offerings(
    *,
    added: Sequence[Offering],
    changed: Sequence[Offering],
    providers: Mapping[str, Sequence[int]],
    signed: Signature,
) -> None:
    """Add and change offerings that have been checked; ``providers`` are the keys by slug, the leading one first.

    Each becomes a revision. Lock rows that are changed before they are looked at: what somebody else writes meanwhile
    would be lost.
    """
    columns = [field.name for field in Offering._meta.concrete_fields if field.name not in KEPT]
    hold(Offering, [offering.pk for offering in changed])
    with override("en"):  # the columns without a language hold the English texts
        Offering.objects.bulk_create(added)
        Offering.objects.bulk_create(changed, update_conflicts=True, unique_fields=["slug"], update_fields=columns)
    written = [*added, *changed]
    _save_providers(written, providers)
    record(Offering, [offering.pk for offering in written], signed)


def _save_providers(offerings: Sequence[Offering], providers: Mapping[str, Sequence[int]]) -> None:
    """Replace the providers of those offerings for which some are given."""
    given = [offering for offering in offerings if offering.slug in providers]
    OfferingProvider.objects.filter(offering__in=given).delete()
    OfferingProvider.objects.bulk_create(
        OfferingProvider(offering=offering, provider_id=pk, position=position)
        for offering in given
        for position, pk in enumerate(providers[offering.slug])
    )
