"""Below /notices/: what departments announce, and one message to everybody it hits."""

from django.urls import path

from .views import notice_writing, notices, outreach

app_name = "notices"
urlpatterns = [
    path("", notices.index, name="list"),
    path("departments/<slug:dept>/", notice_writing.department, name="department"),
    path("departments/<slug:dept>/new/", notice_writing.new, name="new"),
    path("<int:pk>/", notices.detail, name="detail"),
    path("<int:pk>/me-too/", notices.me_too, name="me_too"),
    path("<int:pk>/not-me/", notices.not_me, name="not_me"),
    path("<int:pk>/edit/", notice_writing.edit, name="edit"),
    path("<int:pk>/removal/", notice_writing.removal, name="removal"),
    path("<int:pk>/ending/", notice_writing.ending, name="ending"),
    path("<int:pk>/outreach/", outreach.of_notice, name="outreach"),
    path("requests/<int:pk>/outreach/", outreach.of_problem, name="problem_outreach"),
    path("outreach/<int:pk>/", outreach.progress, name="progress"),
]
