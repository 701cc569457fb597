"""Below /team/: a department's people, as they plan together."""

from django.urls import path

from .views import effort, team

app_name = "team"
urlpatterns = [
    path("<slug:dept>/", team.roster, name="roster"),
    path("<slug:dept>/hours/<int:pk>/", team.hours, name="hours"),
    path("<slug:dept>/effort/", effort.switching, name="effort"),
]
