"""A service goes to another department: what is promised for it goes along."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from requests_app.models import Department, Service, User
from sla import proposals, standards
from sla.models import Scope, ServiceStandard


def on_service_moved(sender: type, service: Service, former: Department, by: User, at: datetime, **kwargs: Any) -> None:
    """Its own standards are the other department's from now on, history and all.

    Where the former one's default counted, the service gets it as its own: nothing promised lapses with the move.
    """
    own = ServiceStandard.objects.filter(service=service)
    own.update(department=service.provider)
    if own.in_force(at).filter(requester_department=None, priority=None).exists():
        return
    defaults = ServiceStandard.objects.in_force(at).filter(department=former, service=None)
    for default in defaults.select_related("calendar"):
        scope = Scope(service.provider_id, service.pk, default.requester_department_id, default.priority)
        if not ServiceStandard.objects.of_scope(scope).exists():
            draft = standards.draft(scope, proposals.said_by(default), by=by)
            standards.publish(draft, by=by, now=at)
