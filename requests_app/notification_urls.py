"""Below /notifications/."""

from django.urls import path

from .views import mailbox, notifications, telling, webhooks

app_name = "notifications"
urlpatterns = [
    path("", notifications.notification_list, name="list"),
    path("reading/", notifications.read_all, name="read_all"),
    path("<int:pk>/", notifications.follow, name="open"),
    path("<int:pk>/reading/", notifications.read, name="read"),
    path("choices/", telling.choices, name="choices"),
    path("requests/<int:pk>/muting/", telling.mute, name="mute"),
    path("no-more/<str:token>/", telling.mute_by_mail, name="mute_by_mail"),
    path("webhook/", webhooks.webhook, name="webhook"),
    path("webhook/secret/", webhooks.renew_secret, name="webhook_secret"),
    path("webhook/test/", webhooks.try_webhook, name="webhook_test"),
    path("webhook/removal/", webhooks.remove_webhook, name="webhook_removal"),
    path("hosts/", webhooks.hosts, name="hosts"),
    path("hosts/<int:pk>/removal/", webhooks.remove_host, name="host_removal"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", mailbox.message, name="message"),
]
