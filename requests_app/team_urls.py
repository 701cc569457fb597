"""Below /team/: a department's people, as they plan together."""

from django.urls import path

from .views import department_hooks, effort, team

app_name = "team"
urlpatterns = [
    path("<slug:dept>/", team.roster, name="roster"),
    path("<slug:dept>/hours/<int:pk>/", team.hours, name="hours"),
    path("<slug:dept>/webhook/", department_hooks.webhook, name="webhook"),
    path("<slug:dept>/webhook/secret/", department_hooks.renew_secret, name="webhook_secret"),
    path("<slug:dept>/webhook/test/", department_hooks.try_webhook, name="webhook_test"),
    path("<slug:dept>/webhook/removal/", department_hooks.remove_webhook, name="webhook_removal"),
    path("<slug:dept>/webhook/resending/", department_hooks.resending, name="webhook_resending"),
    path("<slug:dept>/webhook/discarding/", department_hooks.discarding, name="webhook_discarding"),
    path("<slug:dept>/effort/", effort.switching, name="effort"),
]
