"""Below /administration/."""

from django.urls import path

from .views import administration

app_name = "administration"
urlpatterns = [
    path("", administration.home, name="home"),
    path("services/<int:pk>/", administration.service, name="service"),
    path("changes/", administration.changes, name="changes"),
    path("changes/export/", administration.changes_export, name="changes_export"),
]
