"""Below /improvements/."""

from django.urls import path

from . import views

app_name = "improvements"
urlpatterns = [
    path("", views.index, name="list"),
    path("told/", views.told, name="told"),
    path("departments/<slug:dept>/new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/plan/", views.planning, name="planning"),
    path("<int:pk>/in-place/", views.implementation, name="implementation"),
    path("<int:pk>/review/", views.review, name="review"),
    path("<int:pk>/dropping/", views.dropping, name="dropping"),
]
