from django.urls import path

from . import views

app_name = "sla"
urlpatterns = [
    path("", views.standard_list, name="list"),
    path("new/", views.new, name="new"),
    path("example/", views.example, name="example"),
    path("calendars/", views.calendar_list, name="calendars"),
    path("calendars/new/", views.calendar_new, name="calendar_new"),
    path("calendars/<slug:code>/", views.calendar_detail, name="calendar"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/edit/", views.edit, name="edit"),
    path("<int:pk>/revision/", views.revision_create, name="revision"),
    path("<int:pk>/publication/", views.publication, name="publication"),
    path("<int:pk>/retirement/", views.retirement, name="retirement"),
    path("<int:pk>/removal/", views.removal_create, name="removal"),
]
