from django.urls import path

from . import views

app_name = "dashboards"
urlpatterns = [
    path("<slug:code>/", views.department, name="department"),
    path("<slug:code>/effort/", views.effort, name="effort"),
    path("<slug:code>/parts/<slug:name>/", views.part, name="part"),
    path("<slug:code>/requests/", views.behind, name="requests"),
]
