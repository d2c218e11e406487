from django.urls import path

from catalogue import feeds, views
from catalogue.cards.views import card
from catalogue.checks.views import submission_checks
from catalogue.comparing.views import compare
from catalogue.currency.views import price_settings
from catalogue.favourites import views as favourites

app_name = "catalogue"
urlpatterns = [
    path("catalogue/", views.offering_list, name="offering-list"),
    path("catalogue/feed.atom", feeds.atom, name="feed-atom"),
    path("catalogue/feed.json", feeds.json_feed, name="feed-json"),
    path("catalogue/compare/", compare, name="compare"),
    path("catalogue/favourites/", favourites.favourite_list, name="favourite-list"),
    path("catalogue/favourites/restore/", favourites.favourite_restore, name="favourite-restore"),
    path("catalogue/favourites/share/", favourites.favourite_share, name="favourite-share"),
    path("catalogue/favourites/share/end/", favourites.favourite_unshare, name="favourite-unshare"),
    path("catalogue/favourites/shared/<str:token>/", favourites.favourite_shared, name="favourite-shared"),
    path("catalogue/<slug:slug>/favourite/", favourites.favourite_save, name="favourite-save"),
    path("catalogue/<slug:slug>/favourite/remove/", favourites.favourite_remove, name="favourite-remove"),
    path("catalogue/<slug:slug>/favourite/note/", favourites.favourite_note, name="favourite-note"),
    path("catalogue/<slug:slug>/favourite/move/", favourites.favourite_move, name="favourite-move"),
    path("catalogue/<slug:slug>/", views.offering_detail, name="offering-detail"),
    path("cards/<slug:kind>/<slug:slug>/<slug:digest>.png", card, name="card"),
    path("prices/", price_settings, name="price-settings"),
    path("submission-checks/", submission_checks, name="submission-checks"),
    path("providers/", views.provider_list, name="provider-list"),
    path("providers/<slug:slug>/", views.provider_detail, name="provider-detail"),
]
