from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RequestsConfig(AppConfig):
    name = "requests_app"
    verbose_name = _("Requests")

    def ready(self) -> None:
        from . import (
            api_tokens,
            belongings,
            browsers,
            leaving,
            people_import,
            pseudo,
            receivers,
            reorganising,
            tracing,
            undertakings,
        )
        from .configuration import ours, published, register
        from .hooks import setting_up, switching
        from .mailbox import keeping as mailboxes
        from .notifications import dead, own_words
        from .retention import ours as retained
        from .signals import request_transitioned

        request_transitioned.connect(receivers.on_transition, dispatch_uid="requests_app.notifications")
        pseudo.install()
        tracing.connect()
        browsers.connect()
        ours.register_all()
        published.register_all()
        register(setting_up.KIND, api_tokens.KIND)
        switching.register_all()
        dead.register_all()
        own_words.register_all()
        mailboxes.register_all()
        retained.register_all()
        belongings.register(*belongings.OURS, setting_up.BELONGING, mailboxes.BELONGING)
        undertakings.register(leaving.KIND, leaving.plan.UNDERTAKING)
        undertakings.register(people_import.KIND, people_import.UNDERTAKING)
        for code, kind in reorganising.KINDS.items():
            undertakings.register(code, kind)
        leaving.register(*leaving.roles.ROLES, leaving.requests.APPROVALS, leaving.requests.WORK)
        leaving.register(leaving.assigned.GETS, leaving.recurring.RECURRING)
        leaving.register(leaving.published.ARTICLES, leaving.published.INFORMATION, leaving.published.VIEWS)
