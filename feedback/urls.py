from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("catalogue/<slug:slug>/reviews/", views.review_list, name="review-list"),
    path("catalogue/<slug:slug>/reviews/own/", views.review_write, name="review-write"),
    path("catalogue/<slug:slug>/reviews/own/delete/", views.review_delete, name="review-delete"),
    path("reviews/<int:review_id>/vote/", views.review_vote, name="review-vote"),
    path("reviews/<int:review_id>/report/", views.review_report, name="review-report"),
    path("reviews/<int:review_id>/reply/", views.review_reply, name="review-reply"),
]
