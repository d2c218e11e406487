"""A member's organisations: applying, and who belongs to one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.checks import applicant_checks
from accounts.forms import ApplicationForm, InvitationForm, RoleForm, TransferForm
from accounts.models import Invitation, Membership, Organisation
from accounts.permissions import Action, allowed_actions, require
from accounts.requests import UserRequest
from accounts.services import organisations


@require_safe
def organisation_list(request: UserRequest) -> HttpResponse:
    memberships = request.user.memberships.select_related("organisation").order_by("organisation__name", "pk")
    invitations = Invitation.objects.open().addressed_to(request.user).select_related("organisation")
    context = {"memberships": memberships, "invitations": invitations}
    return render(request, "accounts/organisations/organisation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def organisation_apply(request: UserRequest) -> HttpResponse:
    form = ApplicationForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        documents = form.cleaned_data["documents"]
        applied = organisations.apply(applicant=request.user, organisation=form.instance, documents=documents)
        messages.success(request, _("Your application is with us. You get a mail when it is decided."))
        return redirect(applied)
    status = 422 if form.errors else 200
    return render(request, "accounts/organisations/organisation_apply.html", {"form": form}, status=status)


@require_safe
def organisation_detail(request: UserRequest, slug: str) -> HttpResponse:
    return _page(request, _visible(request, slug), InvitationForm())


@require_POST
def organisation_invite(request: UserRequest, slug: str) -> HttpResponse:
    organisation = _visible(request, slug)
    require(request.user, Action.INVITE, organisation)
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return _page(request, organisation, form, status=422)
    invited = organisations.invite(organisation=organisation, actor=request.user, **form.cleaned_data)
    messages.success(request, _("The invitation to %(email)s is on its way.") % {"email": invited.email})
    return redirect(organisation)


@require_POST
def invitation_revoke(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _visible(request, slug)
    invitation = get_object_or_404(organisation.invitations, pk=pk)
    organisations.revoke(invitation=invitation, actor=request.user)
    messages.success(request, _("The invitation is withdrawn; its link does nothing any more."))
    return redirect(organisation)


@require_POST
def membership_change(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _visible(request, slug)
    membership = get_object_or_404(organisation.memberships, pk=pk)
    organisations.change_role(membership=membership, actor=request.user, role=request.POST.get("role", ""))
    messages.success(request, _("The role is changed."))
    return redirect(organisation)


@require_POST
def membership_remove(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    organisation = _visible(request, slug)
    membership = get_object_or_404(organisation.memberships.select_related("person"), pk=pk)
    organisations.remove(membership=membership, actor=request.user)
    messages.success(request, _("%(person)s is not a member any more.") % {"person": membership.person})
    return redirect("accounts:organisation-list" if membership.person == request.user else organisation)


@require_POST
def organisation_leave(request: UserRequest, slug: str) -> HttpResponse:
    organisation = _visible(request, slug)
    organisations.leave(organisation=organisation, person=request.user)
    messages.success(request, _("You have left %(name)s.") % {"name": organisation})
    return redirect("accounts:organisation-list")


@require_POST
def organisation_transfer(request: UserRequest, slug: str) -> HttpResponse:
    organisation = _visible(request, slug)
    require(request.user, Action.TRANSFER, organisation)
    form = TransferForm(request.POST, membership=_own(request, organisation))
    if not form.is_valid():
        return _page(request, organisation, InvitationForm(), transfer=form, status=422)
    organisations.transfer_ownership(membership=form.cleaned_data["member"], actor=request.user)
    messages.success(request, _("The ownership is handed over. You are an editor from now on."))
    return redirect(organisation)


def _visible(request: UserRequest, slug: str) -> Organisation:
    return get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)


def _own(request: UserRequest, organisation: Organisation) -> Membership:
    return get_object_or_404(organisation.memberships, person=request.user)


def _page(
    request: UserRequest,
    organisation: Organisation,
    form: InvitationForm,
    transfer: TransferForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Show the organisation with what the reader's role offers."""
    own = _own(request, organisation)
    members = organisation.memberships.select_related("person")
    actions = allowed_actions(request.user, organisation)
    context: dict[str, Any] = {
        "organisation": organisation,
        "own": own,
        "members": [(membership, RoleForm.of(membership)) for membership in members],
        "may_manage": Action.CHANGE_ROLE in actions,
        "documents": organisation.documents.all(),
        "checks": applicant_checks(organisation) if organisation.state == Organisation.State.APPLIED else [],
    }
    if Action.INVITE in actions:
        context |= {"form": form, "invitations": organisation.invitations.open()}
    if Action.TRANSFER in actions and len(members) > 1:
        context["transfer"] = transfer or TransferForm(membership=own)
    return render(request, "accounts/organisations/organisation_detail.html", context, status=status)
