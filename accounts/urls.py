from django.urls import path

from accounts.views import profile, tokens

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<str:token_key>/delete/", tokens.token_delete, name="token-delete"),
]
