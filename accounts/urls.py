from django.urls import path

from accounts.views import consent, profile, tokens

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<str:token_key>/delete/", tokens.token_delete, name="token-delete"),
    path("privacy/", consent.privacy, name="privacy"),
    path("privacy/<slug:purpose>/give/", consent.consent_give, name="consent-give"),
    path("privacy/<slug:purpose>/withdraw/", consent.consent_withdraw, name="consent-withdraw"),
    path("consent/<str:token>/", consent.consent_confirm, name="consent-confirm"),
    path("unsubscribe/<str:token>/", consent.unsubscribe, name="unsubscribe"),
]
