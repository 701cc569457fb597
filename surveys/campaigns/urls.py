"""Below /surveys/: campaigns, from the first draft to the last day."""

from django.urls import path

from surveys.secrecy import comment_views
from surveys.secrecy import views as answering

from . import step_views, views

app_name = "campaigns"
urlpatterns = [
    path("answer/<str:token>/", answering.answer, name="answer"),
    path("", views.index, name="list"),
    path("new/", step_views.new, name="new"),
    path("<uuid:pk>/", views.detail, name="detail"),
    path("<uuid:pk>/what/", step_views.what, name="what"),
    path("<uuid:pk>/whom/", step_views.whom, name="whom"),
    path("<uuid:pk>/whom/count/", step_views.counting, name="count"),
    path("<uuid:pk>/when/", step_views.when, name="when"),
    path("<uuid:pk>/check/", step_views.check, name="check"),
    path("<uuid:pk>/copy/", views.copying, name="copy"),
    path("<uuid:pk>/cancellation/", views.cancellation, name="cancellation"),
    path("<uuid:pk>/extension/", views.extension, name="extension"),
    path("<uuid:pk>/closing/", views.closing, name="closing"),
    path("<uuid:pk>/comments/", comment_views.comments, name="comments"),
    path("<uuid:pk>/comments/<uuid:comment>/", comment_views.comment, name="comment"),
    path("<uuid:pk>/removal/", views.removal, name="removal"),
]
