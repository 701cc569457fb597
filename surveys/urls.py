from django.urls import path

from . import views

app_name = "surveys"
urlpatterns = [
    path("<int:pk>/", views.rating, name="rating"),
    path("preferences/", views.preferences, name="preferences"),
]
