from __future__ import annotations

import sys
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from catalogue.structured import market_data
from common.kept_pages import same_for_visitors
from common.requests import unavailable
from common.typed import typed_texts
from portal.cards import page_card
from portal.content import ANALYSES, LEGAL_PAGES, PARTNERS, RULE_PAGES
from portal.content_files import ENGLISH
from portal.diagrams import DIAGRAMS, load_diagram
from portal.section_pages import load_page, shown_sections
from portal.style_guide import guide
from portal.trials import trials
from portal.ways import WAYS
from publishing.submissions.listing_policy import PARAGRAPHS

SECURITY_TXT_VALID = timedelta(days=180)


@require_safe
@login_not_required
@same_for_visitors
def home(request: HttpRequest) -> HttpResponse:
    structured = market_data(request.path, request.build_absolute_uri)
    context = {"analyses": ANALYSES, "partners": PARTNERS, "structured": structured}
    return render(request, "portal/home.html", context)


@require_safe
@login_not_required
@same_for_visitors
def about(request: HttpRequest) -> HttpResponse:
    return section_page(request, "about", partners=PARTNERS)


@require_safe
@login_not_required
@same_for_visitors
def solutions(request: HttpRequest) -> HttpResponse:
    language = get_language() or ENGLISH
    diagrams = [load_diagram(name, language) for name in DIAGRAMS]
    return section_page(request, "solutions", diagrams=diagrams, trials=trials("solution"))


@require_safe
@login_not_required
@same_for_visitors
def services(request: HttpRequest) -> HttpResponse:
    return section_page(request, "services")


@require_safe
@login_not_required
@same_for_visitors
def demonstrations(request: HttpRequest) -> HttpResponse:
    return section_page(request, "demonstrations", trials=trials("demo"))


def section_page(request: HttpRequest, name: str, **more: object) -> HttpResponse:
    """Answer with a page whose words are a file, in the reader's language or else in English."""
    page = load_page(name, get_language() or ENGLISH)
    context = {
        "page": page,
        "sections": shown_sections(page),
        "ways": WAYS.get(name),
        "share_card": page_card(name),
        **more,
    }
    return render(request, f"portal/{name}.html", context)


@require_safe
@login_not_required
@same_for_visitors
def legal_page(request: HttpRequest, page: str) -> HttpResponse:
    return render(request, f"portal/legal/{page}.html", {"legal_pages": legal_pages(), "page": page})


@require_safe
@login_not_required
@same_for_visitors
def listing_policy(request: HttpRequest) -> HttpResponse:
    """What decisions about listings rest on; statements of reasons lead to its paragraphs."""
    context = {"legal_pages": legal_pages(), "page": "listing-policy", "paragraphs": PARAGRAPHS.values()}
    return render(request, "portal/legal/listing_policy.html", context)


def legal_pages() -> list[tuple[str, Any, str]]:
    """Return name, title and address of each."""
    return [(name, title, reverse(f"portal:{name}")) for name, title in {**LEGAL_PAGES, **RULE_PAGES}.items()]


@require_safe
@login_not_required
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for those who build with them; not part of the product."""
    if not settings.DEBUG:
        raise Http404
    return render(request, "portal/style_guide.html", {"guide": guide()})


@require_safe
@login_not_required
def robots_txt(request: HttpRequest) -> HttpResponse:
    context = {"sitemap_url": request.build_absolute_uri(reverse("sitemap"))}
    return render(request, "portal/robots.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116: whom to tell about a weakness."""
    policy_url = request.build_absolute_uri(reverse("portal:security"))
    email = settings.OPERATOR.get("email")
    context = {
        "contact": f"mailto:{email}" if email else policy_url,
        "policy_url": policy_url,
        "canonical": request.build_absolute_uri(request.path),
        "expires_at": timezone.now() + SECURITY_TXT_VALID,
        "languages": [code for code, _name in settings.LANGUAGES],
    }
    return render(request, "portal/security.txt", context, content_type="text/plain; charset=utf-8")


@require_safe
@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Lead browsers that ask at the old place, as on the admin's pages, to the icon."""
    return redirect(static("img/icon-32.png"))


@require_safe
@login_not_required
def web_manifest(request: HttpRequest) -> HttpResponse:
    context = {
        "name": settings.SITE_NAME,
        "description": _("Security analytics for financial institutions, tested on your own data."),
        "icons": [(static(f"img/icon-{size}.png"), f"{size}x{size}") for size in (192, 512)],
    }
    return render(request, "portal/site.webmanifest", context, content_type="application/manifest+json")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", {"typed": typed_texts(request)}, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Something broke: say so without the request, whose user or session may be what is broken."""
    # Django makes a 500 of what a middleware raises before any other middleware can see it.
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return unavailable(request)
    return HttpResponse(render_to_string("500.html"), status=500)
