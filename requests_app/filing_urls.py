"""Other ways to file than the page of a service: noted down for a caller, or without knowing whom to ask."""

from django.urls import path

from .views import intake, triage

urlpatterns = [
    path("intake/", intake.intake, name="intake"),
    path("intake/caller/", intake.caller, name="intake_caller"),
    path("unsure/", triage.unsure, name="unsure"),
    path("unsure/guesses/", triage.guesses, name="unsure_guesses"),
    path("triage/", triage.queue, name="triage"),
]
