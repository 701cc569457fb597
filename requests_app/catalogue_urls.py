"""Below /catalogue/: what departments offer, for those who decide it."""

from django.urls import path

from .views import catalogue, routing

app_name = "catalogue"
urlpatterns = [
    path("<slug:dept>/", catalogue.index, name="index"),
    path("<slug:dept>/new/", catalogue.new, name="new"),
    path("<slug:dept>/routing/", routing.of_department, name="usual_routing"),
    path("<slug:dept>/services/<slug:code>/", catalogue.edit, name="edit"),
    path("<slug:dept>/services/<slug:code>/routing/", routing.of_service, name="routing"),
    path("<slug:dept>/services/<slug:code>/publication/", catalogue.publication, name="publication"),
    path("<slug:dept>/services/<slug:code>/triage/", catalogue.triage, name="triage"),
    path("<slug:dept>/services/<slug:code>/retirement/", catalogue.retirement, name="retirement"),
]
