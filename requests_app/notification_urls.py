"""Below /notifications/."""

from django.urls import path

from .views import mailbox, notifications

app_name = "notifications"
urlpatterns = [
    path("", notifications.notification_list, name="list"),
    path("count/", notifications.count, name="count"),
    path("reading/", notifications.read_all, name="read_all"),
    path("<int:pk>/", notifications.follow, name="open"),
    path("<int:pk>/reading/", notifications.read, name="read"),
    path("mailbox/", mailbox.mailbox, name="mailbox"),
    path("mailbox/<str:name>/", mailbox.message, name="message"),
]
