from django.urls import path

from . import views

app_name = "reports"
urlpatterns = [
    path("", views.index, name="list"),
    path("new/", views.new, name="new"),
    path("<int:pk>/ending/", views.ending, name="ending"),
]
