from __future__ import annotations

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from catalogue.models.origins import FromFiles
from common.page_addresses import page_address


class ProviderQuerySet(models.QuerySet["Provider"]):
    def with_offerings(self) -> ProviderQuerySet:
        """Count what each has in the catalogue."""
        return self.annotate(
            offering_count=models.Count("offerings", filter=Q(offerings__state="published"), distinct=True)
        )

    def shown(self) -> ProviderQuerySet:
        """What everybody may see: a page that an organisation opened waits for its first published offering."""
        offered = self.model.offerings.through.objects.filter(provider=OuterRef("pk"), offering__state="published")
        return self.filter(Q(organisation=None) | Exists(offered))


class Provider(FromFiles):
    """Who stands behind offerings."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=160)
    short_name = models.CharField(_("short name"), max_length=40)
    website = models.URLField(_("website"), blank=True, validators=[URLValidator(schemes=["https", "http"])])
    country = models.CharField(_("country"), max_length=2, blank=True)
    is_consortium = models.BooleanField(_("founding consortium"), default=False)
    # Whose owners and editors may submit listings of this provider. Only administrators name it.
    organisation = models.ForeignKey(
        Organisation, models.SET_NULL, null=True, blank=True, related_name="providers", verbose_name=_("organisation")
    )
    summary = models.CharField(_("summary"), max_length=300)
    description = models.CharField(_("description"), max_length=20_000, blank=True)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        verbose_name = _("provider")
        verbose_name_plural = _("providers")
        ordering = ["short_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(website="") | Q(website__regex="^https?://"), name="provider_website_is_http"
            ),
            models.CheckConstraint(
                condition=Q(country="") | Q(country__regex="^[A-Z]{2}$"), name="provider_country_is_a_code"
            ),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return page_address("catalogue:provider-detail", self.slug)
