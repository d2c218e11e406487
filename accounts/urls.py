from django.urls import path

from accounts.views import consent, devices, invitations, organisations, privacy, profile, records, services, tokens

app_name = "accounts"
urlpatterns = [
    path("profile/", profile.profile, name="profile"),
    path("devices/", devices.device_list, name="device-list"),
    path("devices/end-others/", devices.device_end_others, name="device-end-others"),
    path("devices/<int:pk>/end/", devices.device_end, name="device-end"),
    path("tokens/", tokens.token_list, name="token-list"),
    path("tokens/<slug:token_key>/delete/", tokens.token_delete, name="token-delete"),
    path("services/", services.service_list, name="service-list"),
    path("services/<int:pk>/end/", services.service_end, name="service-end"),
    path("privacy/", consent.privacy, name="privacy"),
    path("privacy/<slug:purpose>/give/", consent.consent_give, name="consent-give"),
    path("privacy/<slug:purpose>/withdraw/", consent.consent_withdraw, name="consent-withdraw"),
    path("consent/<str:token>/", consent.consent_confirm, name="consent-confirm"),
    path("unsubscribe/<str:token>/", consent.unsubscribe, name="unsubscribe"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("provider-application/", organisations.organisation_apply, name="organisation-apply"),
    path("organisations/<slug:slug>/", organisations.organisation_detail, name="organisation-detail"),
    path("organisations/<slug:slug>/invite/", organisations.organisation_invite, name="organisation-invite"),
    path("organisations/<slug:slug>/leave/", organisations.organisation_leave, name="organisation-leave"),
    path("organisations/<slug:slug>/transfer/", organisations.organisation_transfer, name="organisation-transfer"),
    path("organisations/<slug:slug>/members/<int:pk>/role/", organisations.membership_change, name="membership-change"),
    path(
        "organisations/<slug:slug>/members/<int:pk>/remove/", organisations.membership_remove, name="membership-remove"
    ),
    path(
        "organisations/<slug:slug>/invitations/<int:pk>/revoke/",
        organisations.invitation_revoke,
        name="invitation-revoke",
    ),
    path("invitations/<int:pk>/answer/", invitations.invitation_answer, name="invitation-answer"),
    path("invitations/<str:token>/", invitations.invitation, name="invitation"),
    path("data/", privacy.data, name="data"),
    path("data/<uuid:export_id>/", privacy.data_download, name="data-download"),
    path("erase/", privacy.erase, name="erase"),
    path("records/", records.records, name="records"),
]
