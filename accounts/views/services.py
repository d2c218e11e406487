"""Services of others that the member signs in to with the account here."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.identity.scopes import labels_of
from accounts.models import ServiceConnection
from accounts.requests import UserRequest
from accounts.services.connections import end_connection


@require_safe
def service_list(request: UserRequest) -> HttpResponse:
    allowed = ServiceConnection.objects.allowed().filter(person=request.user).select_related("client")
    services = [{"connection": one, "gets": labels_of(one.scopes)} for one in allowed]
    return render(request, "accounts/service_list.html", {"services": services})


@require_POST
def service_end(request: UserRequest, pk: int) -> HttpResponse:
    connection = get_object_or_404(ServiceConnection.objects.allowed(), pk=pk, person=request.user)
    end_connection(connection=connection)
    told = _("%(service)s can no longer ask us about you.") % {"service": connection.client.name}
    messages.success(request, told)
    return redirect("accounts:service-list")
