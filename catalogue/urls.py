from django.urls import path

from catalogue import feeds, views
from catalogue.currency.views import price_settings

app_name = "catalogue"
urlpatterns = [
    path("catalogue/", views.offering_list, name="offering-list"),
    path("catalogue/feed.atom", feeds.atom, name="feed-atom"),
    path("catalogue/feed.json", feeds.json_feed, name="feed-json"),
    path("catalogue/<slug:slug>/", views.offering_detail, name="offering-detail"),
    path("prices/", price_settings, name="price-settings"),
    path("providers/", views.provider_list, name="provider-list"),
    path("providers/<slug:slug>/", views.provider_detail, name="provider-detail"),
]
