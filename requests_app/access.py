"""Every question of the kind “may this person …”. Screens, API, templates and tests ask here; “not yours” is a 404.

On one's own request one is only a requester, even inside one's own department.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404

from .models import Approval, Attachment, Department, Membership, QueueView, Service, ServiceRequest, User

Thing = TypeVar("Thing")


def require(may: Callable[[User, Thing], bool], user: User, thing: Thing) -> None:
    """Raise PermissionDenied (403) unless `may(user, thing)`."""
    if not may(user, thing):
        raise PermissionDenied


# Requests


def is_requester(user: User, request: ServiceRequest) -> bool:
    """The person it is for, or the colleague who filed it for them."""
    return user.pk in (request.requester_id, request.filed_by_id)


def asks(user: User, request: ServiceRequest) -> bool:
    """The requester's side: the requester, and where a department asks the colleagues who serve there.

    Not those who serve in the department that has it as well: they are the other side.
    """
    if is_requester(user, request):
        return True
    asking = request.asking_department_id
    return asking is not None and user.works_in(asking) and not user.works_in(request.department_id)


def can_work(user: User, request: ServiceRequest) -> bool:
    """Serves in the department that holds it now, and did not ask for it: all the department's verbs."""
    return user.works_in(request.department_id) and user.pk != request.requester_id and handles(user, request)


def can_pass_on(user: User, request: ServiceRequest) -> bool:
    """What came to the triage service goes to the one it is for."""
    return request.service.is_triage and can_work(user, request)


def can_see_triage(user: User, service: Service) -> bool:
    """Who serves where it comes in."""
    return user.works_in(service.provider_id)


def can_set_triage(user: User) -> bool:
    """One service of the whole company: an admin chooses it."""
    return user.is_admin


def handles(user: User, request: ServiceRequest) -> bool:
    """May one who serves see it for that alone? A confidential service is open only to its handlers."""
    if not request.service.is_confidential or request.assignee_id == user.pk:
        return True
    return request.service.handlers.filter(pk=user.pk).exists()


def sees_notes(user: User, request: ServiceRequest) -> bool:
    """Internal notes are for those who serve, in the department that holds it or one that held it."""
    if user.pk == request.requester_id or not user.roles:
        return False
    if can_work(user, request):
        return True
    return request.legs.filter(department__in=user.roles).exists() and handles(user, request)


def reads_file(user: User, file: Attachment) -> bool:
    """Of those who see its request: the file of an internal note is for those who read notes."""
    return not file.is_internal or (file.request is not None and sees_notes(user, file.request))


def can_remove_file(user: User, file: Attachment) -> bool:
    """Whoever uploaded it, and those who work on the request; what is gone already, nobody."""
    if file.request is None or file.is_gone:
        return False
    return file.uploaded_by_id == user.pk or can_work(user, file.request)


def can_reply(user: User, request: ServiceRequest) -> bool:
    """Both sides, whoever was let in to write, and whoever is asked to approve it as long as they are."""
    sides = asks(user, request) or can_work(user, request) or writes(user, request)
    return sides or decides_now(user, request)


def takes_part(user: User, request: ServiceRequest) -> bool:
    """Somebody added them, to follow it or to write as well."""
    return any(one.user_id == user.pk for one in request.participants.all())


def writes(user: User, request: ServiceRequest) -> bool:
    return any(one.user_id == user.pk and one.can_write for one in request.participants.all())


def can_let_in(user: User, request: ServiceRequest) -> bool:
    """Add colleagues to it, and remove them: both sides, but not who was let in."""
    return is_requester(user, request) or can_work(user, request)


def can_thank(user: User, request: ServiceRequest) -> bool:
    """For work that others did; not who serves there for what they asked of themselves."""
    return is_requester(user, request) and not can_work(user, request)


def can_answer(user: User, request: ServiceRequest) -> bool:
    """Also the colleagues of the department that asks: its question must not wait until somebody is back."""
    return asks(user, request)


def can_amend(user: User, request: ServiceRequest) -> bool:
    return is_requester(user, request) or can_work(user, request)


def can_reopen(user: User, request: ServiceRequest) -> bool:
    return asks(user, request) or can_work(user, request)


def can_confirm(user: User, request: ServiceRequest) -> bool:
    """Not who serves there: an agent who noted down a call does not say for the caller that the work is good."""
    return asks(user, request) and not can_work(user, request)


