from __future__ import annotations

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_stubs_ext import StrOrPromise

from catalogue.currencies import CURRENCIES
from catalogue.currency.amounts import MOST
from catalogue.models.origins import FromFiles
from catalogue.models.providers import Provider
from catalogue.validators import validate_money, validate_texts
from common.page_addresses import page_address

PAGES = ["compare", "favourites"]  # what stands at addresses where an offering would stand
IS_A_PAGE = _("The catalogue has a page of its own at this address. Choose another one.")


def keys(name: StrOrPromise) -> ArrayField[list[str], list[str]]:
    return ArrayField(models.CharField(max_length=60), verbose_name=name, default=list, blank=True)


class OfferingQuerySet(models.QuerySet["Offering"]):
    def published(self) -> OfferingQuerySet:
        """What everybody may see."""
        return self.filter(state=Offering.State.PUBLISHED)


class Offering(FromFiles):
    """Something that a provider offers: software, work, a course, data, something to try."""

    class Kind(models.TextChoices):
        SOLUTION = "solution", _("solution")
        SERVICE = "service", _("service")
        TRAINING = "training", _("training")
        DATASET = "dataset", _("dataset")
        DEMO = "demo", _("demonstration")

    class Stage(models.TextChoices):
        DESCRIBED = "described", _("described")
        SIMULATED = "simulated", _("simulated")
        DEMONSTRATED = "demonstrated", _("demonstrated")
        BETA = "beta", _("beta")
        OPERATION = "operation", _("in operation")

    class PriceModel(models.TextChoices):
        FREE = "free", _("Free")
        ON_REQUEST = "on-request", _("On request")
        SUBSCRIPTION = "subscription", _("Subscription")
        ONE_OFF = "one-off", _("One-off")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        PUBLISHED = "published", _("published")
        WITHDRAWN = "withdrawn", _("withdrawn")

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    stage = models.CharField(_("stage"), max_length=12, choices=Stage)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.DRAFT)
    lead = models.ForeignKey(Provider, models.PROTECT, related_name="+", verbose_name=_("leading provider"))
    providers = models.ManyToManyField(Provider, through="OfferingProvider", related_name="offerings")
    price_model = models.CharField(_("price model"), max_length=12, choices=PriceModel)
    amount = models.DecimalField(
        _("amount"), max_digits=12, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    currency = models.CharField(_("currency"), max_length=3, blank=True, choices=[(code, code) for code in CURRENCIES])
    version = models.CharField(_("version"), max_length=40, blank=True)
    audience = keys(_("audience"))
    sectors = keys(_("sectors"))
    domains = keys(_("what is protected"))
    standards = keys(_("standards and laws"))
    deployment = keys(_("where it runs"))
    languages = keys(_("languages"))
    tags = keys(_("tags"))
    related = keys(_("related offerings"))
    modules = keys(_("modules"))
    diagrams = keys(_("diagrams"))
    try_url_name = models.CharField(_("name of the address to try it"), max_length=120, blank=True)
    try_url_args = models.JSONField(_("parts of that address"), default=dict, blank=True, validators=[validate_texts])
    cover = models.JSONField(_("picture on cards"), null=True, blank=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    title = models.CharField(_("title"), max_length=120)
    summary = models.CharField(_("summary"), max_length=240)
    description = models.CharField(_("description"), max_length=20_000)
    features = models.CharField(_("features, one a line"), max_length=2_000, blank=True)
    for_whom = models.JSONField(
        _("a sentence for each audience"), default=dict, blank=True, validators=[validate_texts]
    )
    components = models.CharField(_("components, one a line"), max_length=6_000, blank=True)
    access = models.CharField(_("how one gets it"), max_length=1_000, blank=True)
    contact_note = models.CharField(_("what to write in a request"), max_length=1_000, blank=True)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        verbose_name = _("offering")
        verbose_name_plural = _("offerings")
        ordering = ["slug"]
        indexes = [
            models.Index(fields=["-published_at", "id"], name="offering_newest", condition=Q(state="published")),
            *(GinIndex(fields=[name], name=f"offering_{name}") for name in (
                "audience", "sectors", "domains", "standards", "deployment", "languages", "tags",
            )),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(
                condition=Q(amount=None, currency="")
                | Q(
                    amount__gte=0,
                    amount__lte=MOST,
                    currency__in=CURRENCIES,
                    price_model__in=["subscription", "one-off"],
                ),
                name="amount_has_known_currency",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["solution", "service", "training", "dataset", "demo"]), name="kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(stage__in=["described", "simulated", "demonstrated", "beta", "operation"]),
                name="stage_is_known",
            ),
            models.CheckConstraint(
                condition=Q(price_model__in=["free", "on-request", "subscription", "one-off"]),
                name="price_model_is_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "withdrawn"]) | Q(state="published", published_at__isnull=False),
                name="published_offering_has_date",
            ),
            models.CheckConstraint(
                condition=~Q(slug__in=PAGES),
                name="address_is_no_page",
                violation_error_message=IS_A_PAGE,
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return page_address("catalogue:offering-detail", self.slug)

    def clean(self) -> None:
        if self.slug in PAGES:
            raise ValidationError({"slug": IS_A_PAGE})
        validate_money(self.amount, self.currency)

    def date_publication(self, at: datetime | None = None) -> None:
        """Note when it is first shown; call it before a row that may be published is saved."""
        if self.state == self.State.PUBLISHED and self.published_at is None:
            self.published_at = at or timezone.now()


class OfferingProvider(models.Model):
    """A provider's share in an offering. The leading one comes first."""

    offering = models.ForeignKey(Offering, models.CASCADE, related_name="shares")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="shares")
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("provider of the offering")
        verbose_name_plural = _("providers of the offering")
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["offering", "provider"], name="provider_once_per_offering")]

    def __str__(self) -> str:
        return f"{self.offering_id}: {self.provider_id}"
