"""Below /absences/."""

from django.urls import path

from .views import absences

app_name = "absences"
urlpatterns = [
    path("", absences.index, name="list"),
    path("<int:pk>/", absences.edit, name="edit"),
    path("<int:pk>/removal/", absences.removal, name="removal"),
]
