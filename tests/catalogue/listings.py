"""The smallest valid rows of the catalogue."""

from __future__ import annotations

from typing import Any

from catalogue.models import Media, Offering, Provider, Term
from catalogue.services import set_providers
from common.objects import store


def make_provider(slug: str = "gates", **values: Any) -> Provider:
    given = {"name": slug.title(), "short_name": slug.title(), "summary_en": "Makes gates."} | values
    return Provider.objects.create(slug=slug, **given)


def make_offering(slug: str = "watch", *providers: Provider, **values: Any) -> Offering:
    """Return a published offering."""
    partners = providers or (Provider.objects.first() or make_provider(),)
    given: dict[str, Any] = {
        "kind": "solution", "stage": "beta", "price_model": "on-request", "state": "published",
        "title_en": slug.replace("-", " ").title(), "summary_en": "It watches.",
        "description_en": "It watches all day.",
    }  # fmt: skip
    offering = Offering(slug=slug, lead=partners[0], **given | values)
    offering.date_publication()
    offering.save()
    set_providers(offering, partners)
    return offering


def make_term(vocabulary: str, key: str, label: str, **values: Any) -> Term:
    return Term.objects.create(vocabulary=vocabulary, key=key, label_en=label, **values)


def make_document(offering: Offering, content: bytes = b"%PDF-1.7 of ten bytes", **values: Any) -> Media:
    """Return a document that a worker has prepared."""
    name = f"{'0' * 32}.pdf"
    given: dict[str, Any] = {
        "kind": "document", "name": "facts.pdf", "content_type": "application/pdf", "size": len(content),
        "state": "ready", "title_en": "Facts",
        "files": [{"name": name, "type": "application/pdf", "bytes": len(content)}],
    }  # fmt: skip
    media = Media.objects.create(offering=offering, **given | values)
    store.put(media.key(name), content)
    return media
