from django.urls import path

from desk.views import appeals, listings, media, submissions
from desk.views.figures import figures_detail, figures_export

app_name = "desk"
urlpatterns = [
    path("", listings.listing_list, name="listing-list"),
    path("organisations/<slug:slug>/page/", listings.provider_create, name="provider-create"),
    path("listings/new/", listings.listing_create, name="listing-create"),
    path("listings/<slug:slug>/edit/", listings.proposal_open, name="proposal-open"),
    path("submissions/<int:pk>/", submissions.submission_detail, name="submission-detail"),
    path("submissions/<int:pk>/edit/", submissions.submission_edit, name="submission-edit"),
    path("submissions/<int:pk>/media/", media.submission_media, name="submission-media"),
    path("submissions/<int:pk>/media/<uuid:media_id>/", media.submission_media_change, name="submission-media-change"),
    path("submissions/<int:pk>/settle/", submissions.submission_settle, name="submission-settle"),
    path("submissions/<int:pk>/steps/<slug:step>/", submissions.submission_step, name="submission-step"),
    path("submissions/<int:pk>/appeal/", appeals.submission_appeal, name="submission-appeal"),
    path(
        "submissions/<int:pk>/statements/<int:number>.txt",
        appeals.submission_statement,
        name="submission-statement",
    ),
    path("<slug:slug>/figures/", figures_detail, name="figures-detail"),
    path("<slug:slug>/figures.csv", figures_export, name="figures-export"),
]
