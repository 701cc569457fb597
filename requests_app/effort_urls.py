"""Below /effort/: one's own time."""

from django.urls import path

from .views import effort

app_name = "effort"
urlpatterns = [
    path("", effort.mine, name="mine"),
    path("timer/", effort.forgotten, name="forgotten"),
    path("<int:pk>/", effort.correction, name="correction"),
]
