from django.urls import path

from procurement.views import evidence, register, shortlists

app_name = "procurement"
urlpatterns = [
    path("catalogue/<slug:slug>/evidence/", evidence.evidence_detail, name="evidence-detail"),
    path("catalogue/evidence/<uuid:file_id>/", evidence.certificate_file, name="certificate-file"),
    path("procurement/shortlists/", shortlists.shortlist_list, name="shortlist-list"),
    path("procurement/shortlists/new/", shortlists.shortlist_create, name="shortlist-create"),
    path("procurement/shortlists/check/", shortlists.shortlist_check, name="shortlist-check"),
    path("procurement/shortlists/<uuid:pk>/", shortlists.shortlist_detail, name="shortlist-detail"),
    path("procurement/shortlists/<uuid:pk>/remove/", shortlists.shortlist_remove, name="shortlist-remove"),
    path("procurement/shortlists/<uuid:pk>/export/<slug:kind>/", shortlists.shortlist_export, name="shortlist-export"),
    path("procurement/shortlists/<uuid:pk>/register/", register.register_detail, name="register-detail"),
    path("procurement/shortlists/<uuid:pk>/register/<str:name>/", register.register_file, name="register-file"),
]
