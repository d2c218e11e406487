"""Addresses that machines look for at the root: included outside ``i18n_patterns``."""

from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps.views import index, sitemap
from django.urls import path

from portal import views
from portal.sitemaps import SITEMAPS

_SITEMAP = {"sitemaps": SITEMAPS}
urlpatterns = [
    path("robots.txt", views.robots_txt, name="robots-txt"),
    path(".well-known/security.txt", views.security_txt, name="security-txt"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("site.webmanifest", views.web_manifest, name="web-manifest"),
    path("sitemap.xml", login_not_required(index), _SITEMAP | {"sitemap_url_name": "sitemap-part"}, name="sitemap"),
    path("sitemap-<slug:section>.xml", login_not_required(sitemap), _SITEMAP, name="sitemap-part"),
]
