"""The list of a person's notices, and how they want to hear of things."""

from __future__ import annotations

from datetime import datetime

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import UserRequest
from notices import services
from notices.forms import SettingsForm
from notices.links import behind
from notices.models import Notice, delivery_of
from notices.pages import is_open, lines

PER_PAGE = 25


@never_cache
@require_safe
def notice_list(request: UserRequest) -> HttpResponse:
    shown_at, delivery = timezone.now(), delivery_of(request.user)
    found = Notice.objects.filter(person=request.user).in_order()
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": lines(request.user, page.object_list, delivery),
        "refused_at": delivery.refused_at,
        "shown_at": shown_at.isoformat(),
    }
    return render(request, "notices/notice_list.html", context)


@never_cache
@require_safe
def notice_open(request: UserRequest, pk: int) -> HttpResponse:
    """Lead to what a notice is about; who has been there has read it."""
    notice = services.mark_read(person=request.user, pk=pk)
    if notice is None:
        raise Http404
    if notice.address and is_open(request.user, notice):
        return redirect(notice.address)
    messages.info(request, _("What this was about is not there any more, or you can no longer see it."))
    return redirect("notices:notice-list")


@require_POST
def notice_read(request: UserRequest, pk: int) -> HttpResponse:
    if services.mark_read(person=request.user, pk=pk) is None:
        raise Http404
    return redirect("notices:notice-list")


@require_POST
def notice_read_all(request: UserRequest) -> HttpResponse:
    """What has come since the list was shown stays unread."""
    services.mark_all_read(person=request.user, until=_moment(request.POST.get("until", "")))
    messages.success(request, _("All notifications are marked as read."))
    return redirect("notices:notice-list")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: UserRequest) -> HttpResponse:
    form = SettingsForm(request.POST or None, person=request.user, delivery=delivery_of(request.user))
    if request.method == "POST" and form.is_valid():
        services.choose_channels(person=request.user, chosen=form.channels)
        services.choose_time(person=request.user, hour=form.cleaned_data["hour"], zone=form.cleaned_data["zone"])
        messages.success(request, _("Your settings are saved."))
        return redirect("notices:settings")
    return render(request, "notices/settings.html", {"form": form}, status=422 if request.method == "POST" else 200)


# Mail programs post here without cookies (RFC 8058); the signed address is what entitles them.
@csrf_exempt
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    found = behind(token)
    if found is None:
        return render(request, "accounts/link_invalid.html", status=404)
    person, kind = found
    if request.method == "POST" and person is not None:
        services.end_mails(person=person, kind=kind)
    context = {"title": kind.title if kind else _("Daily mail"), "is_done": request.method == "POST"}
    return render(request, "notices/unsubscribe.html", context)


def _moment(text: str) -> datetime:
    """Return when the list was shown; whatever else stands there counts as now."""
    try:
        found = parse_datetime(text)
    except ValueError:
        found = None
    return found if found and is_aware(found) else timezone.now()
