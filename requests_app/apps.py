from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Requests")

    def ready(self) -> None:
        from . import receivers
        from .signals import request_transitioned

        request_transitioned.connect(receivers.on_transition, dispatch_uid="requests_app.notifications")
