"""Addresses about accounts elsewhere; they stand before django-allauth's own."""

from allauth.account import views as account_views
from allauth.socialaccount.views import login_cancelled
from django.urls import path

from accounts.openid import views

# Providers want to know the exact address that they lead back to, so it is the same in every language.
callback_urlpatterns = [
    path("account/oidc/<slug:provider_id>/callback/", views.callback, name="openid_connect_callback"),
]
urlpatterns = [
    path("login/", views.leads_to_providers(account_views.login), name="account_login"),
    path("signup/", views.leads_to_providers(account_views.signup), name="account_signup"),
    path("oidc/<slug:provider_id>/", views.login, name="openid_connect_login"),
    path("connections/", views.leads_to_providers(views.ConnectionsView.as_view()), name="socialaccount_connections"),
    path("connections/cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("signup/complete/", views.SignupView.as_view(), name="socialaccount_signup"),
]
