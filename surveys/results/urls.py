"""Below /surveys/: what came out."""

from django.urls import path

from . import views

app_name = "results"
urlpatterns = [
    path("<uuid:pk>/results/", views.detail, name="detail"),
    path("<uuid:pk>/results/figures.csv", views.export, name="export"),
]
