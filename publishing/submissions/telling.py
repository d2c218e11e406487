"""Who hears of which step of a submission: one table of step, kind, people and sentence.

It is told after the commit, so nobody hears of a step that was taken back; and a step that the market's rules go on
from in the same moment says nothing, for the last one says it all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from accounts.permissions import Action, roles_that_may
from accounts.roles import REVIEWER, has_role
from common.words import Words, say
from notices import kinds, subjects
from notices.kinds import Kind
from notices.links import neutral
from notices.models import Channel
from notices.services import tell
from notices.writing import Event
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.permissions import concerned
from publishing.submissions.states import Side, State
from publishing.submissions.submittable import submittable

WRITERS = roles_that_may(Action.WRITE_LISTINGS)
DECIDED, MOVED, WAITING = "submission_decided", "submission_moved", "submission_waiting"
TAKEN_OVER = "submission_taken_over"


def is_reviewer(person: User) -> bool:
    return has_role(person, REVIEWER)


def writes(person: User) -> bool:
    return person.memberships.filter(role__in=WRITERS).exists()


KINDS = (
    Kind(
        DECIDED,
        _("Decisions about your submissions"),
        _("A reviewer asks for changes, approves, rejects, suspends or removes; a listing is published."),
        default=Channel.AT_ONCE,
        is_essential=True,
        is_for=writes,
    ),
    Kind(
        MOVED,
        _("Progress of your submissions"),
        _("A reviewer has started, or chance has chosen a submission for a review."),
        is_for=writes,
    ),
    Kind(
        WAITING,
        _("Submissions that wait for a review"),
        _("Something new is in the queue of the reviewers. Nothing of your own organisations is told."),
        default=Channel.NONE,
        is_for=is_reviewer,
    ),
    Kind(
        TAKEN_OVER,
        _("Reviews that others end"),
        _("Another reviewer puts back or decides what you have begun to review, or its provider withdraws it."),
        is_for=is_reviewer,
    ),
)


@dataclass(frozen=True)
class Told:
    """A line of the table: of which kind a step is, whom it concerns, and how it is said."""

    kind: str
    side: Side
    saying: Callable[[str], Words]
    if_left_in: tuple[State, ...] = ()  # only where the step has left the submission there; otherwise always


_DECIDED, _MOVED = partial(Told, DECIDED, Side.PROVIDER), partial(Told, MOVED, Side.PROVIDER)
TOLD: dict[str, Told] = {
    "submit": Told(
        WAITING, Side.REVIEWER, lambda title: say("“%(title)s” waits for a review.", title=title), (State.SUBMITTED,)
    ),
    "take": _MOVED(lambda title: say("A reviewer has started to look at “%(title)s”.", title=title)),
    "request_changes": _DECIDED(lambda title: say("A reviewer asks for changes to “%(title)s”.", title=title)),
    "reject": _DECIDED(lambda title: say("“%(title)s” was rejected. Read the reasons.", title=title)),
    "approve": _DECIDED(lambda title: say("“%(title)s” is approved. You can publish it now.", title=title)),
    "accept_consortium": _DECIDED(lambda title: say("“%(title)s” is approved. You can publish it now.", title=title)),
    "repeat_approval": _DECIDED(lambda title: say("“%(title)s” is approved. You can publish it now.", title=title)),
    "waive_review": _DECIDED(lambda title: say("“%(title)s” is approved. You can publish it now.", title=title)),
    "publish": _DECIDED(lambda title: say("“%(title)s” is published.", title=title)),
    "suspend": _DECIDED(
        lambda title: say("“%(title)s” is suspended, so the market does not show it. Read the reasons.", title=title)
    ),
    "restore": _DECIDED(
        lambda title: say("The suspension of “%(title)s” has ended. The market shows it again.", title=title)
    ),
    "remove": _DECIDED(lambda title: say("“%(title)s” was removed from the market. Read the reasons.", title=title)),
    "reopen": _DECIDED(lambda title: say("Your appeal was right: “%(title)s” is back in the queue.", title=title)),
    "reinstate": _DECIDED(lambda title: say("Your appeal was right: the market shows “%(title)s” again.", title=title)),
}
APPEALED = Told(
    WAITING, Side.REVIEWER, lambda title: say("There is an appeal about “%(title)s” to decide about.", title=title)
)
ANSWERED = _DECIDED(lambda title: say("Your appeal about “%(title)s” is decided. Read the answer.", title=title))
DRAWN = _MOVED(
    lambda title: say("Chance has chosen “%(title)s” for a review before it is published.", title=title),
    (State.SUBMITTED,),
)
_TAKEN_OVER = partial(Told, TAKEN_OVER, Side.REVIEWER)
_BY_ANOTHER = _TAKEN_OVER(
    lambda title: say("Another reviewer has decided about “%(title)s”, which you had begun to review.", title=title)
)
# Who has begun a review is told of the steps by which somebody else ends it.
ENDED = {
    "put_back": _TAKEN_OVER(
        lambda title: say("Your review of “%(title)s” has ended: another reviewer has put it back.", title=title)
    ),
    "withdraw": _TAKEN_OVER(
        lambda title: say("Your review of “%(title)s” has ended: its provider has withdrawn it.", title=title)
    ),
    **dict.fromkeys(("request_changes", "reject", "approve"), _BY_ANOTHER),
}

_pages: dict[Side, str] = {Side.REVIEWER: "admin:publishing_submission_change"}


def show_at(side: Side, name: str) -> None:
    """Let notices lead to a submission's page: the name of an address that takes its number."""
    _pages[side] = name


