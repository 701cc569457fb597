"""Which requests are not ready to be marked as done among many: their checklist is open, or nobody else checked it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from django.utils.translation import gettext as _

from requests_app.models import ServiceRequest, User
from sla.models import ChecklistCheck, ChecklistTick, Clock, Metric


def unready(requests: Collection[int], by: User) -> dict[int, str]:
    """Why by id, for whoever marks them as done; four statements. What was imported follows no checklist here."""
    standards = _standards(requests)
    if not standards:
        return {}
    ticked: dict[int, set[str]] = defaultdict(set)
    for number, key in ChecklistTick.objects.filter(request__in=standards).values_list("request", "key"):
        ticked[number].add(key)
    checked = dict(ChecklistCheck.objects.filter(request__in=standards).values_list("request", "by"))
    workers = dict(ServiceRequest.objects.filter(pk__in=standards).values_list("pk", "assignee"))
    found: dict[int, str] = {}
    for number, (keys, wants_check) in standards.items():
        if open_points := keys - ticked[number]:
            found[number] = _points_open(len(open_points), len(keys))
        elif wants_check and checked.get(number) in (None, workers[number] or by.pk):
            found[number] = _("A colleague has to check its checklist first.")
    return found


def _points_open(count: int, total: int) -> str:
    return _("Its checklist is not ticked off: %(open)s of %(total)s points are open.") % {
        "open": count,
        "total": total,
    }


def _standards(requests: Collection[int]) -> dict[int, tuple[set[str], bool]]:
    """Of requests whose standard has a checklist: the keys of its points, and whether a colleague has to look.

    The same choice as `checklists.standard_of`, for many at once.
    """
    own = Clock.objects.filter(request__in=requests, request__is_live=True, standard__isnull=False)
    newest = own.exclude(metric=Metric.OLA).order_by("request", "-metric", "-cycle").distinct("request")
    rows = newest.values_list("request", "standard__checklist", "standard__checked_by_another")
    return {number: ({point["key"] for point in points}, check) for number, points, check in rows if points}
