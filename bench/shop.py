"""The catalogue of django-oscar with the same titles and texts, run by its own Python: ``shop.py fill`` or ``shop.py``.

Reads SHOP_DATABASE (a JSON object of Django's settings of a database) and, to fill it, the lines of standard input:
title and text of each product as JSON. Without an argument it prints seconds of its list and of its search as JSON.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import islice

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
LISTED, SEARCHED = 100, 10
WORDS = ("security", "data", "risk", "payment", "analysis", "access", "threat", "service", "audit", "alarm")
processors = "django.template.context_processors"


def set_up() -> None:
    told = {name: getattr(defaults, name) for name in dir(defaults) if name.startswith("OSCAR_")}
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
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", LOGGING_CONFIG=None,
    )  # fmt: skip
    django.setup()


def urls() -> list[object]:
    from django.apps import apps
    from django.urls import include, path

    languages = path("i18n/", include("django.conf.urls.i18n"))
    return [languages, path("", include(apps.get_app_config("oscar").urls[0]))]


def fill() -> None:
    from django.core.management import call_command
    from oscar.core.loading import get_model

    call_command("migrate", verbosity=0)
    kind = get_model("catalogue", "ProductClass").objects.create(name="Offering", track_stock=False)
    partner = get_model("partner", "Partner").objects.create(name="Provider")
    product, stock = get_model("catalogue", "Product"), get_model("partner", "StockRecord")
    told = (json.loads(line) for line in sys.stdin)
    while many := list(islice(told, BATCH)):
        made = product.objects.bulk_create(
            product(product_class=kind, title=title, slug="offering", description=text, is_public=True)
            for title, text in many
        )
        stock.objects.bulk_create(stock(product=one, partner=partner, partner_sku=one.pk, price=10) for one in made)


def measure() -> None:
    from django.test import Client

    client = Client(SERVER_NAME="localhost")
    client.get("/catalogue/")
    pages = [f"/catalogue/?page={1 + number % 20}" for number in range(LISTED)]
    found = [f"/search/?q={word}" for word in WORDS[:SEARCHED]]
    print(json.dumps({name: [once(client, address) for address in asked] for name, asked in
                      (("list", pages), ("search", found))}))  # fmt: skip


def once(client: object, address: str) -> float:
    began = time.perf_counter()
    answer = client.get(address)  # type: ignore[attr-defined]
    assert answer.status_code == 200, (address, answer.status_code)
    return time.perf_counter() - began


set_up()
urlpatterns = urls()

if __name__ == "__main__":
    fill() if sys.argv[1:] == ["fill"] else measure()
