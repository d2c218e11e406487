"""Writes of more than one row: the content files into the tables, the state of many offerings. Each is a revision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from catalogue.content.reading import Content, Values
from catalogue.currency.country_prices import set_country_prices
from catalogue.models import Offering, OfferingProvider, Origin, Provider, Term
from publishing import snapshots
from publishing.models import Revision
from publishing.permissions import require_change
from publishing.services import Signature, changing, hold, record
from publishing.submissions.permissions import refuse_suspended

REVISED: tuple[type[Any], ...] = (Term, Provider, Offering)

# Fields that content files got after the first rows were stored: while empty they do not change a digest.
LATER = {"amount", "currency"}


@dataclass
class Report:
    """What a load did, by number and, for what people have changed, by name."""

    added: int = 0
    changed: int = 0
    same: int = 0
    edited: list[str] = field(default_factory=list)
    at: datetime = field(default_factory=timezone.now)  # one time for all that a load brings


@transaction.atomic
def store_content(content: Content) -> Report:
    """Bring the tables to what the files say. Rows that people have changed since stay as they are, and are named."""
    report = Report()
    for model in REVISED:
        hold(model, _from_files(model))
    for values in content.terms.values():
        _store(Term, {"vocabulary": values["vocabulary"], "key": values["key"]}, values, report)
    providers = {slug: _store(Provider, {"slug": slug}, values, report) for slug, values in content.providers.items()}
    for slug, values in content.offerings.items():
        partners = [providers[other] for other in content.providers_of[slug]]
        offering = _store_offering(slug, values, partners, report)
        edited = set_country_prices(offering, content.prices_of[slug])
        report.edited += [f"price of {slug} for {country}" for country in edited]
    for model in REVISED:
        record(model, _from_files(model), Signature(source=Revision.Source.FILES, at=report.at))
    return report


def set_state(*, offerings: models.QuerySet[Offering], state: str, person: User) -> int:
    """Publish or withdraw offerings, each as a revision; return how many that changed."""
    pks = list(offerings.exclude(state=state).values_list("pk", flat=True))
    require_change(person, Offering, pks)
    if state == Offering.State.PUBLISHED:
        refuse_suspended(Offering, pks)
    with changing(Offering, pks, Signature(person)) as held:
        changed = Offering.objects.filter(pk__in=held)
        if state == Offering.State.PUBLISHED:
            changed.update(published_at=Coalesce("published_at", timezone.now()))
        return changed.update(state=state, updated_at=timezone.now())


def _from_files(model: type[Any]) -> list[int]:
    return list(model.objects.filter(origin=Origin.CONTENT).values_list("pk", flat=True))


def _store_offering(slug: str, values: Values, partners: list[Provider], report: Report) -> Offering:
    before = len(report.edited)
    given = values | {"lead_id": partners[0].pk, "state": Offering.State.PUBLISHED}
    offering: Offering = _store(Offering, {"slug": slug}, given, report)
    if len(report.edited) == before:
        set_providers(offering, partners)
    return offering


def set_providers(offering: Offering, partners: Iterable[Provider]) -> None:
    """Give an offering these providers in this order; writes nothing where they are the same."""
    wanted = list(dict.fromkeys(provider.pk for provider in partners))
    if list(offering.shares.values_list("provider", flat=True)) == wanted:
        return
    offering.shares.exclude(provider__in=wanted).delete()
    # Rows that stay keep their numbers: a form that is open somewhere knows them by these.
    OfferingProvider.objects.bulk_create(
        [OfferingProvider(offering=offering, provider_id=pk, position=position) for position, pk in enumerate(wanted)],
        update_conflicts=True,
        unique_fields=["offering", "provider"],
        update_fields=["position"],
    )


def _store(model: type[Any], key: dict[str, str], values: Values, report: Report) -> Any:
    row = model.objects.filter(**key).first()
    if row is None:
        report.added += 1
        return _save(model(**key), values, report.at)
    wanted = digest_of(values)
    if row.origin != Origin.CONTENT or digest_of(_present(row, values)) != row.digest:
        report.edited.append(f"{model._meta.model_name} {'/'.join(key.values())}")
    elif row.digest == wanted:
        report.same += 1
    else:
        report.changed += 1
        _save(row, values, report.at)
    return row


def _save(row: Any, values: Values, at: datetime) -> Any:
    for name, value in values.items():
        setattr(row, name, value)
    row.origin, row.digest = Origin.CONTENT, digest_of(values)
    if isinstance(row, Offering):
        row.date_publication(at)
    row.save()
    return row


def _present(row: models.Model, values: Values) -> Values:
    return {name: getattr(row, name) for name in values}


def digest_of(values: Values) -> str:
    """Return by what a later load knows whether a row is still as the files said."""
    counted = {name: value for name, value in values.items() if name not in LATER or value}
    return snapshots.digest_of(counted)
