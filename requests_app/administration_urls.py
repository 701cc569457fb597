"""Below /administration/."""

from django.urls import path

from .views import administration, api_access, company, departments, mails, protections, retention

app_name = "administration"
urlpatterns = [
    path("", administration.home, name="home"),
    path("company/", company.names, name="company"),
    path("departments/", departments.index, name="departments"),
    path("departments/new/", departments.new, name="department_new"),
    path("departments/<int:pk>/", departments.edit, name="department"),
    path("departments/<int:pk>/closing/", departments.closing, name="department_closing"),
    path("departments/<int:pk>/opening/", departments.opening, name="department_opening"),
    path("departments/<int:pk>/merger/", departments.merger, name="department_merger"),
    path("departments/<int:pk>/split/", departments.split, name="department_split"),
    path("departments/<int:pk>/progress/", departments.progress, name="department_progress"),
    path("departments/<int:pk>/progress/attempt/", departments.attempt, name="department_attempt"),
    path("priorities/", company.priorities, name="priorities"),
    path("waiting-reasons/", company.reasons, name="waiting_reasons"),
    path("waiting-reasons/new/", company.reason_new, name="waiting_reason_new"),
    path("waiting-reasons/<int:pk>/", company.reason, name="waiting_reason"),
    path("waiting-reasons/<int:pk>/place/", company.reason_place, name="waiting_reason_place"),
    path("mails/", mails.index, name="mails"),
    path("mails/<str:kind>/<str:language>/", mails.edit, name="mail"),
    path("mails/<str:kind>/<str:language>/portal/", mails.giving_up, name="mail_giving_up"),
    path("retention/", retention.rules, name="retention"),
    path("protections/", protections.index, name="protections"),
    path("protections/<int:pk>/end/", protections.end, name="protection_end"),
    path("services/<int:pk>/", administration.service, name="service"),
    path("api/", api_access.overview, name="api_access"),
    path("api/accounts/<int:pk>/", api_access.service_account, name="service_account"),
    path("api/tokens/<int:pk>/revocation/", api_access.any_revocation, name="token_revocation"),
    path("changes/", administration.changes, name="changes"),
    path("changes/export/", administration.changes_export, name="changes_export"),
]
