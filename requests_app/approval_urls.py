"""Below /approvals/: what departments want agreed to, and the links in approvers' mails."""

from django.urls import path

from .views import approval_mail

app_name = "approvals"
urlpatterns = [
    path("by-mail/<str:token>/", approval_mail.by_mail, name="by_mail"),
]
