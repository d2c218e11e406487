"""Addresses: pages carry their language, machines' addresses do not."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from accounts.identity.urls import identity_urlpatterns
from accounts.openid.urls import callback_urlpatterns
from finsec_market.health import healthz, readyz
from portal.mail_catcher import mail_list

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("api/v1/", include("finsec_market.api_urls")),
    path("mail/", mail_list, name="mail-list"),
    path("media/", include("catalogue.media.urls")),
    path("", include("portal.root_urls")),
    *callback_urlpatterns,
    *identity_urlpatterns,
    *i18n_patterns(
        path("", include("accounts.factor_urls")),
        path("admin/", admin.site.urls),
        path("account/", include("accounts.openid.urls")),
        path("account/", include("allauth.account.urls")),
        path("account/", include("accounts.urls")),
        path("desk/", include("desk.urls")),
        path("notifications/", include("notices.urls")),
        path("requests/", include("enquiries.urls")),
        path("demos/", include("demos.urls")),
        path("search/", include("search.urls")),
        path("", include("feedback.urls")),
        path("", include("procurement.urls")),
        path("", include("catalogue.urls")),
        path("", include("portal.urls")),
    ),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.failed"
