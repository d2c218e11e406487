"""Who has had which mailing."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class MailingCopy(models.Model):
    """One person's copy of a mailing to many; written before it is sent, so that nobody gets a second one."""

    mailing = models.CharField(_("mailing"), max_length=64)
    person = models.ForeignKey(User, models.CASCADE, related_name="mailing_copies", verbose_name=_("person"))
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("copy of a mailing")
        verbose_name_plural = _("copies of mailings")
        constraints = [models.UniqueConstraint(fields=["mailing", "person"], name="one_copy_per_person")]

    def __str__(self) -> str:
        return self.mailing
