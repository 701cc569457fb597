"""Below /questions/: the library."""

from django.urls import path

from . import question_views

app_name = "questions"
urlpatterns = [
    path("", question_views.index, name="list"),
    path("new/", question_views.new, name="new"),
    path("<uuid:pk>/", question_views.edit, name="edit"),
    path("<uuid:pk>/retirement/", question_views.retirement, name="retirement"),
]
