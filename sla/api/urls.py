from django.urls import path

from sla.api import calendar_drafts, calendar_imports, calendars, clocks, replays, standards, standing

app_name = "sla_api"
urlpatterns = [
    path("requests/<int:number>/clocks/", clocks.Clocks.as_view(), name="clocks"),
    path("requests/<int:number>/standard/", clocks.Standard.as_view(), name="standard"),
    path("standards/", standards.Standards.as_view(), name="standards"),
    path("standards/<int:pk>/", standards.OneStandard.as_view(), name="standard_read"),
    path("standards/<int:pk>/revision/", standing.Revision.as_view(), name="standard_revision"),
    path("standards/<int:pk>/handover/", standing.Handover.as_view(), name="standard_handover"),
    path("standards/<int:pk>/publication/", standing.Publication.as_view(), name="standard_publication"),
    path("standards/<int:pk>/retirement/", standing.Retirement.as_view(), name="standard_retirement"),
    path("standards/<int:pk>/removal/", standing.Removal.as_view(), name="standard_removal"),
    path("standards/<int:pk>/replay/", replays.OfStandard.as_view(), name="standard_replay"),
    path("calendars/", calendar_imports.Calendars.as_view(), name="calendars"),
    path("calendars/<slug:code>/", calendars.OneCalendar.as_view(), name="calendar"),
    path("calendars/<slug:code>/versions/", calendars.Versions.as_view(), name="calendar_versions"),
    path("calendars/<slug:code>/due/", calendars.Due.as_view(), name="calendar_due"),
    path("calendars/<slug:code>/elapsed/", calendars.Elapsed.as_view(), name="calendar_elapsed"),
    path("calendars/<slug:code>/revision/", calendar_drafts.Revision.as_view(), name="calendar_revision"),
    path("calendars/<slug:code>/draft/", calendar_drafts.Draft.as_view(), name="calendar_draft"),
    path(
        "calendars/<slug:code>/draft/publication/", calendar_drafts.Publication.as_view(), name="calendar_publication"
    ),
    path("calendars/<slug:code>/draft/removal/", calendar_drafts.Removal.as_view(), name="calendar_removal"),
    path("calendars/<slug:code>/draft/holidays/", calendar_imports.Holidays.as_view(), name="calendar_holidays"),
    path("calendars/<slug:code>/draft/replay/", replays.OfCalendar.as_view(), name="calendar_replay"),
]
