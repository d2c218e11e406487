from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalogue.models.origins import FromFiles


class Term(FromFiles):
    """One word of a filter: an audience, a standard, a stage."""

    class Vocabulary(models.TextChoices):
        KINDS = "kinds", _("kind")
        STAGES = "stages", _("stage")
        AUDIENCES = "audiences", _("audience")
        SECTORS = "sectors", _("sector")
        DOMAINS = "domains", _("domain")
        STANDARDS = "standards", _("standard")
        DEPLOYMENTS = "deployments", _("deployment")

    vocabulary = models.CharField(_("vocabulary"), max_length=12, choices=Vocabulary)
    key = models.CharField(_("key"), max_length=60)
    group = models.CharField(_("group"), max_length=20, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    label = models.CharField(_("label"), max_length=120)
    help = models.CharField(_("explanation"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("term")
        verbose_name_plural = _("vocabularies")
        ordering = ["vocabulary", "position", "key"]
        constraints = [models.UniqueConstraint(fields=["vocabulary", "key"], name="one_term_per_key")]

    def __str__(self) -> str:
        return self.label
