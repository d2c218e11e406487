"""New and changed offerings for readers of feeds: Atom (RFC 4287) and JSON Feed 1.1, in each language."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from catalogue.media.feeding import attachments, enclosures, picture
from catalogue.models import Offering
from catalogue.versions import current_version
from catalogue.wording import told

LONGEST = 50
_NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def _etag(request: HttpRequest) -> str:
    told_by = f"{request.get_host()} {request.path} {current_version()}"
    return f'"{hashlib.sha256(told_by.encode()).hexdigest()[:32]}"'


def _changed(request: HttpRequest) -> datetime | None:
    """Return when an offering last changed; one that was withdrawn a moment ago counts, too."""
    last: datetime | None = Offering.objects.aggregate(last=Max("updated_at"))["last"]
    return last


def _newest() -> list[Offering]:
    found = Offering.objects.published().select_related("lead").prefetch_related("media")
    return list(found.order_by("-updated_at", "pk")[:LONGEST])


@login_not_required
@require_safe
@condition(etag_func=_etag, last_modified_func=_changed)
def atom(request: HttpRequest) -> HttpResponse:
    feed = Atom1Feed(
        title=_("FINSEC Market: new and changed offerings"),
        link=request.build_absolute_uri(reverse("catalogue:offering-list")),
        description=_("What the catalogue lists, the latest change first."),
        language=get_language(),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=request.build_absolute_uri(request.path),
    )
    for offering in _newest():
        feed.add_item(
            title=_for_xml(told(offering, "title").text),
            link=request.build_absolute_uri(offering.get_absolute_url()),
            description=_for_xml(told(offering, "summary").text),
            author_name=_for_xml(offering.lead.name),
            unique_id=request.build_absolute_uri(offering.get_absolute_url()),
            pubdate=offering.published_at,
            updateddate=offering.updated_at,
            categories=[_for_xml(tag) for tag in offering.tags],
            enclosures=enclosures(offering, request.build_absolute_uri),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)


def _for_xml(text: str) -> str:
    """Leave out the few characters that no XML may hold (XML 1.0, 2.2)."""
    return _NOT_IN_XML.sub("", text)


@login_not_required
@require_safe
@condition(etag_func=_etag, last_modified_func=_changed)
def json_feed(request: HttpRequest) -> HttpResponse:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": _("FINSEC Market: new and changed offerings"),
        "description": _("What the catalogue lists, the latest change first."),
        "home_page_url": request.build_absolute_uri(reverse("catalogue:offering-list")),
        "feed_url": request.build_absolute_uri(request.path),
        "language": get_language(),
        "items": [_item(request, offering) for offering in _newest()],
    }
    return JsonResponse(feed, content_type="application/feed+json", json_dumps_params={"ensure_ascii": False})


def _item(request: HttpRequest, offering: Offering) -> dict[str, object]:
    title, summary = told(offering, "title"), told(offering, "summary")
    url = request.build_absolute_uri(offering.get_absolute_url())
    return {
        "id": url,
        "url": url,
        "title": title.text,
        "content_text": summary.text,
        "language": title.language,
        "date_published": (offering.published_at or offering.updated_at).isoformat(),
        "date_modified": offering.updated_at.isoformat(),
        "authors": [{"name": offering.lead.name}],
        "tags": offering.tags,
        **picture(offering, request.build_absolute_uri),
        **attachments(offering, request.build_absolute_uri),
    }
