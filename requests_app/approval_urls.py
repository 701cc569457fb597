"""Below /approvals/: what departments want agreed to, and the links in approvers' mails."""

from django.urls import path

from .views import approval_mail, approval_rules

app_name = "approvals"
urlpatterns = [
    path("by-mail/<str:token>/", approval_mail.by_mail, name="by_mail"),
    path("groups/<int:pk>/", approval_rules.group, name="group"),
    path("groups/<int:pk>/removal/", approval_rules.group_removal, name="group_removal"),
    path("rules/<slug:dept>/", approval_rules.overview, name="overview"),
    path("rules/<slug:dept>/groups/new/", approval_rules.group_new, name="group_new"),
    path("rules/<slug:dept>/services/<slug:code>/", approval_rules.rule, name="rule"),
]
