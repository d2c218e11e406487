"""To appeal against a decision, and to decide about that."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Action, NotAllowedError, allowed_actions
from accounts.roles import REVIEWER, has_role
from common.errors import DomainError
from publishing.appeals.models import Appeal
from publishing.submissions.listing_policy import APPEAL_TIME
from publishing.submissions.models import StateChange, Submission
from publishing.submissions.permissions import stands_behind
from publishing.submissions.services import act
from publishing.submissions.states import APPEALABLE, LIVE, OPEN
from publishing.submissions.steps import cleaned_reason, hold_organisations
from publishing.submissions.telling import ANSWERED, APPEALED, tell_of_appeal

Person = User | AnonymousUser
BRINGS_BACK = {"reject": "reopen", "suspend": "reinstate", "remove": "reinstate"}


def last_appealable(submission: Submission) -> StateChange | None:
    """Return the decision about a submission that its provider can appeal against, or could."""
    found = submission.state_changes.filter(step__in=APPEALABLE).select_related("appeal")
    return found.order_by("-number").first()


def appeal_until(decision: StateChange) -> datetime:
    return decision.at + APPEAL_TIME


def refusal_to_appeal(person: Person, decision: StateChange) -> str:
    """Return why the person cannot appeal, as a sentence; nothing where they can.

    An organisation that is suspended keeps this right: redress does not hang on the goodwill of who has decided.
    """
    if Action.WRITE_LISTINGS not in allowed_actions(person, decision.submission.organisation):
        return _("Owners and editors of the organisation can appeal.")
    if decision.step not in APPEALABLE:
        return _("There is an appeal against a refusal, a suspension or a removal only.")
    if Appeal.objects.filter(decision=decision).exists():
        return _("An appeal against this decision was made already. There is one for each decision.")
    if timezone.now() > appeal_until(decision):
        return _("The time to appeal against this decision is over. The policy for listings names other ways.")
    return ""


@transaction.atomic
def make_appeal(*, decision: StateChange, person: User, text: str) -> Appeal:
    """Ask another reviewer to look at a decision again."""
    plain = cleaned_reason(text)
    if not plain:
        raise DomainError(_("Say what is wrong with the decision; another reviewer reads it."))
    if sentence := refusal_to_appeal(person, decision):
        raise NotAllowedError(sentence)
    try:
        with transaction.atomic():
            appeal = Appeal.objects.create(decision=decision, person=person, text=plain)
    except IntegrityError as problem:
        raise DomainError(refusal_to_appeal(person, decision)) from problem
    tell_of_appeal(APPEALED, decision)
    return appeal


def refusal_to_decide(person: Person, appeal: Appeal) -> str:
    """Return why the person cannot decide about the appeal, as a sentence; nothing where they can."""
    if not has_role(person, REVIEWER):
        return _("Only a reviewer can do this.")
    if appeal.decision.actor_id == person.pk:
        return _("You have taken the decision yourself, so another reviewer must look at it.")
    if stands_behind(person, appeal.decision.submission):
        return _("This is a submission of an organisation that you belong to, so another reviewer must decide.")
    return ""


@transaction.atomic
def decide_appeal(*, appeal: Appeal, person: User, overturns: bool, reason: str) -> None:
    """Uphold a decision or overturn it; what was overturned comes back, unless something later stands in the way."""
    plain, submission = cleaned_reason(reason), appeal.decision.submission
    if not plain:
        raise DomainError(_("Give a reason; the provider reads it."))
    hold_organisations(submission)
    if sentence := refusal_to_decide(person, appeal):
        raise NotAllowedError(sentence)
    submission.refresh_from_db(from_queryset=Submission.objects.select_for_update())
    brings_back = overturns and not hindrance(appeal)
    columns = {"reviewer": person, "reason": plain, "decided_at": timezone.now(), "is_brought_back": brings_back}
    state = Appeal.State.OVERTURNED if overturns else Appeal.State.UPHELD
    # The state is tested and set by one UPDATE: of two reviewers at once one decides.
    if not Appeal.objects.open().filter(pk=appeal.pk).update(state=state, **columns):
        raise DomainError(_("Somebody else has decided about this appeal. Nothing was changed."))
    appeal.refresh_from_db()
    if brings_back:
        act(step=BRINGS_BACK[appeal.decision.step], submission=submission, person=person, reason=plain)
    else:
        tell_of_appeal(ANSWERED, appeal.decision)


def hindrance(appeal: Appeal) -> str:
    """Return why overturning the decision would bring nothing back, as a sentence; nothing where it would."""
    submission = appeal.decision.submission
    if submission.steps != appeal.decision.number:
        return _("The submission has moved on since the decision. It stays as it is.")
    others = Submission.objects.filter(model=submission.model, row=submission.row).exclude(pk=submission.pk)
    if others.filter(state__in=OPEN if appeal.decision.step == "reject" else LIVE).exists():
        return _("The provider has submitted the listing anew since the decision. The later submission counts.")
    return ""
