"""Every question of the kind “may this person … a standard”. Published standards are for everybody to read."""

from __future__ import annotations

from requests_app.models import User
from sla.models import ServiceStandard


def can_set_standards(user: User, _anything: object = None) -> bool:
    """The role that configures service standards."""
    return user.is_admin


def can_see(user: User, standard: ServiceStandard) -> bool:
    """A draft is for those who set standards and for those who will have to keep it."""
    return standard.state != ServiceStandard.State.DRAFT or user.is_admin or user.manages(standard.department_id)
