"""Addresses of the API, version 1."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts.scopes import PUBLIC
from catalogue.api import OfferingViewSet, ProviderViewSet
from catalogue.favourites.api import FavouriteViewSet
from demos.api import AlgorithmViewSet, RunViewSet, UploadViewSet
from desk.api import SubmissionViewSet
from desk.figures.api import FiguresViewSet
from desk.files_api import SubmissionFileViewSet
from enquiries.api import EnquiryViewSet
from feedback.api import RatingViewSet, ReviewViewSet
from notices.api import NoticeViewSet
from procurement.api import EvidenceViewSet, ShortlistViewSet
from search.api import SearchViewSet


class SchemaView(SpectacularAPIView):
    scopes = {"get": PUBLIC}


class DocsView(SpectacularSwaggerSplitView):
    scopes = {"get": PUBLIC}
    # It can say nothing about itself: its only renderer is a template.
    http_method_names = ["get", "head"]


router = SimpleRouter()
router.register("offerings", OfferingViewSet, basename="offering")
router.register("providers", ProviderViewSet, basename="provider")
router.register("favourites", FavouriteViewSet, basename="favourite")
router.register("ratings", RatingViewSet, basename="rating")
router.register("reviews", ReviewViewSet, basename="review")
router.register("requests", EnquiryViewSet, basename="request")
router.register("notifications", NoticeViewSet, basename="notification")
router.register("submissions", SubmissionViewSet, basename="submission")
router.register(r"submissions/(?P<submission_id>[0-9]+)/files", SubmissionFileViewSet, basename="submission-file")
router.register("evidence", EvidenceViewSet, basename="evidence")
router.register("shortlists", ShortlistViewSet, basename="shortlist")
router.register("figures", FiguresViewSet, basename="figures")
router.register("algorithms", AlgorithmViewSet, basename="algorithm")
router.register("search", SearchViewSet, basename="search")
router.register("uploads", UploadViewSet, basename="upload")
router.register("runs", RunViewSet, basename="run")

app_name = "api"
urlpatterns = [
    path("schema/", SchemaView.as_view(), name="schema"),
    path("docs/", DocsView.as_view(url_name="api:schema"), name="docs"),
    path("", include(router.urls)),
]
