"""Below /webhooks/: programs that hear what happens to requests."""

from django.urls import path

from .views import hook_verbs, hooks

app_name = "hooks"
urlpatterns = [
    path("", hooks.index, name="list"),
    path("new/", hooks.new, name="new"),
    path("<int:pk>/", hooks.hook, name="hook"),
    path("<int:pk>/settings/", hooks.edit, name="edit"),
    path("<int:pk>/secret/", hook_verbs.renew_secret, name="secret"),
    path("<int:pk>/secret/end/", hook_verbs.end_former_secret, name="former_secret_end"),
    path("<int:pk>/test/", hook_verbs.test, name="test"),
    path("<int:pk>/switch/", hook_verbs.switch, name="switch"),
    path("<int:pk>/removal/", hook_verbs.remove, name="removal"),
    path("<int:pk>/resending/", hook_verbs.resend_since, name="resending"),
    path("<int:pk>/calls/<int:call>/resending/", hook_verbs.resend_one, name="call_resending"),
]
