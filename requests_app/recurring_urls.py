"""Below /recurring/: requests that come again and again."""

from django.urls import path

from .views import recurring

app_name = "recurring"
urlpatterns = [
    path("", recurring.index, name="list"),
    path("days/<slug:dept>/<slug:code>/", recurring.days, name="days"),
    path("new/<slug:dept>/<slug:code>/", recurring.new, name="new"),
    path("<int:pk>/", recurring.edit, name="edit"),
    path("<int:pk>/pause/", recurring.pause, name="pause"),
    path("<int:pk>/resumption/", recurring.resumption, name="resumption"),
    path("<int:pk>/end/", recurring.end, name="end"),
]
