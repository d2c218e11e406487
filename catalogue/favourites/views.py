"""The pages of favourites: one's own list, what changes it, and the list as others see it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from catalogue.favourites import services
from catalogue.favourites.forms import NoteForm
from catalogue.favourites.owners import owner_of, owner_to_save, saved_slugs
from catalogue.favourites.pages import lines, page_of
from catalogue.models import Favourite, FavouriteShare, Offering
from catalogue.sharing.addresses import neutral_path
from catalogue.wording import told

REMOVED = "removed favourite"
STEPS = {"up": -1, "down": 1}


@login_not_required
@never_cache
@require_safe
def favourite_list(request: HttpRequest) -> HttpResponse:
    return _list_page(request)


def _list_page(request: HttpRequest, wrong: NoteForm | None = None, status: int = 200) -> HttpResponse:
    page = page_of(owner_of(request).favourites, request.GET.get("page", "1"))
    removed = request.session.get(REMOVED) if "removed" in request.GET else None
    share = FavouriteShare.objects.filter(person=request.user).first() if request.user.is_authenticated else None
    context = {
        "page": page,
        "lines": lines(page.object_list, is_own=True, wrong=wrong),
        "removed": removed and Offering.objects.filter(pk=removed["offering_id"]).first(),
        "share": share,
        "share_path": neutral_path(share.get_absolute_url()) if share else "",
        "most": services.MOST,
    }
    return render(request, "catalogue/favourite_list.html", context, status=status)


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def favourite_save(request: HttpRequest, slug: str) -> HttpResponse:
    """Save by POST; the page asks once more, for those who come by a link from a page without a token."""
    offering = get_object_or_404(Offering.objects.published(), slug=slug)
    title = told(offering, "title")
    if request.method != "POST":
        is_saved = slug in saved_slugs(request)
        context = {"offering": offering, "title": title, "is_saved": is_saved, "next": _next(request)}
        return render(request, "catalogue/favourite_save.html", context)
    owner, before = owner_to_save(request), _removed(request)
    if before and before.offering_id == offering.pk:
        services.restore(owner=owner, removed=before)
    else:
        services.save_offering(owner=owner, offering=offering)
    messages.success(request, _("“%(title)s” is among your favourites.") % {"title": title.text})
    return redirect(_next(request))


@login_not_required
@require_POST
def favourite_remove(request: HttpRequest, slug: str) -> HttpResponse:
    """Remove it; taking off what is not on the list is no mistake, for a second click does that."""
    removed = services.remove(owner=owner_of(request), slug=slug)
    if not removed:
        return _gone(request, slug)
    request.session[REMOVED] = asdict(removed)
    own_list = reverse("catalogue:favourite-list")
    back = _next(request)
    if back.partition("?")[0] == own_list:
        return redirect(f"{own_list}?removed=1")
    messages.info(request, _("It is no longer among your favourites. Save it again, and its note comes back."))
    return redirect(back)


def _gone(request: HttpRequest, slug: str) -> HttpResponse:
    """What the owner has removed already is answered as before; what never was theirs does not exist."""
    before = _removed(request)
    if before and Offering.objects.filter(pk=before.offering_id, slug=slug).exists():
        return redirect(_next(request))
    raise Http404


@login_not_required
@require_POST
def favourite_restore(request: HttpRequest) -> HttpResponse:
    before = _removed(request)
    if before and services.restore(owner=owner_to_save(request), removed=before):
        del request.session[REMOVED]
        messages.success(request, _("It is back among your favourites."))
    else:
        messages.error(request, _("There is nothing to bring back. Save the offering again from its page."))
    return redirect("catalogue:favourite-list")


@login_not_required
@require_POST
def favourite_note(request: HttpRequest, slug: str) -> HttpResponse:
    favourite = _own_or_404(request, slug)
    form = NoteForm(request.POST, instance=favourite, auto_id=f"note-{favourite.pk}-%s")
    if not form.is_valid():
        return _list_page(request, form, status=422)
    services.write_note(owner=owner_of(request), favourite=favourite, note=form.cleaned_data["note"])
    messages.success(request, _("Your note is saved."))
    return redirect(_next(request))


@login_not_required
@require_POST
def favourite_move(request: HttpRequest, slug: str) -> HttpResponse:
    favourite = _own_or_404(request, slug)
    steps = STEPS.get(request.POST.get("to", ""))
    if steps is None:
        messages.error(request, _("Choose whether it moves up or down."))
    else:
        services.move(owner=owner_of(request), favourite=favourite, steps=steps)
    return redirect(_next(request))


@require_POST
def favourite_share(request: UserRequest) -> HttpResponse:
    services.share(person=request.user)
    messages.success(request, _("Whoever has the address below can read your list, without your notes."))
    return redirect(f"{reverse('catalogue:favourite-list')}#share")


@require_POST
def favourite_unshare(request: UserRequest) -> HttpResponse:
    if services.stop_sharing(person=request.user):
        messages.success(request, _("The address no longer works."))
    return redirect("catalogue:favourite-list")


@login_not_required
@never_cache
@require_safe
def favourite_shared(request: HttpRequest, token: str) -> HttpResponse:
    """The list of a person who shared it. An address that is forged or withdrawn does not exist."""
    share_id = FavouriteShare.id_of(token)
    shared = share_id and FavouriteShare.objects.filter(pk=share_id, person__is_active=True).first()
    if not shared:
        raise Http404
    rows = Favourite.objects.filter(person=shared.person_id, offering__state=Offering.State.PUBLISHED)
    page = page_of(rows, request.GET.get("page", "1"))
    response = render(
        request, "catalogue/favourite_shared.html", {"page": page, "lines": lines(page.object_list, is_own=False)}
    )
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "no-referrer"
    return response


def _own_or_404(request: HttpRequest, slug: str) -> Favourite:
    return get_object_or_404(owner_of(request).favourites, offering__slug=slug)


def _removed(request: HttpRequest) -> services.Removed | None:
    kept: dict[str, Any] | None = request.session.get(REMOVED)
    return services.Removed(**kept) if kept else None


def _next(request: HttpRequest) -> str:
    """Return where the reader came from, if that is one of our pages, else the list."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if is_ours and len(wanted) <= 2_000 else reverse("catalogue:favourite-list")
