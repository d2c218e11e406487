"""What the desk lists: the listings of a person's providers, what the market shows of each, and what to do next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from catalogue.belonging import providers_of
from catalogue.models import Offering
from catalogue.wording import Told, languages_shown, told
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.states import LIVE, OPEN, WAITING, State


@dataclass(frozen=True)
class Listing:
    """One line of the desk."""

    offering: Offering
    title: Told
    open: Submission | None  # what is being written or decided about
    live: Submission | None  # what made the page that the market shows, or would show
    last: Submission | None  # the latest one, whatever became of it
    next: str
    may_write: bool

    @property
    def is_shown(self) -> bool:
        return self.offering.state == Offering.State.PUBLISHED


def offerings_of(person: User) -> QuerySet[Offering]:
    """Return what the person's providers lead; what they only share in is written by its leading provider."""
    texts = (f"title_{code}" for code in languages_shown())
    found = Offering.objects.filter(lead__in=providers_of(person)).select_related("lead")
    return found.only("slug", "kind", "state", "lead", *texts).order_by("lead__short_name", "slug")


def own_submissions(person: User) -> QuerySet[Submission]:
    """Return the submissions that the person may look at, with what tells where they stand."""
    asked = StateChange.objects.filter(submission=OuterRef("pk"), step="request_changes").order_by("-number")
    found = Submission.objects.visible_to(person).select_related("organisation")
    return found.with_place().annotate(asked=Subquery(asked.values("fields")[:1]))


def submissions_of_offerings(person: User) -> QuerySet[Submission]:
    """Return those of them that are about offerings: what the desk and its API work with."""
    return own_submissions(person).filter(model=Offering._meta.label_lower)


def own_submission(person: User, pk: int | str) -> Submission:
    """Return one of them with what it began with, or raise Http404."""
    found: Submission = get_object_or_404(submissions_of_offerings(person).select_related("base"), pk=pk)
    return found


def listings(offerings: Iterable[Offering], person: User, writable: set[int]) -> list[Listing]:
    """Return these offerings with their submissions, in two statements more."""
    rows = list(offerings)
    latest: dict[int, list[Submission]] = {one.pk: [] for one in rows}
    known = own_submissions(person).of(Offering, list(latest)).defer("proposed")  # type: ignore[attr-defined]
    wanted = known.order_by("row", "-pk").filter(Q(state__in=(*OPEN, *LIVE)) | Q(pk__in=_last(list(latest))))
    for submission in wanted:
        latest[submission.row].append(submission)
    return [_listing(one, latest[one.pk], one.lead_id in writable) for one in rows]


def _last(pks: list[int]) -> QuerySet[Submission, int]:
    """The latest submission of each of these rows."""
    newest = Submission.objects.of(Offering, pks).order_by("row", "-pk").distinct("row")
    return newest.values_list("pk", flat=True)


def _listing(offering: Offering, known: list[Submission], may_write: bool) -> Listing:
    open_one = next((one for one in known if one.state in OPEN), None)
    live = next((one for one in known if one.state in LIVE), None)
    last = known[0] if known else None
    sentence = next_step(open_one or live or last, offering)
    return Listing(offering, told(offering, "title"), open_one, live, last, sentence, may_write)


def next_step(submission: Submission | None, offering: Offering) -> str:
    """Say in one sentence what happens next with a listing, and by whom."""
    if submission is None:
        return _("On the market since before submissions were kept. Edit it to propose a change.")
    if submission.state in WAITING:
        return _waiting(submission)
    if submission.state == State.CHANGES_REQUESTED:
        return _asked(submission)
    is_shown = offering.state == Offering.State.PUBLISHED
    sentences = {
        State.DRAFT: _("Write it, look at the difference, then submit it."),
        State.APPROVED: _("Approved. Publish it when you are ready."),
        State.PUBLISHED: _("On the market. Edit it to propose a change; the page stays as it is until then."),
        State.SUSPENDED: _("Suspended by a reviewer. Read the reason and submit a change."),
        State.REJECTED: _("Rejected. Read the reason before you submit it again."),
        State.WITHDRAWN: _("Withdrawn. Edit it to propose it again."),
        State.ARCHIVED: _("Off the market. Edit it to propose it again."),
    }
    if is_shown and submission.state in (State.WITHDRAWN, State.REJECTED, State.ARCHIVED):
        return sentences[State.PUBLISHED]
    return sentences[State(submission.state)]


def _waiting(submission: Submission) -> str:
    place = getattr(submission, "place", None)
    if submission.state == State.IN_REVIEW:
        return _("A reviewer is looking at it. Wait for the decision.")
    if place is None:
        return _("Waits for a reviewer.")
    return _("Waits for a reviewer, place %(place)d in the queue.") % {"place": place}


def _asked(submission: Submission) -> str:
    number = sum("note" in said for said in (getattr(submission, "asked", None) or {}).values())
    if not number:
        return _("The reviewer asks for a change. Read the reason, edit the listing and submit it again.")
    return ngettext(
        "The reviewer asks for a change in %(number)d field. Edit it and submit again.",
        "The reviewer asks for a change in %(number)d fields. Edit them and submit again.",
        number,
    ) % {"number": number}
