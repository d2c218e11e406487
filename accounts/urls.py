from django.urls import path

from accounts.views import consent, devices, profile, tokens

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("devices/", devices.device_list, name="device-list"),
    path("devices/end-others/", devices.device_end_others, name="device-end-others"),
    path("devices/<int:pk>/end/", devices.device_end, name="device-end"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<str:token_key>/delete/", tokens.token_delete, name="token-delete"),
    path("privacy/", consent.privacy, name="privacy"),
    path("privacy/<slug:purpose>/give/", consent.consent_give, name="consent-give"),
    path("privacy/<slug:purpose>/withdraw/", consent.consent_withdraw, name="consent-withdraw"),
    path("consent/<str:token>/", consent.consent_confirm, name="consent-confirm"),
    path("unsubscribe/<str:token>/", consent.unsubscribe, name="unsubscribe"),
]
