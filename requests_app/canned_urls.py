"""Canned replies: a department's, and one's own."""

from django.urls import path

from .views import canned

app_name = "canned"
urlpatterns = [
    path("", canned.index, name="list"),
    path("new/", canned.new, name="new"),
    path("<int:pk>/", canned.edit, name="edit"),
    path("<int:pk>/removal/", canned.removal, name="removal"),
]
