"""Surveys below /api/v1/."""

from django.urls import path

from surveys.campaigns import api

app_name = "surveys_api"
urlpatterns = [
    path("surveys/", api.Surveys.as_view(), name="surveys"),
    path("surveys/<uuid:pk>/", api.OneSurvey.as_view(), name="survey"),
    path("surveys/<uuid:pk>/start/", api.Start.as_view(), name="start"),
    path("surveys/<uuid:pk>/cancellation/", api.Cancellation.as_view(), name="cancellation"),
    path("surveys/<uuid:pk>/closing/", api.Closing.as_view(), name="closing"),
    path("surveys/<uuid:pk>/extension/", api.Extension.as_view(), name="extension"),
    path("surveys/<uuid:pk>/copy/", api.Copy.as_view(), name="copy"),
    path("surveys/<uuid:pk>/results/", api.Results.as_view(), name="results"),
]
