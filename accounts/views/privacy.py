"""What a member may ask for: a copy of everything, and to be forgotten."""

from __future__ import annotations

from uuid import UUID

from allauth.account.decorators import reauthentication_required
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.forms import ErasureForm
from accounts.models import DataExport
from accounts.personal.summary import will_be_deleted, will_stay
from accounts.requests import UserRequest
from accounts.services.erasure import erase_person, is_last_administrator
from accounts.services.exports import request_export
from common.errors import BusyError
from common.htmx import HtmxRequest, render_page
from common.objects import StoreUnavailableError, store


class MemberRequest(UserRequest, HtmxRequest):
    """A member's request, for a page or for a part of it."""


@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def data(request: MemberRequest) -> HttpResponse:
    if request.method == "POST":
        request_export(person=request.user)
        return redirect("accounts:data")
    context = {"export": DataExport.objects.filter(person=request.user).first()}
    return render_page(request, "accounts/data.html", context, fragment="accounts/_data_export.html")


@never_cache
@reauthentication_required  # type: ignore[untyped-decorator]
@require_safe
def data_download(request: UserRequest, export_id: UUID) -> HttpResponseBase:
    export = get_object_or_404(DataExport, pk=export_id, person=request.user)
    if not export.is_ready:
        raise Http404
    try:
        content = store.chunks(export.key)
    except StoreUnavailableError as problem:
        raise BusyError(_("The file store does not answer for the moment. Try again in a minute.")) from problem
    response = StreamingHttpResponse(content, content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="finsec-your-data-{export.created_at:%Y%m%d}.zip"'
    response["Content-Length"] = str(export.size)
    return response


@never_cache
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: UserRequest) -> HttpResponse:
    person = request.user
    form = ErasureForm(request.POST or None, person=person)
    if request.method == "POST" and form.is_valid():
        erase_person(person=person)
        return _goodbye(request)
    context = {
        "form": form,
        "deleted": will_be_deleted(person),
        "staying": will_stay(person),
        "is_last_administrator": is_last_administrator(person),
    }
    return render(request, "accounts/erase.html", context, status=422 if form.errors else 200)


def _goodbye(request: HttpRequest) -> HttpResponse:
    logout(request)
    messages.success(request, _("Your account is closed. Your data are being erased; a mail confirms it."))
    return redirect(settings.LOGOUT_REDIRECT_URL)
