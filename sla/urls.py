from django.urls import path

from sla.views import calendars, explaining, publishing, standards

app_name = "sla"
urlpatterns = [
    path("", standards.standard_list, name="list"),
    path("new/", standards.new, name="new"),
    path("example/", standards.example, name="example"),
    path("which/", explaining.question, name="question"),
    path("requests/<int:pk>/standard/", explaining.why, name="why"),
    path("requests/<int:pk>/checklist/", explaining.tick, name="checklist"),
    path("calendars/", calendars.calendar_list, name="calendars"),
    path("calendars/new/", calendars.calendar_new, name="calendar_new"),
    path("calendars/<slug:code>/", calendars.calendar_detail, name="calendar"),
    path("<int:pk>/", standards.detail, name="detail"),
    path("<int:pk>/edit/", standards.edit, name="edit"),
    path("<int:pk>/revision/", standards.revision_create, name="revision"),
    path("<int:pk>/sharing/", publishing.sharing_create, name="sharing"),
    path("<int:pk>/comments/", publishing.comment_create, name="comment"),
    path("<int:pk>/handover/", publishing.handover_create, name="handover"),
    path("<int:pk>/publication/", publishing.publication, name="publication"),
    path("<int:pk>/retirement/", publishing.retirement, name="retirement"),
    path("<int:pk>/removal/", publishing.removal_create, name="removal"),
]
