"""Making two accounts of one person one."""

from __future__ import annotations

import logging
from functools import partial

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.mailing import send_essential_mail
from accounts.merging import rules
from accounts.models import User
from accounts.personal.erasing import stop_everything
from audit.recording import note
from common.errors import DomainError

log = logging.getLogger(__name__)


@transaction.atomic
def merge_people(*, kept: User, gone: User, actor: User, reason: str) -> None:
    """Move what one account has to another and delete it, all or nothing; both addresses get a mail."""
    # One order for everybody, so that two merges of the same accounts cannot wait for each other.
    list(User.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk"))
    if sentence := refusal(kept=kept, gone=gone, actor=actor):
        raise DomainError(sentence)
    told = [(one.email, one.language or settings.LANGUAGE_CODE) for one in (kept, gone)]
    note(what="accounts_user", about=kept.pk, merged=gone.pk, reason=reason)
    stop_everything(gone)
    for rule in rules():
        rule.merge(kept, gone)
    User.objects.filter(pk=gone.pk).delete()
    transaction.on_commit(partial(_tell, told, kept.email, gone.email))


def refusal(*, kept: User, gone: User, actor: User) -> str:
    """Return why these accounts cannot be merged, as a sentence; nothing where they can."""
    if kept.pk == gone.pk:
        return _("These are not two accounts.")
    if actor.pk in {kept.pk, gone.pk}:
        return _("One of them is your own account. Ask another administrator.")
    if any(one.is_staff or one.is_superuser for one in (kept, gone)):
        return _("An account of the administration cannot be merged. Take its rights away first.")
    if any(hasattr(one, "erasure") for one in (kept, gone)):
        return _("One of these accounts is being erased.")
    if not kept.is_active:
        return _("The account that is kept is deactivated. Activate it first.")
    return ""


def _tell(people: list[tuple[str, str]], kept: str, gone: str) -> None:
    for address, language in people:
        try:
            send_essential_mail(address, "accounts/email/merged", language, {"kept": kept, "gone": gone})
        except OSError as problem:
            log.warning("No mail about merged accounts: %s", problem)
