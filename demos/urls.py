from django.urls import path

from demos.views import algorithms, exports, runs, shares, uploads

app_name = "demos"
urlpatterns = [
    path("", algorithms.analyzer_list, name="analyzer-list"),
    path("algorithms/<slug:key>/", algorithms.analyzer_detail, name="analyzer-detail"),
    path("algorithms/<slug:key>/sample/", algorithms.sample_run, name="sample-run"),
    path("algorithms/<slug:key>/sample.csv", algorithms.sample_file, name="sample-file"),
    path("algorithms/<slug:key>/upload/", uploads.upload_create, name="upload-create"),
    path("algorithms/<slug:key>/files/<uuid:upload_id>/", uploads.run_prepare, name="run-prepare"),
    path("runs/", runs.run_list, name="run-list"),
    path("runs/<uuid:run_id>/", runs.run_detail, name="run-detail"),
    path("runs/<uuid:run_id>/status/", runs.run_status, name="run-status"),
    path("runs/<uuid:run_id>/findings/<int:position>/", runs.finding_detail, name="finding-detail"),
    path("runs/<uuid:run_id>/cancel/", runs.run_cancel, name="run-cancel"),
    path("runs/<uuid:run_id>/delete/", runs.run_delete, name="run-delete"),
    path("runs/<uuid:run_id>/export/<slug:kind>/", exports.run_export, name="run-export"),
    path("runs/<uuid:run_id>/share/", shares.share_create, name="share-create"),
    path("runs/<uuid:run_id>/share/<uuid:link_id>/delete/", shares.share_delete, name="share-delete"),
    path("shared/<str:token>/", shares.shared_run, name="shared-run"),
    path("shared/<str:token>/findings/<int:position>/", shares.shared_finding, name="shared-finding"),
    path("shared/<str:token>/export/<slug:kind>/", shares.shared_export, name="shared-export"),
]
