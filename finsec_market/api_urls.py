"""Addresses of the API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from demos.api import AlgorithmViewSet, RunViewSet, UploadViewSet

router = SimpleRouter()
router.register("algorithms", AlgorithmViewSet, basename="algorithm")
router.register("uploads", UploadViewSet, basename="upload")
router.register("runs", RunViewSet, basename="run")

app_name = "api"
urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(permission_classes=[]), name="schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api:schema", permission_classes=[]), name="docs"),
    path("", include(router.urls)),
]