def tell_after_commit(change: StateChange) -> None:
    """Tell of a step once it is certain; that this fails does not touch the step."""
    transaction.on_commit(lambda: _tell_step(change), robust=True)


def tell_of_appeal(line: Told, decision: StateChange) -> None:
    """Tell of an appeal against a decision, or of the answer to it, once it is certain."""
    transaction.on_commit(lambda: _tell(line, decision.submission, decision, "appeal"), robust=True)


def register_all() -> None:
    kinds.register(*KINDS)
    subjects.register(Submission, _readable)


def _tell_step(change: StateChange) -> None:
    submission = Submission.objects.select_related("organisation").get(pk=change.submission_id)
    if change.start == State.IN_REVIEW and change.step in ENDED:
        _tell(ENDED[change.step], submission, change, "ended", _who_reviewed(submission, change))
    if submission.state_changes.filter(number=change.number + 1, actor=None, step__in=TOLD).exists():
        return  # the market has gone on from it in the same transaction
    lines = [TOLD[change.step]] if change.step in TOLD else []
    if change.step == "submit" and submission.is_drawn:
        lines.append(DRAWN)
    for line in lines:
        if not line.if_left_in or submission.state in line.if_left_in:
            _tell(line, submission, change)


def _tell(
    line: Told, submission: Submission, change: StateChange, about: str = "", people: QuerySet[User] | None = None
) -> None:
    known = submittable(submission.model)

    def saying() -> Words:
        return line.saying(known.titles([submission.row]).get(submission.row, ""))

    event = Event(submission, saying, _address(line.side, submission), f"{change.number}{about}")
    if people is None:
        people = _reviewers(submission) if line.side is Side.REVIEWER else writers_of(submission.organisation)
    tell(kind=line.kind, people=people.exclude(pk__in=_who_began(submission, change)), event=event)


def writers_of(organisation: Organisation) -> QuerySet[User]:
    """Return the owners and editors of an organisation; its viewers are not concerned."""
    memberships = Membership.objects.filter(organisation=organisation, role__in=WRITERS)
    return User.objects.filter(pk__in=memberships.values("person"), is_active=True)


def _reviewers(submission: Submission) -> QuerySet[User]:
    """Return the reviewers who could take it: nobody of an organisation behind it."""
    reviewers = User.objects.filter(groups__name=REVIEWER, is_active=True)
    return reviewers.exclude(memberships__organisation__in=concerned(submission)).distinct()


def _who_reviewed(submission: Submission, change: StateChange) -> QuerySet[User]:
    """Return who began the review that the step has ended, unless they are no reviewer any more."""
    taken = submission.state_changes.filter(step="take", number__lt=change.number).order_by("-number")
    return _reviewers(submission).filter(pk__in=taken.values("actor")[:1])


def _who_began(submission: Submission, change: StateChange) -> list[int]:
    """Return who took the step that the market's rules went on from; they have seen what became of it."""
    earlier = submission.state_changes.filter(number__lte=change.number, actor__isnull=False).order_by("-number")
    return [pk for pk in earlier.values_list("actor", flat=True)[:1] if pk is not None]


def _address(side: Side, submission: Submission) -> str:
    if side not in _pages:
        return ""
    # A market without such pages still tells of the step.
    try:
        return neutral(reverse(_pages[side], args=[submission.pk]))
    except NoReverseMatch:
        return ""


def _readable(person: User, rows: Collection[str]) -> Collection[str]:
    """Owners and editors read those of their organisations, reviewers all."""
    found = Submission.objects.filter(pk__in=rows)
    if not is_reviewer(person):
        own = Membership.objects.filter(person=person, role__in=WRITERS)
        found = found.filter(organisation__in=own.values("organisation"))
    return [str(pk) for pk in found.values_list("pk", flat=True)] if person.is_active else []
