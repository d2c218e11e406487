"""The pages of requests: asking, the list, one thread, its files."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.mailing import is_reachable
from accounts.requests import UserRequest
from catalogue.belonging import spoken_for_by
from catalogue.models import Offering, Provider
from catalogue.wording import told
from common.addresses import limited_address
from common.csv_answers import csv_file
from common.errors import DomainError
from enquiries import services
from enquiries.answer_times import words
from enquiries.exports import COLUMNS, rows
from enquiries.files import as_download
from enquiries.forms import AttendanceForm, ContactForm, EnquiryForm, TextForm
from enquiries.models import AnswerTime, Attachment, Enquiry, EnquiryQuerySet
from enquiries.pages import Forms, thread_page
from enquiries.permissions import Action, enquiries_of, require, takes_requests
from enquiries.services.asking import Wish

PER_PAGE = 25
STATES = ("new", "answered", "closed")


@never_cache
@require_safe
def enquiry_list(request: UserRequest) -> HttpResponse:
    """What the person asked; with ?as=provider what is asked of those for whom they answer."""
    as_provider, state = request.GET.get("as") == "provider", request.GET.get("state", "")
    found = _listed(request, as_provider)
    if state in STATES:
        found = found.filter(state=state)
    if as_provider:
        found = found.order_by(F("waiting_since").asc(nulls_last=True), "-changed_at")
    page = Paginator(found.for_rows(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": [(one, _title(one)) for one in page.object_list],
        "as_provider": as_provider,
        "answers": spoken_for_by(request.user).exists(),
        "states": Enquiry.State.choices,
        "state": state,
        "query": f"{'as=provider&' if as_provider else ''}{f'state={state}&' if state in STATES else ''}",
    }
    return render(request, "enquiries/enquiry_list.html", context)


@never_cache
@require_safe
def enquiry_export(request: UserRequest) -> HttpResponse:
    return csv_file("finsec-requests", COLUMNS, rows(_listed(request, request.GET.get("as") == "provider")))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_ask(request: UserRequest, slug: str) -> HttpResponse:
    """Ask about an offering, one of its providers."""
    offering = get_object_or_404(Offering.objects.published(), slug=slug)
    return _ask(request, list(offering.providers.order_by("shares__position")), offering)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry_ask_provider(request: UserRequest, slug: str) -> HttpResponse:
    return _ask(request, [get_object_or_404(Provider.objects.shown(), slug=slug)], None)


def _ask(request: UserRequest, providers: Sequence[Provider], offering: Offering | None) -> HttpResponse:
    answering = [one for one in providers if takes_requests(one)]
    context: dict[str, Any] = {
        "offering": offering,
        "providers": providers,
        "title": told(offering, "title") if offering else None,
        "note": told(offering, "contact_note") if offering else None,
        "is_confirmed": is_reachable(request.user),
        "answering": answering,
        "times": [
            (one.provider.short_name, words(one))
            for one in AnswerTime.objects.filter(provider__in=answering).select_related("provider")
        ],
    }
    is_sent, kind = request.method == "POST", request.GET.get("kind", "")
    sent = (request.POST, request.FILES) if is_sent else (None, None)
    form = EnquiryForm(*sent, person=request.user, providers=answering, kind=kind)
    if is_sent and form.is_valid() and (enquiry := _asked(request, form, offering)):
        messages.success(request, _("Your request is with the provider. You get a mail when it is answered."))
        return redirect(enquiry)
    return render(request, "enquiries/enquiry_ask.html", context | {"form": form}, status=422 if is_sent else 200)


def _asked(request: UserRequest, form: EnquiryForm, offering: Offering | None) -> Enquiry | None:
    cleaned = form.cleaned_data
    wish = Wish(cleaned["kind"], form.chosen_provider, offering, cleaned["shared"])
    try:
        return services.ask(asker=request.user, wish=wish, words=form.words(limited_address(request)))
    except DomainError as problem:
        _refuse(form, problem)
        return None


@never_cache
@require_safe
def enquiry_detail(request: UserRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    return _thread(request, _own(request, enquiry_id))


@require_POST
def enquiry_write(request: UserRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    enquiry = _own(request, enquiry_id)
    form = TextForm(request.POST, request.FILES, person=request.user)
    if form.is_valid():
        try:
            services.write(enquiry=enquiry, author=request.user, words=form.words(limited_address(request)))
        except DomainError as problem:
            _refuse(form, problem)
        else:
            messages.success(request, _("Your message is sent."))
            return redirect(enquiry)
    return _thread(request, _own(request, enquiry_id), form=form, status=422)


@require_POST
def enquiry_close(request: UserRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    enquiry = _own(request, enquiry_id)
    services.close(enquiry=enquiry, actor=request.user)
    messages.success(request, _("The request is closed."))
    return redirect(enquiry)


@require_POST
def enquiry_share(request: UserRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    enquiry = _own(request, enquiry_id)
    form = ContactForm(request.POST, person=request.user)
    if not form.is_valid():
        return _thread(request, enquiry, contact=form, status=422)
    services.share_contact(enquiry=enquiry, person=request.user, names=form.cleaned_data["shared"])
    messages.success(request, _("The provider sees what you chose."))
    return redirect(enquiry)


@require_POST
def enquiry_withdraw(request: UserRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    enquiry = _own(request, enquiry_id)
    if services.withdraw_contact(enquiry=enquiry, person=request.user):
        messages.success(request, _("The provider no longer sees your contact data and is told to delete them."))
    return redirect(enquiry)


@require_POST
def enquiry_attended(request: UserRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    enquiry = _own(request, enquiry_id)
    require(request.user, Action.CONFIRM, enquiry)
    form = AttendanceForm(request.POST, enquiry=enquiry)
    if not form.is_valid():
        return _thread(request, enquiry, attendance=form, status=422)
    services.confirm_attendance(enquiry=enquiry, actor=request.user, held_on=form.cleaned_data["held_on"])
    messages.success(request, _("It is on record, and whoever booked it is told."))
    return redirect(enquiry)


@require_POST
def enquiry_not_attended(request: UserRequest, enquiry_id: uuid.UUID) -> HttpResponse:
    enquiry = _own(request, enquiry_id)
    if services.take_back_attendance(enquiry=enquiry, actor=request.user):
        messages.success(request, _("The confirmation is taken back, and whoever booked is told."))
    return redirect(enquiry)


@never_cache
@require_safe
def enquiry_file(request: UserRequest, enquiry_id: uuid.UUID, attachment_id: uuid.UUID) -> HttpResponse:
    attachment = get_object_or_404(Attachment, pk=attachment_id, message__enquiry=_own(request, enquiry_id))
    return as_download(attachment)


def _refuse(form: TextForm, problem: DomainError) -> None:
    if isinstance(problem, services.SentBeforeError):
        form.renew()
    form.refuse(problem)


def _own(request: UserRequest, enquiry_id: uuid.UUID) -> Enquiry:
    found = enquiries_of(request.user).select_related("provider", "offering")
    enquiry: Enquiry = get_object_or_404(found, pk=enquiry_id)
    return enquiry


def _listed(request: UserRequest, as_provider: bool) -> EnquiryQuerySet:
    found = enquiries_of(request.user)
    return found.exclude(asker=request.user) if as_provider else found.filter(asker=request.user)


def _title(enquiry: Enquiry) -> str:
    return str(told(enquiry.offering, "title").text) if enquiry.offering else enquiry.provider.name


def _thread(
    request: UserRequest,
    enquiry: Enquiry,
    *,
    form: TextForm | None = None,
    contact: ContactForm | None = None,
    attendance: AttendanceForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = thread_page(enquiry, request.user, Forms(form, contact, attendance))
    if form is not None and context["form"] is None:
        # It was closed while they wrote: what they wrote is shown, to be taken along.
        context["unsent"] = form
    return render(request, "enquiries/enquiry_detail.html", context, status=status)
