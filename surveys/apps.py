from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SurveysConfig(AppConfig):
    name = "surveys"
    verbose_name = _("Surveys")

    def ready(self) -> None:
        from requests_app import belongings, configuration
        from requests_app.signals import request_transitioned

        from . import belonging as departments
        from . import keeping, receivers, rubrics, wording
        from .campaigns import audit as campaign_audit
        from .campaigns import wording as campaign_wording
        from .improving import survey_metrics, telling
        from .needs import telling as needs_telling
        from .questionnaires import audit, belonging
        from .suggestions import telling as suggesting
        from .training import keeping as training

        wording.register_all()
        keeping.register_all()
        belongings.register(*belonging.OURS, *departments.OURS)
        campaign_wording.register_all()
        audit.register_all()
        campaign_audit.register_all()
        telling.register_all()
        survey_metrics.register_all()
        needs_telling.register_all()
        suggesting.register_all()
        training.register_all()
        configuration.add_further("service", "rubric", _("Quality review"), rubrics.in_words)
        request_transitioned.connect(receivers.on_transition, dispatch_uid="surveys.invitations")
