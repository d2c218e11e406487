from django.urls import path

from enquiries import views

app_name = "enquiries"
urlpatterns = [
    path("", views.enquiry_list, name="enquiry-list"),
    path("export.csv", views.enquiry_export, name="enquiry-export"),
    path("new/<slug:slug>/", views.enquiry_ask, name="enquiry-ask"),
    path("new/provider/<slug:slug>/", views.enquiry_ask_provider, name="enquiry-ask-provider"),
    path("<uuid:enquiry_id>/", views.enquiry_detail, name="enquiry-detail"),
    path("<uuid:enquiry_id>/write/", views.enquiry_write, name="enquiry-write"),
    path("<uuid:enquiry_id>/close/", views.enquiry_close, name="enquiry-close"),
    path("<uuid:enquiry_id>/contact/", views.enquiry_share, name="enquiry-share"),
    path("<uuid:enquiry_id>/contact/withdraw/", views.enquiry_withdraw, name="enquiry-withdraw"),
    path("<uuid:enquiry_id>/attendance/", views.enquiry_attended, name="enquiry-attended"),
    path("<uuid:enquiry_id>/attendance/withdraw/", views.enquiry_not_attended, name="enquiry-not-attended"),
    path("<uuid:enquiry_id>/files/<uuid:attachment_id>/", views.enquiry_file, name="enquiry-file"),
]
