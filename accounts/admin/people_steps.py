"""The steps that an administrator can take with an account, each carried out by its service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from accounts.models import User
from accounts.services.erasure import erase_person
from accounts.services.people import activate, deactivate
from common.errors import DomainError


class Step(NamedTuple):
    """A step with its words."""

    title: StrOrPromise
    meaning: StrOrPromise
    done: StrOrPromise
    is_typed: bool  # the address of the account must be typed
    run: Callable[[User, Any], Any]


def _erase(person: User, actor: User) -> None:
    if person.pk == actor.pk:
        raise DomainError(str(_("Erase your own account on the page “Your data”.")))
    erase_person(person=person)


STEPS = {
    "deactivate": Step(
        _("Deactivate"),
        _("The person is signed out everywhere, all API tokens are deleted and running analyses stop. All else stays."),
        _("The account is deactivated."),
        False,
        lambda person, actor: deactivate(person=person, actor=actor),
    ),
    "activate": Step(
        _("Activate"),
        _("The person can sign in again. API tokens have to be made anew."),
        _("The account is active again."),
        False,
        lambda person, actor: activate(person=person, actor=actor),
    ),
    "erase": Step(
        _("Erase"),
        _(
            "The account is closed at once. A worker erases its data, files and results, and a mail confirms it. "
            "Nothing of it can be brought back."
        ),
        _("The account is closed and is being erased."),
        True,
        _erase,
    ),
}


class StepForm(forms.Form):
    address = forms.CharField(
        label=_("E-mail address of the account"), max_length=254, help_text=_("Type it to confirm this step.")
    )

    def __init__(self, *args: Any, person: User, step: Step, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person
        if not step.is_typed:
            del self.fields["address"]

    def clean_address(self) -> str:
        typed = str(self.cleaned_data["address"]).strip()
        if typed.lower() != self.person.email.lower():
            raise ValidationError(_("This is not the address of the account."))
        return typed


def possible(person: User) -> list[str]:
    """Return the steps that the account's standing allows."""
    if hasattr(person, "erasure"):
        return []
    return ["deactivate" if person.is_active else "activate", "erase"]


def take(verb: str, person: User, actor: Any) -> str:
    """Carry the step out; return the sentence of a rule that refuses it, or nothing."""
    try:
        STEPS[verb].run(person, actor)
    except DomainError as refused:
        return str(refused)
    return ""
