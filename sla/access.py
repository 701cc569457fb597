"""Every question of the kind “may this person … a standard”. Published standards are for everybody to read."""

from __future__ import annotations

from django.conf import settings

from requests_app import access as people_access
from requests_app.models import Department, ServiceRequest, User
from sla.models import Recalculation, ServiceStandard


def can_set_standards(user: User, _anything: object = None) -> bool:
    """The role that configures service standards."""
    return user.is_admin


def can_draft_standard(user: User, department: Department) -> bool:
    """Managers write down what their own department could promise."""
    return user.is_admin or user.manages(department.pk)


def can_draft_anything(user: User, _anything: object = None) -> bool:
    return user.is_admin or any(user.manages(department) for department in user.roles)


def can_edit_draft(user: User, standard: ServiceStandard) -> bool:
    return user.is_admin or user.manages(standard.department_id)


def can_publish(user: User, standard: ServiceStandard) -> bool:
    """Publish a draft, retire what is in force: admins, and where the installation says so the department itself."""
    return user.is_admin or (settings.MANAGERS_PUBLISH_STANDARDS and user.manages(standard.department_id))


def can_see_recalculation(user: User, job: Recalculation) -> bool:
    """Whoever may begin one."""
    return can_set_standards(user) if job.standard is None else can_publish(user, job.standard)


def can_hand_over(user: User, standard: ServiceStandard) -> bool:
    """Ask those who may publish it, for lack of the right oneself."""
    return can_edit_draft(user, standard) and not can_publish(user, standard)


def sees_comments(user: User, standard: ServiceStandard) -> bool:
    """What was said about a draft stays among those who were asked."""
    if can_edit_draft(user, standard):
        return True
    managed = [department for department in user.roles if user.manages(department)]
    return bool(managed) and standard.shared_with.filter(pk__in=managed).exists()


def can_comment(user: User, standard: ServiceStandard) -> bool:
    return standard.state == ServiceStandard.State.DRAFT and sees_comments(user, standard)


def can_tick(user: User, request: ServiceRequest) -> bool:
    """Whoever may do the work says which points of the checklist are done."""
    return people_access.can_work(user, request)
