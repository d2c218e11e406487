"""The front page of the desk, the page of a provider, and how a listing begins."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from catalogue.belonging import providers_of, spoken_for_by
from catalogue.models import Offering, Provider
from catalogue.provider_pages import open_provider, without_page
from catalogue.submitting import draft_offering
from common.errors import DomainError
from desk.forms.starting import ListingForm, ProviderForm
from desk.listings import listings, offerings_of
from publishing.submissions.models import Submission
from publishing.submissions.proposals import open_proposal
from publishing.submissions.states import PROVIDERS_HANDS

PER_PAGE = 25
MOST_CARDS = 3  # each asks for its sums


@never_cache
@require_safe
def listing_list(request: UserRequest) -> HttpResponse:
    writable = set(spoken_for_by(request.user).values_list("pk", flat=True))
    shown = set(Provider.objects.shown().filter(pk__in=providers_of(request.user)).values_list("pk", flat=True))
    providers = list(providers_of(request.user).select_related("organisation").order_by("short_name"))
    page = Paginator(offerings_of(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "providers": [(one, one.pk in writable, one.pk in shown) for one in providers],
        "has_many": len(providers) > 1,
        "figures": [one for one in providers if one.pk in shown][:MOST_CARDS],
        "organisations": list(without_page(request.user)),
        "page": page,
        "lines": listings(page.object_list, request.user, writable),
        "may_begin": bool(writable),
    }
    return render(request, "desk/listing_list.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def provider_create(request: UserRequest, slug: str) -> HttpResponse:
    """Open the page of an organisation that has none yet."""
    organisation = get_object_or_404(without_page(request.user), slug=slug)
    form = ProviderForm(request.POST or None, organisation=organisation)
    if form.is_bound and form.is_valid():
        try:
            open_provider(organisation=organisation, person=request.user, told=form.told())
        except DomainError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The page is there. Visitors see it once your first listing is published."))
            return redirect("desk:listing-list")
    status = 422 if form.is_bound else 200
    return render(request, "desk/provider_create.html", {"form": form, "organisation": organisation}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def listing_create(request: UserRequest) -> HttpResponse:
    providers = list(spoken_for_by(request.user).order_by("short_name"))
    form = ListingForm(request.POST or None, providers=providers, chosen=request.GET.get("provider", ""))
    if form.is_bound and form.is_valid():
        try:
            begun = _begun(request, form)
        except DomainError as problem:
            form.add_error(None, str(problem))
        else:
            messages.success(request, _("The listing is begun. Nobody but your organisation sees it yet."))
            return redirect("desk:submission-edit", begun.pk)
    context = {"form": form, "providers": providers}
    return render(request, "desk/listing_create.html", context, status=422 if form.is_bound else 200)


def _begun(request: UserRequest, form: ListingForm) -> Submission:
    """Begin a listing; whoever sends the form twice goes on with the one that the first time has begun."""
    title, kind = form.cleaned_data["title"], form.cleaned_data["kind"]
    drafts = offerings_of(request.user).filter(lead=form.chosen, state=Offering.State.DRAFT)
    same = drafts.filter(title_en=title, kind=kind).first()
    if same is not None:
        return open_proposal(row=same, person=request.user)
    return draft_offering(provider=form.chosen, person=request.user, title=title, kind=kind)


@require_POST
def proposal_open(request: UserRequest, slug: str) -> HttpResponse:
    """Edit a listing: go on with its open proposal, or begin one."""
    offering = get_object_or_404(offerings_of(request.user), slug=slug)
    found = open_proposal(row=offering, person=request.user)
    return redirect("desk:submission-edit" if found.state in PROVIDERS_HANDS else "desk:submission-detail", found.pk)
