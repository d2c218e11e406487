"""PDF: what goes into the file of a procurement. The page's shape is shortlist.typ; here its words are chosen."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.countries import country_name
from catalogue.currency.amounts import money, rate_words
from catalogue.listing import known_words
from catalogue.prices import price_words
from catalogue.sharing.addresses import neutral_path
from procurement.models import Shortlist

TEMPLATE = Path(__file__).with_name("shortlist.typ")
MOMENT = "DATETIME_FORMAT"


def render(shortlist: Shortlist) -> bytes:
    """Return a tagged A4 document in the reader's language."""
    written = typst.compile(
        TEMPLATE,
        root=TEMPLATE.parent,
        ignore_system_fonts=True,
        sys_inputs={"shortlist": json.dumps(content(shortlist), ensure_ascii=False)},
        timestamp=int(shortlist.frozen_at.timestamp()),
        pdf_standards="ua-1",
    )
    if not isinstance(written, bytes):
        raise TypeError("A PDF comes as one piece.")
    return written


def content(shortlist: Shortlist) -> dict[str, Any]:
    """Return what shortlist.typ shows: sentences in the reader's language, and nothing to compute."""
    document = shortlist.document or {}
    check = settings.SITE_URL.rstrip("/") + neutral_path(reverse("procurement:shortlist-check"))
    return {
        "language": (get_language() or "en").split("-", maxsplit=1)[0],
        "date": {name: getattr(shortlist.frozen_at, name) for name in ("year", "month", "day")},
        "kicker": _("Shortlist, frozen on %(time)s (UTC)") % {"time": date_format(shortlist.frozen_at, MOMENT)},
        "title": document["title"] or _("Shortlist"),
        "note": document["note"],
        "lead": _("Each offering is shown as the market published it at that moment; its revision names that state."),
        "offerings": [_offering(number, one) for number, one in enumerate(document["offerings"], 1)],
        "rates_title": _("Rates used"),
        "rates": _rates(document["rates"]),
        "proof_title": _("Proof"),
        "proof": _(
            "The JSON export of this shortlist has the SHA-256 below. Hand in the digest or the JSON file at the "
            "address to learn whether the market froze exactly this, and what has changed since."
        ),
        "digest_label": "SHA-256",
        "digest": shortlist.digest,
        "link": check,
    }


def _offering(number: int, one: Mapping[str, Any]) -> dict[str, Any]:
    revision, state = one["revision"], one["state"]
    words = known_words()
    language = get_language() or "en"
    at = datetime.fromisoformat(revision["at"])
    facts = [
        (_("Provider"), ", ".join(_provider(provider) for provider in one["providers"])),
        (_("Kind"), words.label("kinds", state["kind"])),
        (_("Stage"), words.label("stages", state["stage"])),
        (_("Version"), state.get("version") or ""),
        (_("Price"), _price(one["price"])),
        (_("Certificates"), "; ".join(_certificate(certificate) for certificate in one["certificates"])),
        (_("Revision"), _("%(number)d of %(time)s") % {"number": revision["number"], "time": date_format(at, MOMENT)}),
        (_("SHA-256 of the revision"), revision["sha256"]),
        (_("Address"), one["url"]),
    ]
    return {
        "title": f"{number}. {state.get(f'title_{language}') or one['title']}",
        "summary": state.get(f"summary_{language}") or state.get("summary_en") or "",
        "facts": [list(fact) for fact in facts if fact[1]],
    }


def _provider(provider: Mapping[str, Any]) -> str:
    country = country_name(provider["country"]) if provider["country"] else ""
    more = ", ".join(filter(None, [country, provider["lei"] and f"LEI {provider['lei']}"]))
    return f"{provider['name']} ({more})" if more else str(provider["name"])


def _certificate(one: Mapping[str, Any]) -> str:
    name = f"{one['standard']}, {one['issuer']}"
    if not one["valid_until"]:
        return name
    day = date_format(date.fromisoformat(one["valid_until"]), "DATE_FORMAT")
    return _("%(certificate)s, until %(day)s") % {"certificate": name, "day": day}


def _price(price: Mapping[str, Any]) -> str:
    amount = Decimal(price["amount"]) if price["amount"] is not None else None
    own = price_words(price["model"], amount, price["currency"] or "")
    if price["country"]:
        own = _("%(price)s, for %(country)s") % {"price": own, "country": country_name(price["country"])}
    about = price["about"]
    if not about:
        return own
    return _("%(price)s (about %(about)s, at the rate of %(day)s)") % {
        "price": own,
        "about": money(Decimal(about["amount"]), about["currency"]),
        "day": date_format(date.fromisoformat(about["day"]), "DATE_FORMAT"),
    }


def _rates(rates: Mapping[str, Any]) -> list[str]:
    return [
        _("One euro was %(rate)s %(currency)s on %(day)s (%(source)s).")
        % {
            "rate": rate_words(Decimal(one["per_euro"])),
            "currency": code,
            "day": date_format(date.fromisoformat(one["day"]), "DATE_FORMAT"),
            "source": rates["source"],
        }
        for code, one in sorted(rates["quoted"].items())
    ]
