"""Pages in every language: included inside ``i18n_patterns``."""

from django.urls import path

from portal import views
from portal.content import LEGAL_PAGES
from portal.transparency import views as transparency

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("about/", views.about, name="about"),
    path("solutions/", views.solutions, name="solutions"),
    path("services/", views.services, name="services"),
    path("demonstrations/", views.demonstrations, name="demonstrations"),
    path("style-guide/", views.style_guide, name="style-guide"),
    path("legal/listings/", views.listing_policy, name="listing-policy"),
    path("transparency/", transparency.transparency, name="transparency"),
    path("transparency/<slug:name>/", transparency.transparency, name="transparency-period"),
    path("transparency/<slug:name>.csv", transparency.transparency_csv, name="transparency-csv"),
    path("transparency/<slug:name>.json", transparency.transparency_json, name="transparency-json"),
    *(path(f"legal/{page}/", views.legal_page, {"page": page}, name=page) for page in LEGAL_PAGES),
]
