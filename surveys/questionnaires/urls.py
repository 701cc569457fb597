"""Below /questionnaires/."""

from django.urls import path

from . import views

app_name = "questionnaires"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/preview/", views.preview, name="preview"),
    path("<int:pk>/revision/", views.revision, name="revision"),
    path("<int:pk>/retirement/", views.retirement, name="retirement"),
]
