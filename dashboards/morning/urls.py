from django.urls import path

from . import views

app_name = "morning"
urlpatterns = [path("", views.note, name="note")]
