"""A member's shortlists, and the check for everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from catalogue.currency.readers import Reader, reader_of
from catalogue.favourites.owners import owner_of
from catalogue.models import Offering
from catalogue.wording import told
from procurement.checking import verdict_on, what_became_of
from procurement.exports import EXPORTS
from procurement.forms import CheckForm, FreezeForm
from procurement.models import Shortlist
from procurement.models.shortlists import MOST_OFFERINGS
from procurement.services import shortlists

PER_PAGE = 20


@require_safe
def shortlist_list(request: UserRequest) -> HttpResponse:
    rows = Shortlist.objects.owned_by(request.user).for_list()
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page", "1"))
    return render(request, "procurement/shortlist_list.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
def shortlist_create(request: UserRequest) -> HttpResponse:
    favourites = _favourites(request)
    if request.method != "POST":
        form = FreezeForm(favourites=favourites, initial=_initial(request, favourites))
        return _form_page(request, form)
    form = FreezeForm(request.POST, favourites=favourites)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    wanted = form.cleaned_data
    frozen = shortlists.freeze(
        owner=request.user,
        slugs=wanted["slugs"],
        reader=Reader(wanted["currency"], wanted["country"]),
        title=wanted["title"],
        note=wanted["note"],
    )
    messages.success(request, _("The shortlist is frozen. Its exports prove what the market showed."))
    return redirect(frozen)


@require_safe
def shortlist_detail(request: UserRequest, pk: UUID) -> HttpResponse:
    shortlist = own_or_404(request, pk)
    context = {"shortlist": shortlist, "since": what_became_of(shortlist), "exports": EXPORTS}
    return render(request, "procurement/shortlist_detail.html", context)


@require_safe
def shortlist_export(request: UserRequest, pk: UUID, kind: str) -> HttpResponse:
    shortlist = own_or_404(request, pk)
    if kind not in EXPORTS:
        raise Http404
    return as_file(EXPORTS[kind].render(shortlist), EXPORTS[kind].media_type, f"{file_stem(shortlist)}.{kind}")


@require_POST
def shortlist_remove(request: UserRequest, pk: UUID) -> HttpResponse:
    shortlists.let_go(owner=request.user, shortlist=own_or_404(request, pk))
    messages.success(request, _("The shortlist is removed. Its exports can still be checked by their digest."))
    return redirect("procurement:shortlist-list")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def shortlist_check(request: HttpRequest) -> HttpResponse:
    """Answer by POST for a form, and by GET for a digest in an address."""
    is_asked = request.method == "POST" or "digest" in request.GET
    form = CheckForm(request.POST or request.GET, request.FILES) if is_asked else CheckForm()
    context: dict[str, Any] = {"form": form}
    if is_asked and form.is_valid():
        context["verdict"] = verdict_on(form.handed)
    return render(request, "procurement/shortlist_check.html", context, status=422 if form.errors else 200)


def as_file(body: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(body, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def file_stem(shortlist: Shortlist) -> str:
    """A file name of our own making: nothing that somebody wrote goes into a header."""
    return f"finsec-shortlist-{shortlist.frozen_at:%Y%m%d-%H%M}"


def own_or_404(request: UserRequest, pk: UUID) -> Shortlist:
    return get_object_or_404(Shortlist.objects.owned_by(request.user), pk=pk)


def _form_page(request: UserRequest, form: FreezeForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "most": MOST_OFFERINGS}
    return render(request, "procurement/shortlist_create.html", context, status=status)


def _favourites(request: UserRequest) -> list[tuple[str, str]]:
    codes = {"en", get_language() or "en"}
    saved = owner_of(request).favourites.filter(offering__state=Offering.State.PUBLISHED).select_related("offering")
    shown = saved.only("offering__slug", *(f"offering__title_{code}" for code in codes))
    return [(one.offering.slug, told(one.offering, "title").text) for one in shown]


def _initial(request: UserRequest, favourites: list[tuple[str, str]]) -> dict[str, Any]:
    """Choose what the address names; without that all favourites, as far as they fit."""
    reader = reader_of(request)
    known = dict(favourites)
    named = [slug for slug in request.GET.getlist("offering")[:MOST_OFFERINGS] if "\0" not in slug]
    return {
        "currency": reader.currency,
        "country": reader.country,
        "offerings": [slug for slug in named if slug in known] if named else list(known)[:MOST_OFFERINGS],
        "more": "\n".join(slug for slug in named if slug not in known),
    }
