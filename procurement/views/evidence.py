"""The evidence about an offering, for everybody."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.countries import country_name
from catalogue.models import Offering
from catalogue.wording import told
from common.errors import BusyError
from common.kept_pages import same_for_visitors
from common.objects import StoreUnavailableError, store
from procurement.evidence import Evidence, evidence_of
from procurement.models import Certificate, IctService


@login_not_required
@require_safe
@same_for_visitors
def evidence_detail(request: HttpRequest, slug: str) -> HttpResponse:
    offering = get_object_or_404(Offering.objects.published().select_related("lead"), slug=slug)
    found = evidence_of(offering)
    context = {
        "offering": offering,
        "title": told(offering, "title"),
        "evidence": found,
        "identity": _identity(found),
        "facts": _facts(found),
    }
    return render(request, "procurement/evidence_detail.html", context)


@login_not_required
@require_safe
def certificate_file(request: HttpRequest, file_id: UUID) -> HttpResponse:
    certificate = get_object_or_404(Certificate.objects.shown(), file_id=file_id)
    try:
        content = store.find(certificate.key)
    except StoreUnavailableError as problem:
        raise BusyError(_("The file store does not answer for the moment. Try again in a minute.")) from problem
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type=certificate.file_kind)
    response["Content-Disposition"] = content_disposition_header(True, certificate.file_name) or "attachment"
    return response


def _identity(found: Evidence) -> list[tuple[str, str]]:
    entity = found.entity
    if entity is None:
        return []
    code, code_type = entity.code
    everything = [
        (_("Legal name"), entity.legal_name),
        (code_type, code),
        (_("Country of the headquarters"), country_name(entity.country)),
        (_("LEI of the ultimate parent undertaking"), entity.parent_lei),
        (_("Where it keeps and processes data"), _countries(entity.data_locations)),
    ]
    return [(label, value) for label, value in everything if value]


def _facts(found: Evidence) -> list[tuple[str, str]]:
    facts = found.facts
    if facts is None:
        return []
    services = dict(IctService.choices)
    stores = {True: _("yes"), False: _("no"), None: ""}[facts.stores_data]
    everything = [
        (_("Types of ICT services"), "; ".join(str(services[code]) for code in facts.services)),
        (_("Provided from"), _countries(facts.provision_countries)),
        (_("Stores data of its users"), stores),
        (_("Where data are stored"), _countries(facts.storage_countries)),
        (_("Where data are processed"), _countries(facts.processing_countries)),
        (_("Substitutability"), facts.get_substitutability_display()),
        (_("Reason"), facts.get_reason_display()),
    ]
    return [(label, value) for label, value in everything if value]


def _countries(codes: list[str]) -> str:
    return ", ".join(map(country_name, codes))
