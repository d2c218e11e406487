"""Who may take which step: one rule for pages, API, admin, bulk actions and services."""

from __future__ import annotations

from collections.abc import Collection

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q
from django.utils.translation import gettext as _

from accounts import permissions
from accounts.models import Membership, Organisation, User
from accounts.permissions import Action, NotAllowedError
from accounts.roles import REVIEWER, has_role
from common.errors import DomainError
from publishing.appeals.models import Appeal
from publishing.submissions.models import Submission
from publishing.submissions.states import Side, State, Step
from publishing.submissions.submittable import is_submittable, submittable

Person = User | AnonymousUser


def may(person: Person, step: Step, submission: Submission) -> bool:
    return not refusal(person, step, submission)


def require(person: Person | None, step: Step, submission: Submission) -> None:
    """Raise NotAllowedError with a sentence where the person may not; without a person the market's rules act."""
    if sentence := _refused_market(step) if person is None else refusal(person, step, submission):
        raise NotAllowedError(sentence)


def refusal(person: Person, step: Step, submission: Submission) -> str:
    """Return why the person may not take this step, as a sentence; nothing where they may."""
    if Side.PROVIDER in step.sides:
        return permissions.refusal(person, Action.WRITE_LISTINGS, submission.organisation)
    if Side.MARKET in step.sides:
        return _("Only the rules of the market take this step.")
    if Side.APPEAL in step.sides and not _has_overturned(person, submission):
        return _("Only who finds an appeal right takes this step.")
    if not has_role(person, REVIEWER):
        return _("Only a reviewer can do this.")
    if step.four_eyes and stands_behind(person, submission):
        return _("This is a submission of an organisation that you belong to, so another reviewer must decide.")
    return ""


def require_writer(person: Person, organisation: Organisation) -> None:
    """Raise NotAllowedError unless the person may write listings for the organisation."""
    permissions.require(person, Action.WRITE_LISTINGS, organisation)


def stands_behind(person: Person, submission: Submission) -> bool:
    """Tell whether the person belongs to an organisation of the listing, or has written or submitted this one."""
    if submission.author_id == person.pk or _has_submitted(person, submission):
        return True
    return Membership.objects.filter(person_id=person.pk, organisation__in=concerned(submission)).exists()


def concerned(submission: Submission) -> set[int]:
    """Return the organisations behind the listing, as it is and as it is proposed."""
    known = submittable(submission.model)
    listed = known.concerned([submission.row]).get(submission.row, ())
    return {submission.organisation_id, *listed, *known.concerned_by(submission.proposed)}


def own_rows(person: Person, model: type[Model], pks: Collection[int]) -> set[int]:
    """Return those of these rows that an organisation of the person stands behind; three statements at most."""
    if not is_submittable(model) or not person.is_authenticated:
        return set()
    own = set(Membership.objects.filter(person_id=person.pk).values_list("organisation", flat=True))
    if not own:
        return set()
    return {pk for pk, behind in submittable(model._meta.label_lower).concerned(pks).items() if own & set(behind)}


def refuse_own(person: Person, model: type[Model], pks: Collection[int]) -> None:
    """Raise NotAllowedError where an organisation of the person stands behind one of these rows."""
    if own_rows(person, model, pks):
        raise NotAllowedError(
            _("An organisation that you belong to stands behind one of these listings. Another editor must do this.")
        )


def refuse_suspended(model: type[Model], pks: Collection[int]) -> None:
    """Raise DomainError where a reviewer has suspended one of these listings: only a reviewer shows it again."""
    if Submission.objects.of(model, pks).filter(state=State.SUSPENDED).exists():
        raise DomainError(_("A reviewer has suspended one of these listings. Let a reviewer end the suspension."))


def _has_overturned(person: Person, submission: Submission) -> bool:
    """Tell whether the person has found an appeal against the last step of the submission right."""
    last = Q(decision__submission=submission, decision__number=submission.steps)
    return Appeal.objects.filter(last, state=Appeal.State.OVERTURNED, reviewer_id=person.pk).exists()


def _has_submitted(person: Person, submission: Submission) -> bool:
    return any(change.actor_id == person.pk for change in submission.taken("submit"))


def _refused_market(step: Step) -> str:
    return "" if Side.MARKET in step.sides else _("Somebody has to answer for this step.")
