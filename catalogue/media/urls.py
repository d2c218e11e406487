from django.urls import path

from catalogue.media import views

app_name = "media"
urlpatterns = [path("<uuid:media_id>/<str:name>", views.media_file, name="file")]
