"""Answering an invitation, from the mail's link or from one's own list."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import Invitation, User
from accounts.models.memberships import verified_addresses
from accounts.requests import UserRequest
from accounts.services import organisations


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the link from the mail offers; whoever holds it may decline, only the invited may accept."""
    found = Invitation.objects.with_token(token).select_related("organisation", "invited_by").first()
    if found is None or not found.is_open:
        return render(request, "accounts/organisations/invitation_closed.html", status=410)
    if request.method == "POST":
        return _answered(request, found)
    person = request.user
    is_theirs = isinstance(person, User) and found.email in verified_addresses(person)
    context = {"invitation": found, "is_theirs": is_theirs, "here": request.path}
    return render(request, "accounts/organisations/invitation.html", context)


@require_POST
def invitation_answer(request: UserRequest, pk: int) -> HttpResponse:
    mine = Invitation.objects.addressed_to(request.user).select_related("organisation")
    return _answered(request, get_object_or_404(mine, pk=pk))


def _answered(request: HttpRequest, found: Invitation) -> HttpResponse:
    if request.POST.get("answer") != "accept":
        organisations.decline(invitation=found)
        messages.success(request, _("The invitation is declined."))
        return redirect("accounts:organisation-list" if request.user.is_authenticated else "portal:home")
    if not isinstance(request.user, User):
        return redirect_to_login(request.path)
    organisations.accept(invitation=found, person=request.user)
    messages.success(request, _("You are a member of %(name)s now.") % {"name": found.organisation})
    return redirect(found.organisation)
