"""A department's queue: look, and take what comes next."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, efforts, transitions
from requests_app.counting import CAP, CappedCount, in_words
from requests_app.fields.columns import Column, names_in
from requests_app.live import watch
from requests_app.models import Batch, Department, QueueView, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.moments import moment_of
from requests_app.pagination import PAGE_SIZE, paginate
from requests_app.queues import VIEWS, Layout, Selection
from requests_app.queues.columns import EFFORT
from requests_app.queues.groups import counts_of, grouped_rows
from requests_app.queues.place import Place
from requests_app.shortcuts import OF_VERBS
from requests_app.types import SignedInRequest

from . import queue_offers as offers
from .queue_board import lanes_of
from .queue_told import told

# Of the bulk bar: the icon, and the key that leads there.
BULK: dict[str, dict[str, str]] = {
    Batch.Act.ASSIGN: {"icon": "user-plus", "key": OF_VERBS["assignment"]},
    Batch.Act.PRIORITY: {"icon": "arrow-trending-up", "key": ""},
    Batch.Act.HOLD: {"icon": "pause", "key": OF_VERBS["hold"]},
    Batch.Act.REPLY: {"icon": "chat-bubble-left", "key": OF_VERBS["message"]},
    Batch.Act.PROMISE: {"icon": "calendar", "key": OF_VERBS["promise"]},
    Batch.Act.RESOLVE: {"icon": "check-circle", "key": OF_VERBS["resolution"]},
}


@require_safe
def queue(request: SignedInRequest, dept: str) -> HttpResponse:
    """The whole view is in the address: view, filters, columns, order, grouping, layout and page.

    An address that asks for nothing is the view this person begins with.
    """
    fragment = request.htmx and not request.htmx.boosted
    if not fragment:
        watch(request, follows="rows")
    now, saved = moment_of(request), saved_views(request.user, dept)
    if not request.GET and (first := offers.beginning(saved)):
        return redirect(offers.address_of(first))
    department = get_object_or_404(_counted(request.user, saved, now), code=dept)
    selection = Selection.of(request.GET)
    questions = selection.questions(department)
    selection = selection.knowing(questions)
    rows = selection.rows(department, request.user, now).for_list()
    context = {"department": department, "selection": selection, "place": Place.of_queue(dept, request.GET)}
    context["news_url"] = offers.news_url(dept, selection, now)
    if selection.layout == Layout.BOARD:
        context["lanes"] = lanes_of(rows, selection, department, request.user)
    else:
        context |= _table(request, rows, selection, questions)
    if fragment:
        return render(request, "requests_app/_queue_rows.html", context)
    return render(
        request, "requests_app/queue.html", {**context, **_around(request, department, selection, saved, questions)}
    )


def saved_views(user: User, dept: str) -> list[QueueView]:
    """All this person can use there, with how they keep each; nothing where they do not serve."""
    usable = QueueView.objects.usable_by(user).kept().filter(department__code=dept)
    return list(usable.as_kept_by(user).select_related("department").by_name())


def _counted(user: User, saved: Sequence[QueueView], now: datetime) -> Any:
    """Departments this person serves in, with what each of the views shown has, as far as that is counted."""
    held = ServiceRequest.objects.held_by_outer().handled_by(user)
    counts = {f"in_{v.name}": CappedCount(v.choose(held, user, now)) for v in VIEWS if not v.only_grows}
    for view in offers.kept_beside(saved):
        selection = Selection.of(QueryDict(view.query))
        if not selection.view.only_grows:
            counts[f"saved_{view.pk}"] = CappedCount(selection.rows(view.department, user, now))
    return own(user).annotate(**counts)


def _table(request: SignedInRequest, rows: Any, selection: Selection, questions: Sequence[Column]) -> dict[str, Any]:
    headings = offers.headings(request, selection, questions)
    if any(heading["name"] == "waits" for heading in headings):
        rows = rows.select_related("wait__reason")
    if EFFORT in selection.columns:
        rows = efforts.with_mine(rows, request.user)
    page = paginate(request, rows, selection.order)
    asked = [heading["answer"] for heading in headings if heading["answer"]]
    several = bool(page.newer_url or page.older_url)
    return {
        "page": page,
        "headings": headings,
        "groups": grouped_rows(page.rows, selection.group, counts_of(rows, selection.group) if several else None),
        "names": names_in(asked, page.rows),
        "whole": _whole(rows, selection) if several else "",
    }


def _whole(rows: ServiceRequestQuerySet, selection: Selection) -> str:
    """How many rows all pages have, up to the cap; in words where nobody counts."""
    if selection.view.only_grows:
        return f"{PAGE_SIZE}+"
    return in_words(rows.order_by().values("pk")[: CAP + 1].count())


def _around(
    request: SignedInRequest,
    department: Any,
    selection: Selection,
    saved: Sequence[QueueView],
    questions: Sequence[Column],
) -> dict[str, Any]:
    """What stands around the rows, and is not sent again when only they change."""
    now = moment_of(request)
    colleagues = list(User.objects.active().working_in(department).with_absence(now).by_name())
    current = next((view for view in saved if str(view.pk) == request.GET.get("saved")), None)
    return {
        "removed": _removed(request, department),
        "told": told(request.user, department, request.GET.get("done", "")),
        "bulk": [{"act": act, "label": label, **BULK[act]} for act, label in Batch.Act.choices],
        "colleagues": colleagues,
        "views": offers.views(request, selection, department, saved, current),
        "saved": [{"view": view, "url": offers.address_of(view)} for view in saved],
        "current": current,
        "differs": current is not None and current.query != selection.query(),
        "changes_current": current is not None and access.can_change_view(request.user, current),
        "filters": offers.filters(request, selection, department, colleagues, questions),
        "sorts": offers.sorts(request, selection),
        "grouping": None if selection.view.only_grows else offers.groups(request, selection),
        "layouts": offers.layouts(request, selection),
        "columns": offers.columns(selection, department, questions),
        "kept": offers.hidden(request, "q"),
        "kept_but_columns": offers.hidden(request, "column"),
    }


def _removed(request: SignedInRequest, department: Department) -> QueueView | None:
    """The view that was just removed, while that can be taken back."""
    number = request.GET.get("removed", "")
    if not number.isdecimal() or len(number) > 18:
        return None
    removed = QueueView.objects.changeable_by(request.user).exclude(removed_at=None)
    return removed.filter(department=department, pk=int(number)).first()


@require_POST
def next_one(request: SignedInRequest, dept: str) -> HttpResponse:
    """Take the most urgent request that nobody has."""
    department = get_object_or_404(own(request.user), code=dept)
    taken = transitions.take_next(department, by=request.user)
    if taken is None:
        messages.info(request, _("Nothing is left to take: every open request has somebody, or waits."))
        return redirect("queue", dept)
    messages.success(request, _("#%(number)s is yours.") % {"number": taken.pk})
    return redirect("requests:detail", taken.pk)


def own(user: User) -> Any:
    """Departments whose queue this person sees; another one's is not found."""
    return Department.objects.with_role_of(user)
