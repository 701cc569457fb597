from django.urls import path

from . import outbox_views, views
from .showcase import views as showcase

app_name = "operations"
urlpatterns = [
    path("livez", views.livez, name="livez"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics_text, name="metrics"),
    path("components/", showcase.index, name="components"),
    path("status/", views.status_page, name="status"),
    path("status/outbox/", outbox_views.index, name="outbox"),
    path("status/outbox/resending/", outbox_views.resending, name="resending"),
    path("status/outbox/discarding/", outbox_views.discarding, name="discarding"),
    path("status/outbox/test-mail/", outbox_views.test_mail, name="test_mail"),
]
