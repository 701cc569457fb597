from django.urls import path

from . import views

app_name = "operations"
urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("status/", views.status_page, name="status"),
]
