"""Below /setup/."""

from django.urls import path

from . import step_views, views

app_name = "setup"
urlpatterns = [
    path("", views.index, name="index"),
    path("company/", step_views.company, name="company"),
    path("calendar/", step_views.calendar, name="calendar"),
    path("departments/", step_views.departments, name="departments"),
    path("service/", step_views.service, name="service"),
    path("mail/", step_views.mail, name="mail"),
    path("colleagues/", step_views.colleagues, name="colleagues"),
    path("request/", step_views.first_request, name="request"),
    path("<str:code>/", views.first_admin, name="first_admin"),
]
