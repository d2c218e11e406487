from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import NotAllowedError
from accounts.roles import EDITOR, REVIEWER, has_role
from catalogue.models import Offering
from publishing.submissions.permissions import own_rows, refuse_own


def can_edit_media(person: User | AnonymousUser) -> bool:
    """Editors may, and those in the administration who may change offerings."""
    if not person.is_authenticated or not person.is_active:
        return False
    return (person.is_staff and person.has_perm("catalogue.change_offering")) or has_role(person, EDITOR)


def may_preview(person: User | AnonymousUser, offering: int) -> bool:
    """Tell whether somebody may see files that the market does not show: its provider's people, and who may read
    submissions. Reviewers look at those of their own organisations, too; they only do not decide about them."""
    if not person.is_authenticated or not person.is_active:
        return False
    reads = has_role(person, REVIEWER) or (person.is_staff and person.has_perm("publishing.view_submission"))
    return reads or can_edit_media(person) or bool(own_rows(person, Offering, [offering]))


def require_editor(person: User | AnonymousUser, *offerings: int) -> None:
    """Raise NotAllowedError with a sentence where the person may not, be it for one of these offerings."""
    if not can_edit_media(person):
        raise NotAllowedError(_("Only an editor of the catalogue can change its pictures, videos and documents."))
    refuse_own(person, Offering, offerings)
