"""Freezing offerings, and letting go of what was frozen."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.core.validators import slug_re
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from catalogue.currency.readers import Reader
from catalogue.models import Offering
from common.errors import DomainError
from procurement.canonical import MOST_BYTES, canonical, digest_of
from procurement.freezing import document_of
from procurement.models import Shortlist, ShortlistItem
from procurement.models.shortlists import MOST_OFFERINGS, MOST_SHORTLISTS
from publishing.models import Revision
from publishing.services import hold

NOTHING_KEPT = {"owner": None, "title": "", "note": "", "document": None}


class ChoiceError(DomainError):
    """These offerings cannot be frozen together; the sentence says why."""


def check_choice(slugs: Sequence[str]) -> dict[str, int]:
    """Return the chosen published offerings by address, or raise ChoiceError with what to do."""
    wanted = list(dict.fromkeys(slugs))
    if not wanted:
        raise ChoiceError(_("Choose at least one offering."))
    if len(wanted) > MOST_OFFERINGS:
        raise ChoiceError(
            _("A shortlist holds at most %(most)d offerings, and you chose %(number)d. Choose fewer.")
            % {"most": MOST_OFFERINGS, "number": len(wanted)}
        )
    possible = [slug for slug in wanted if slug_re.match(slug)]
    known = dict(Offering.objects.published().filter(slug__in=possible).values_list("slug", "pk"))
    if missing := [slug[:80] for slug in wanted if slug not in known]:
        raise ChoiceError(
            _("These are not in the catalogue, or no longer: %(missing)s. Leave them out or correct the address.")
            % {"missing": ", ".join(missing[:5])}
        )
    return {slug: known[slug] for slug in wanted}


@transaction.atomic
def freeze(*, owner: User, slugs: Sequence[str], reader: Reader, title: str = "", note: str = "") -> Shortlist:
    """Freeze published offerings as they are now; nobody changes one of them while this is done."""
    User.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if Shortlist.objects.filter(owner=owner).count() >= MOST_SHORTLISTS:
        raise DomainError(
            _("You have %(most)d shortlists, and that is all there can be. Remove one first.")
            % {"most": MOST_SHORTLISTS}
        )
    rows = _held(check_choice(slugs))
    at, key = timezone.now().replace(microsecond=0), uuid.uuid4()
    written = {"title": title, "note": note}
    document = document_of(key=str(key), written=written, at=at, reader=reader, rows=rows)
    if len(canonical(document)) > MOST_BYTES // 2:
        raise ChoiceError(_("The texts of these offerings are too long for one shortlist. Make two of it."))
    frozen = Shortlist.objects.create(
        pk=key, owner=owner, title=title, note=note, frozen_at=at, digest=digest_of(document), document=document
    )
    ShortlistItem.objects.bulk_create(
        ShortlistItem(
            shortlist=frozen, position=position, offering=offering, slug=offering.slug,
            number=revision.number, revision_digest=revision.digest,
        )
        for position, (offering, revision) in enumerate(rows, 1)
    )  # fmt: skip
    return frozen


def _held(chosen: dict[str, int]) -> list[tuple[Offering, Revision]]:
    """Let nobody change these offerings until the transaction ends, and return each with its present revision."""
    hold(Offering, list(chosen.values()))
    check_choice(list(chosen))  # one may have been withdrawn while the lock was waited for
    revisions = Revision.objects.newest(Offering, list(chosen.values()))
    offerings = Offering.objects.select_related("lead").in_bulk(list(chosen.values()))
    return [(offerings[pk], revisions[pk]) for pk in chosen.values()]


def let_go(*, owner: User, shortlist: Shortlist) -> bool:
    """Remove what the owner wrote and the content; digest, time and revisions stay, so that copies can be checked."""
    return bool(Shortlist.objects.owned_by(owner).filter(pk=shortlist.pk).update(**NOTHING_KEPT))
