"""Addresses of the provider: fixed, since services keep them, and without a language."""

from django.urls import include, path

from accounts.identity import views

_oidc = [
    path(".well-known/openid-configuration", views.configuration, name="configuration"),
    path("openid/keys", views.jwks, name="jwks"),
    path("openid/authorize", views.authorization, name="authorization"),
    path("openid/token", views.token, name="token"),
    path("openid/userinfo", views.userinfo, name="userinfo"),
    path("openid/revoke", views.revoke, name="revoke"),
    path("openid/logout", views.logout, name="logout"),
]
# The library looks its addresses up by these two names.
identity_urlpatterns = [path("", include(([path("", include((_oidc, "oidc")))], "idp")))]
