from django.urls import path

from sla.views import calendar_drafts, calendar_imports, calendars, explaining, publishing, standards

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
    path("calendars/<slug:code>/history/", calendars.calendar_history, name="calendar_history"),
    path("calendars/<slug:code>/revision/", calendar_drafts.revision_create, name="calendar_revision"),
    path("calendars/<slug:code>/draft/", calendar_drafts.edit, name="calendar_edit"),
    path("calendars/<slug:code>/draft/week/", calendar_drafts.week, name="calendar_week"),
    path("calendars/<slug:code>/draft/days/<str:day>/", calendar_drafts.day, name="calendar_day"),
    path(
        "calendars/<slug:code>/draft/days/<str:day>/removal/",
        calendar_drafts.day_removal_create,
        name="calendar_day_removal",
    ),
    path("calendars/<slug:code>/draft/holidays/", calendar_imports.holidays, name="calendar_import"),
    path("calendars/<slug:code>/draft/publication/", calendar_drafts.publication, name="calendar_publication"),
    path("calendars/<slug:code>/draft/removal/", calendar_drafts.removal_create, name="calendar_removal"),
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
