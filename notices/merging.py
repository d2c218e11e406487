"""What becomes of notices when two accounts of a person become one."""

from __future__ import annotations

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.merging import Rule, ends, register
from accounts.models import User
from notices.models import ChannelChoice, Delivery, Notice

TOGETHER = _("Become those of the account that is kept; where both have an unread one about an object, its own stays.")
CHOICES = _("Become those of the account that is kept; where both chose, its own choice stays.")


def register_rules() -> None:
    register(
        Rule(Notice, "person", TOGETHER, _notices),
        Rule(ChannelChoice, "person", CHOICES, _choices),
        ends(Delivery, "person", _("Go; the account that is kept has its own hour and time zone.")),
    )


def _notices(kept: User, gone: User) -> None:
    own = Notice.objects.filter(person=kept, kind=OuterRef("kind"), model=OuterRef("model"), row=OuterRef("row"))
    Notice.objects.filter(person=gone).unread().filter(Exists(own.unread())).delete()
    Notice.objects.filter(person=gone).update(person=kept)


def _choices(kept: User, gone: User) -> None:
    own = ChannelChoice.objects.filter(person=kept).values("kind")
    ChannelChoice.objects.filter(person=gone).exclude(kind__in=own).update(person=kept)
    ChannelChoice.objects.filter(person=gone).delete()
