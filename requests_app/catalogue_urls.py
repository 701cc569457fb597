"""Below /catalogue/: what departments offer, for those who decide it."""

from django.urls import path

from .views import catalogue, department_mail, routing, service_templates

app_name = "catalogue"
urlpatterns = [
    path("<slug:dept>/", catalogue.index, name="index"),
    path("<slug:dept>/new/", catalogue.new, name="new"),
    path("<slug:dept>/routing/", routing.of_department, name="usual_routing"),
    path("<slug:dept>/letters/", department_mail.index, name="letters"),
    path("<slug:dept>/letters/<int:pk>/", department_mail.service, name="letters_service"),
    path("<slug:dept>/services/<slug:code>/", catalogue.edit, name="edit"),
    path("<slug:dept>/services/<slug:code>/routing/", routing.of_service, name="routing"),
    path("<slug:dept>/services/<slug:code>/templates/new/", service_templates.new, name="template_new"),
    path("<slug:dept>/services/<slug:code>/templates/<int:pk>/", service_templates.edit, name="template"),
    path(
        "<slug:dept>/services/<slug:code>/templates/<int:pk>/removal/",
        service_templates.removal,
        name="template_removal",
    ),
    path("<slug:dept>/services/<slug:code>/publication/", catalogue.publication, name="publication"),
    path("<slug:dept>/services/<slug:code>/triage/", catalogue.triage, name="triage"),
    path("<slug:dept>/services/<slug:code>/retirement/", catalogue.retirement, name="retirement"),
]