def can_protect(user: User, request: ServiceRequest) -> bool:
    """Keep everything of it, whatever the rules about old data say: who leads the department that has it.

    Not for what they asked for themselves. Admins protect by number, without opening it.
    """
    return user.manages(request.department_id) and can_work(user, request) and not request.is_protected


def can_unprotect(user: User, request: ServiceRequest) -> bool:
    return user.manages(request.department_id) and can_work(user, request) and request.is_protected


def is_approver(user: User, request: ServiceRequest) -> bool:
    """Is or was asked to approve it. Whose turn it is, the verb decides: who comes late is told so."""
    return request.approvals.of(user).exists()


def decides_now(user: User, request: ServiceRequest) -> bool:
    """The request waits for this person's yes or no."""
    return voice_of(user, request) is not None


def voice_of(user: User, request: ServiceRequest) -> Approval | None:
    """What this person is asked to decide about it now, for themselves or for somebody who is away."""
    voices = request.open_round.open_voices() if request.open_round else []
    return next((voice for voice in voices if voice.approver_id == user.pk), None)


def can_set_rules(user: User, department: Department) -> bool:
    """What has to be agreed to before the department begins, and the groups that decide: its managers, and admins."""
    return user.manages(department.pk) or user.is_admin


def can_change_view(user: User, view: QueueView) -> bool:
    """A view of a queue: whoever made it, and where it is shared the managers of the department."""
    return view.owner_id == user.pk or (view.is_shared and user.manages(view.department_id))


def can_set_usual_view(user: User, department: Department) -> bool:
    """With which view everybody begins there: who leads it."""
    return user.manages(department.pk)


# Departments and administration


def can_edit_catalogue(user: User, department: Department) -> bool:
    """What a department offers, to whom and how it is described: its managers, and admins."""
    return user.manages(department.pk) or user.is_admin


def can_write_articles(user: User, department: Department) -> bool:
    """How-to articles: whoever serves there, and admins."""
    return user.works_in(department.pk) or user.is_admin


def can_announce(user: User, department: Department) -> bool:
    """Notices: whoever serves there, and admins."""
    return user.works_in(department.pk) or user.is_admin


def can_keep_information(user: User, department: Department) -> bool:
    """Published lists, plans, prices and stock: whoever serves there, and admins."""
    return user.works_in(department.pk) or user.is_admin


def can_edit_form(user: User, service: Service) -> bool:
    """Managers of the department that provides it, and admins."""
    return user.manages(service.provider_id) or user.is_admin


def can_see_team(user: User, department: Department) -> bool:
    """Who serves there, for how many hours a week, and who is away when: colleagues plan with it."""
    return user.works_in(department.pk)


def can_plan(user: User, department: Department) -> bool:
    """Sets everybody's weekly hours, and sees how much open work each of them has: who leads it."""
    return user.manages(department.pk)


def can_note_channel(user: User, service: Service) -> bool:
    """Who serves where the request goes notes down calls and visits; everybody else uses the portal."""
    return user.works_in(service.provider_id)


def can_note_down(user: User) -> bool:
    """Who serves anywhere notes down for callers and visitors what its departments offer."""
    return bool(user.roles)


def can_search_all_colleagues(user: User) -> bool:
    """Those who serve take calls from everybody; suggestions for other people stay inside their department."""
    return bool(user.roles)


def can_see_dashboard(user: User, department: Department) -> bool:
    """Managers of the department; admins see every department's figures, which name no requester."""
    return user.manages(department.pk) or user.is_admin


def can_compare_departments(user: User) -> bool:
    """How all departments keep what they promise, and where requests wait: whoever leads one of them, and admins."""
    return user.is_admin or Membership.Role.MANAGER in user.roles.values()


def require_leader(user: User) -> None:
    """Raise Http404 for who may not compare departments: a page about all of them is not theirs."""
    if not can_compare_departments(user):
        raise Http404


def can_see_asked(user: User, department: Department) -> bool:
    """What a department asks of others and how it is served: who serves in it, its head, and admins."""
    return user.works_in(department.pk) or user.is_admin or department.head_id == user.pk


def require_admin(user: User) -> None:
    if not user.is_admin:
        raise PermissionDenied
