"""Pages of the second factor; the first ones stand in for those of the libraries."""

from allauth.account.decorators import reauthentication_required
from allauth.account.views import password_set
from django.urls import include, path

from accounts.views import factor

urlpatterns = [
    path("admin/login/", factor.admin_entrance, name="admin-entrance"),
    path("admin/password_change/", factor.admin_password, name="admin-password"),
    # A first password opens the account from then on; the change of one asks for the old one itself.
    path("account/password/set/", reauthentication_required(password_set), name="account_set_password"),
    path(
        "account/security/webauthn/keys/<int:pk>/remove/",
        factor.PasskeyRemoveView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/security/webauthn/reauthenticate/",
        factor.PasskeyConfirmView.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/security/", include("allauth.mfa.urls")),
]
