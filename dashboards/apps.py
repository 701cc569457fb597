from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DashboardsConfig(AppConfig):
    name = "dashboards"
    verbose_name = _("Dashboards")

    def ready(self) -> None:
        from requests_app.signals import request_transitioned, zone_changed
        from sla.signals import clocks_changed
        from surveys.signals import rating_saved

        from . import proof, receivers
        from .meetings import keeping as meetings
        from .morning import telling as morning
        from .reports import telling as reports
        from .steering import keeping as steering

        proof.register_all()
        steering.register_all()
        meetings.register_all()
        morning.register_all()
        reports.register_all()
        request_transitioned.connect(receivers.on_transition, dispatch_uid="dashboards.marks")
        clocks_changed.connect(receivers.on_clocks_changed, dispatch_uid="dashboards.marks")
        rating_saved.connect(receivers.on_rating_saved, dispatch_uid="dashboards.marks")
        zone_changed.connect(receivers.on_zone_changed, dispatch_uid="dashboards.marks")
