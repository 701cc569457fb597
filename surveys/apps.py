from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        from requests_app.signals import request_transitioned

        from . import receivers, wording

        wording.register_all()
        request_transitioned.connect(receivers.on_transition, dispatch_uid="surveys.invitations")
