"""The catalogue of django-oscar with the same titles and texts, run by its own Python: ``shop.py fill``.

Reads SHOP_DATABASE (a JSON object of Django's settings of a database) and, to fill it, the lines of standard input:
title, text, kind and price of each product, and whether it is published, as JSON. With words to search for it prints
seconds of its pages as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import islice
from typing import Any

import django
from django.conf import settings
from oscar import defaults

PARTS = (
    "analytics.apps.AnalyticsConfig", "checkout.apps.CheckoutConfig", "address.apps.AddressConfig",
    "shipping.apps.ShippingConfig", "catalogue.apps.CatalogueConfig",
    "catalogue.reviews.apps.CatalogueReviewsConfig", "communication.apps.CommunicationConfig",
    "partner.apps.PartnerConfig", "basket.apps.BasketConfig", "payment.apps.PaymentConfig", "offer.apps.OfferConfig",
    "order.apps.OrderConfig", "customer.apps.CustomerConfig", "search.apps.SearchConfig",
    "voucher.apps.VoucherConfig", "wishlists.apps.WishlistsConfig", "dashboard.apps.DashboardConfig",
    "dashboard.reports.apps.ReportsDashboardConfig", "dashboard.users.apps.UsersDashboardConfig",
    "dashboard.orders.apps.OrdersDashboardConfig", "dashboard.catalogue.apps.CatalogueDashboardConfig",
    "dashboard.offers.apps.OffersDashboardConfig", "dashboard.partners.apps.PartnersDashboardConfig",
    "dashboard.pages.apps.PagesDashboardConfig", "dashboard.ranges.apps.RangesDashboardConfig",
    "dashboard.reviews.apps.ReviewsDashboardConfig", "dashboard.vouchers.apps.VouchersDashboardConfig",
    "dashboard.communications.apps.CommunicationsDashboardConfig",
    "dashboard.shipping.apps.ShippingDashboardConfig",
)  # fmt: skip
DJANGO = ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles", "sites", "flatpages")
OTHERS = ("widget_tweaks", "haystack", "treebeard", "sorl.thumbnail", "django_tables2")
BATCH = 5_000
SHOWN = 20
LISTED = 30
processors = "django.template.context_processors"


def set_up() -> None:
    own = ("OSCAR_DEFAULT_CURRENCY",)
    told = {name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_") and name not in own}
    settings.configure(
        **told,
        SECRET_KEY="for measuring only " * 3, ALLOWED_HOSTS=["localhost"], ROOT_URLCONF=__name__, SITE_ID=1,
        DATABASES={"default": json.loads(os.environ["SHOP_DATABASE"])}, USE_TZ=True, STATIC_URL="/static/",
        INSTALLED_APPS=[
            *(f"django.contrib.{name}" for name in DJANGO), "oscar.config.Shop",
            *(f"oscar.apps.{name}" for name in PARTS), *OTHERS,
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware", "oscar.apps.basket.middleware.BasketMiddleware",
        ],
        TEMPLATES=[{
            "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
            "OPTIONS": {"context_processors": [
                f"{processors}.request", f"{processors}.i18n", "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "oscar.apps.search.context_processors.search_form", "oscar.apps.checkout.context_processors.checkout",
                "oscar.apps.communication.notifications.context_processors.notifications",
                "oscar.core.context_processors.metadata",
            ]},
        }],
        HAYSTACK_CONNECTIONS={"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", LOGGING_CONFIG=None, MEDIA_ROOT="media",
        OSCAR_DEFAULT_CURRENCY="EUR",
    )  # fmt: skip
    django.setup()


def urls() -> list[object]:
    from django.apps import apps
    from django.urls import include, path

    languages = path("i18n/", include("django.conf.urls.i18n"))
    return [languages, path("", include(apps.get_app_config("oscar").urls[0]))]


def fill() -> None:
    from django.core.management import call_command
    from django.db import connection
    from oscar.core.loading import get_model

    call_command("migrate", verbosity=0)
    kind = get_model("catalogue", "ProductClass").objects.create(name="Offering", track_stock=False)
    partner = get_model("partner", "Partner").objects.create(name="Provider")
    product, stock = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    place, categories = get_model("catalogue", "ProductCategory"), Categories()
    told = (json.loads(line) for line in sys.stdin)
    while many := list(islice(told, BATCH)):
        made = product.objects.bulk_create(
            product(product_class=kind, title=title, slug="offering", description=text, is_public=is_published)
            for title, text, _kind, _price, is_published in many
        )
        both = list(zip(made, many, strict=True))
        place.objects.bulk_create(place(product=one, category=categories[row[2]]) for one, row in both)
        stock.objects.bulk_create(
            stock(product=one, partner=partner, partner_sku=one.pk, price=row[3], price_currency="EUR")
            for one, row in both
        )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class Categories(dict[str, Any]):
    """The category of each kind, made when it is first asked for."""

    def __missing__(self, name: str) -> Any:
        from oscar.core.loading import get_model

        self[name] = get_model("catalogue", "Category").add_root(name=name)
        return self[name]


def measure(words: list[str]) -> None:
    from django.test import Client
    from oscar.core.loading import get_model

    client = Client(SERVER_NAME="localhost")
    category = get_model("catalogue", "Category").objects.get(name="service").get_absolute_url()
    asked = {
        "first": ["/catalogue/"] * LISTED,
        "third": ["/catalogue/?page=3"] * LISTED,
        "kind": [category] * LISTED,
        "query": [f"/search/?q={word}" for word in words],
    }
    for name in ("first", "third", "kind"):
        once(client, asked[name][0])
    print(json.dumps({name: [once(client, address) for address in asked[name]] for name in asked}))


def once(client: object, address: str) -> tuple[float, float]:
    """Return the seconds that a page took, and those of this process."""
    began, busy = time.perf_counter(), time.thread_time()
    answer = client.get(address)  # type: ignore[attr-defined]
    wall, busy = time.perf_counter() - began, time.thread_time() - busy
    assert answer.status_code == 200, (address, answer.status_code)
    if not address.startswith("/search/"):
        assert answer.content.count(b'class="product_pod"') == SHOWN, address
    return wall, busy


set_up()
urlpatterns = urls()

if __name__ == "__main__":
    fill() if sys.argv[1:] == ["fill"] else measure(sys.argv[1:])
