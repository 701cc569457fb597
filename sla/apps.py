from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SlaConfig(AppConfig):
    name = "sla"
    verbose_name = _("Service standards")

    def ready(self) -> None:
        from requests_app import working_days
        from requests_app.batches import hindrances
        from requests_app.models import Batch
        from requests_app.notifications import hours
        from requests_app.signals import request_transitioned, service_moved

        from . import (
            alerts,
            audit,
            changes,
            desk_hours,
            draft_changes,
            holidays,
            news,
            receivers,
            reorganising,
            unready,
        )

        hours.register(desk_hours.of)
        working_days.register(desk_hours.of_service)
        working_days.register_holidays(holidays.of)
        hindrances.register(Batch.Act.RESOLVE, unready.unready)

        alerts.register_all()
        audit.register_all()
        changes.register_all()
        draft_changes.register_all()
        news.register_all()
        request_transitioned.connect(receivers.on_transition, dispatch_uid="sla.clocks")
        service_moved.connect(reorganising.on_service_moved, dispatch_uid="sla.reorganising")
