"""The steps that an administrator can choose for organisations, each carried out by its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import Organisation, User
from accounts.models.organisations import TRANSITIONS
from accounts.permissions import Action, may
from accounts.services import organisations
from common.errors import DomainError


class Choice(NamedTuple):
    """A step with its words; ``run`` takes organisation, actor and reason."""

    title: StrOrPromise
    done: StrOrPromise
    needs_reason: bool
    run: Callable[[Organisation, User, str], None]


def _mark(organisation: Organisation, actor: User, reason: str) -> None:
    organisations.mark_consortium(organisation=organisation, actor=actor, is_consortium=True)


def _unmark(organisation: Organisation, actor: User, reason: str) -> None:
    organisations.mark_consortium(organisation=organisation, actor=actor, is_consortium=False)


def _by(service: Callable[..., None]) -> Callable[[Organisation, User, str], None]:
    return lambda organisation, actor, reason: service(organisation=organisation, actor=actor, reason=reason)


CHOICES = {
    "authorise": Choice(_("Authorise"), _("The organisation is authorised."), False, _by(organisations.authorise)),
    "refuse": Choice(_("Refuse"), _("The application is refused."), True, _by(organisations.refuse)),
    "suspend": Choice(_("Suspend"), _("The organisation is suspended."), True, _by(organisations.suspend)),
    "restore": Choice(_("End the suspension"), _("The suspension has ended."), False, _by(organisations.restore)),
    "mark": Choice(_("Mark as consortium partner"), _("It is marked as a consortium partner."), False, _mark),
    "unmark": Choice(_("Take the consortium mark away"), _("The consortium mark is taken away."), False, _unmark),
}


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        help_text=_("The owners of the organisation read it."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, choice: Choice, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = choice.needs_reason


def decide(verb: str, organisation: Organisation, actor: User, reason: str) -> str:
    """Carry the step out; return the sentence of a rule that refuses it, or nothing."""
    try:
        CHOICES[verb].run(organisation, actor, reason)
    except DomainError as refused:
        return str(refused)
    return ""


def possible(person: User | AnonymousUser, organisation: Organisation) -> list[str]:
    """Return the steps that the organisation's state and the person's rights allow."""
    if not may(person, Action.AUTHORISE, organisation):
        return []
    steps = [verb for verb, step in TRANSITIONS.items() if step.start == organisation.state]
    if organisation.state in (Organisation.State.AUTHORISED, Organisation.State.SUSPENDED):
        steps.append("unmark" if organisation.is_consortium else "mark")
    return steps
