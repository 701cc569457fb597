"""Below /setup/."""

from django.urls import path

from . import views

app_name = "setup"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:code>/", views.first_admin, name="first_admin"),
]
