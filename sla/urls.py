from django.urls import path

from sla.views import calendars, standards

app_name = "sla"
urlpatterns = [
    path("", standards.standard_list, name="list"),
    path("new/", standards.new, name="new"),
    path("example/", standards.example, name="example"),
    path("calendars/", calendars.calendar_list, name="calendars"),
    path("calendars/new/", calendars.calendar_new, name="calendar_new"),
    path("calendars/<slug:code>/", calendars.calendar_detail, name="calendar"),
    path("<int:pk>/", standards.detail, name="detail"),
    path("<int:pk>/edit/", standards.edit, name="edit"),
    path("<int:pk>/revision/", standards.revision_create, name="revision"),
    path("<int:pk>/publication/", standards.publication, name="publication"),
    path("<int:pk>/retirement/", standards.retirement, name="retirement"),
    path("<int:pk>/removal/", standards.removal_create, name="removal"),
]
