"""What a browser test needs of the company it files itself, by the portal's own verbs: run in the portal's process.

The demo company is another one each hour: what it holds just now no test may count on.
"""

from __future__ import annotations

from requests_app import thanking, transitions
from requests_app.models import Absence, Department, Service, User


def file(
    title: str, *, requester: str = "li.wei", worker: str = "", approver: str = "", reply: str = "", thanks: str = ""
) -> int:
    """The number of a new request to IT; people by the beginnings of their addresses.

    `worker` has taken it, wrote `reply`, asked `approver`, or is told `thanks` on the wall once it is done.
    """
    asker = person(requester)
    filed = transitions.submit(_service(), transitions.Filing(title), requester=asker, by=asker)
    if worker:
        transitions.assign(filed, to=person(worker), by=person(worker))
    if reply:
        transitions.reply(filed, reply, by=person(worker))
    if approver:
        transitions.ask_approval(filed, person(approver), "May they?", by=person(worker))
    if thanks:
        done = transitions.resolve(filed, "Done.", by=person(worker))
        thanking.show(thanking.thank(done, person(worker), thanks, by=asker), agreed=True)
    return filed.pk


def file_for_a_stand_in() -> int:
    """A company card that a colleague of Li Wei asks for: their manager is on leave, and he decides instead."""
    away = Absence.objects.filter(stand_in=person("li.wei")).latest("pk").user
    asker = away.reports.active().exclude(pk=person("li.wei").pk).earliest("pk")
    card = Service.objects.get(provider__code="finance", code="company-card")
    return transitions.submit(card, transitions.Filing("A card for the fair"), requester=asker, by=asker).pk


def person(who: str) -> User:
    found: User = User.objects.get(email__startswith=f"{who}@")
    return found


def _service() -> Service:
    """Without questions of its own."""
    it = Department.objects.get(code="it")
    return Service.objects.get_or_create(provider=it, code="in-a-browser", defaults={"name": {"en": "In a browser"}})[0]
