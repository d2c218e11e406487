"""The pages of reviews: the list for everybody, one's own review, a vote, a report, a provider's reply."""

from __future__ import annotations

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
from catalogue.models import Offering
from catalogue.wording import told
from common.kept_pages import same_for_visitors
from feedback.forms import ReplyForm, ReportForm, ReviewForm
from feedback.models import Reply, Review
from feedback.pages import ORDERS, lines, numbers_of, orders, page_of
from feedback.permissions import refusal_to_review, replying_provider, require
from feedback.scoring import STARS
from feedback.services import moderation, replies, reviews

FORM = ["GET", "HEAD", "POST"]


@login_not_required
@require_safe
@same_for_visitors
def review_list(request: HttpRequest, slug: str) -> HttpResponse:
    offering = _offering(slug)
    numbers = numbers_of(offering)
    if not (numbers.switches.ratings or numbers.switches.reviews):
        raise Http404
    order, stars = _order(request), _stars(request) if numbers.switches.ratings else None
    has_words = numbers.switches.reviews
    page = page_of(offering, numbers, order, stars, request.GET.get("page", "1")) if has_words else None
    reader = request.user if request.user.is_authenticated else None
    shown = lines(page.object_list, numbers.switches, reader) if page else []
    context = {
        **_named(offering),
        "numbers": numbers,
        "page": page,
        "lines": shown,
        "orders": orders(numbers.switches),
        "order": order,
        "stars": stars,
        "query": f"sort={order}&" + (f"stars={stars}&" if stars else ""),
        "may_reply": bool(shown and replying_provider(request.user, offering)),
    }
    return render(request, "feedback/review_list.html", context)


@never_cache
@require_http_methods(FORM)
def review_write(request: UserRequest, slug: str) -> HttpResponse:
    """One's own review of an offering: to write, to change, and to see what became of it."""
    offering = _offering(slug)
    review = Review.objects.filter(author=request.user, offering=offering).first()
    switches = reviews.switches_of(offering)
    refusal = refusal_to_review(request.user, offering)
    form = ReviewForm(request.POST if request.method == "POST" else None, switches=switches, review=review)
    if request.method == "POST":
        require(refusal)
        if form.is_valid():
            reviews.save_review(person=request.user, offering=offering, said=form.said)
            messages.success(request, _("Your review is kept."))
            return redirect("feedback:review-write", slug)
    context = {
        **_named(offering),
        "form": form,
        "review": review,
        "refusal": refusal,
        "switches": switches,
        "byline": reviews.byline_of(request.user),
        "decision": review.decisions.first() if review else None,
        "versions": list(review.versions.all()) if review else [],
    }
    return render(request, "feedback/review_write.html", context, status=422 if form.errors else 200)


@require_POST
def review_delete(request: UserRequest, slug: str) -> HttpResponse:
    """Delete one's own review. Deleted already, the answer is the same: a second click does that."""
    if reviews.delete_review(person=request.user, offering=_offering(slug)):
        messages.success(request, _("Your review is deleted."))
    return redirect("feedback:review-list", slug)


@require_POST
def review_vote(request: UserRequest, review_id: int) -> HttpResponse:
    review = _review(review_id)
    reviews.vote(person=request.user, review=review, is_helpful=request.POST.get("helpful") != "no")
    return redirect(_back(request, review))


@never_cache
@require_http_methods(FORM)
def review_report(request: UserRequest, review_id: int) -> HttpResponse:
    review = _review(review_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        moderation.report_review(person=request.user, review=review, **form.cleaned_data)
        messages.success(request, _("Thank you. The moderators look at it."))
        return redirect(_list_of(review))
    context = {**_named(review.offering), "form": form, "line": _line(review)}
    return render(request, "feedback/review_report.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(FORM)
def review_reply(request: UserRequest, review_id: int) -> HttpResponse:
    """The reply of a provider: to write, to change, and with an empty step to delete."""
    review = _review(review_id)
    provider = replying_provider(request.user, review.offering)
    if provider is None:
        require(_("Only owners and editors of the organisation that provides this offering can reply."))
    reply = Reply.objects.filter(review=review).first()
    given = {"text": reply.text, "language": reply.language} if reply else None
    form = ReplyForm(request.POST if request.method == "POST" else None, initial=given)
    if request.method == "POST" and "delete" in request.POST:
        replies.delete_reply(person=request.user, review=review)
        return redirect(_list_of(review))
    if request.method == "POST" and form.is_valid():
        replies.write_reply(person=request.user, review=review, **form.cleaned_data)
        messages.success(request, _("Your reply stands under the review."))
        return redirect(_list_of(review))
    context = {**_named(review.offering), "form": form, "line": _line(review), "provider": provider, "reply": reply}
    return render(request, "feedback/review_reply.html", context, status=422 if form.errors else 200)


def _offering(slug: str) -> Offering:
    found: Offering = get_object_or_404(Offering.objects.published(), slug=slug)
    return found


def _review(review_id: int) -> Review:
    """Return a review that readers can see; one that is hidden or switched off does not exist for them."""
    return get_object_or_404(Review.objects.readable().select_related("offering"), pk=review_id)


def _line(review: Review) -> Any:
    return lines([review], reviews.switches_of(review.offering))[0]


def _named(offering: Offering) -> dict[str, Any]:
    return {"offering": offering, "title": told(offering, "title")}


def _order(request: HttpRequest) -> str:
    asked = request.GET.get("sort", "")
    return asked if asked in ORDERS else "newest"


def _stars(request: HttpRequest) -> int | None:
    asked = request.GET.get("stars", "")
    return int(asked) if asked in {str(stars) for stars in STARS} else None


def _list_of(review: Review) -> str:
    return reverse("feedback:review-list", args=[review.offering.slug])


def _back(request: UserRequest, review: Review) -> str:
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, require_https=request.is_secure())
    return asked if is_ours else f"{_list_of(review)}#review-{review.pk}"
