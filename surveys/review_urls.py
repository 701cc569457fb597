"""Below /reviews/: a colleague's look at finished work."""

from django.urls import path

from . import review_views

app_name = "reviews"
urlpatterns = [
    path("", review_views.index, name="list"),
    path("<int:pk>/", review_views.detail, name="detail"),
    path("<int:pk>/answer/", review_views.answering, name="answer"),
    path("departments/<slug:dept>/", review_views.department, name="department"),
    path("departments/<slug:dept>/services/<slug:code>/", review_views.rubric, name="rubric"),
]
