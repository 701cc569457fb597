"""Below /information/: what departments publish so that nobody has to ask."""

from django.urls import path

from .views import sheet_writing, sheets

app_name = "sheets"
urlpatterns = [
    path("departments/<slug:dept>/", sheets.department, name="department"),
    path("departments/<slug:dept>/new/", sheet_writing.new, name="new"),
    path("<int:pk>/", sheets.detail, name="detail"),
    path("<int:pk>/table/", sheets.table, name="table"),
    path("<int:pk>/subscription/", sheets.subscription, name="subscription"),
    path("<int:pk>/edit/", sheet_writing.edit, name="edit"),
    path("<int:pk>/confirmation/", sheet_writing.confirmation, name="confirmation"),
    path("<int:pk>/archival/", sheet_writing.archival, name="archival"),
    path("<int:pk>/publication/", sheet_writing.publication, name="publication"),
    path("<int:pk>/versions/<int:number>/", sheet_writing.version, name="version"),
    path("<int:pk>/versions/<int:number>/restoration/", sheet_writing.restoration, name="restoration"),
]
