"""A department's queue: look, and take what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, transitions
from requests_app.context_processors import give_frame
from requests_app.counting import CAP, in_words
from requests_app.fields.columns import Column, names_in
from requests_app.live import watch
from requests_app.models import Batch, Department, QueueView, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.moments import moment_of
from requests_app.pagination import PAGE_SIZE, PagePlace, paginate_by
from requests_app.queues import Layout, Selection, reading
from requests_app.queues.groups import counts_of, grouped_rows
from requests_app.queues.place import Place
from requests_app.queues.views import Moments
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
    at, saved = Moments.at(moment_of(request)), reading.saved_views(request.user, dept)
    if not request.GET and (first := offers.beginning(saved)):
        return redirect(offers.address_of(first))
    department = _frame(request, dept, saved, at)
    selection = Selection.of(request.GET)
    questions = selection.questions(department)
    selection = selection.knowing(questions)
    rows, read = reading.rows_of(selection, department, request.user, at)
    context = {"department": department, "selection": selection, "place": Place.of_queue(dept, request.GET)}
    context["news_url"] = offers.news_url(dept, selection, at.now)
    if selection.layout == Layout.BOARD:
        context["lanes"] = lanes_of(rows.for_list(), selection, department, request.user)
    else:
        context |= _table(request, department, rows, read, selection, questions)
    if fragment:
        return render(request, "requests_app/_queue_rows.html", {**context, "is_found": True})
    return render(
        request, "requests_app/queue.html", {**context, **_around(request, department, selection, saved, questions)}
    )


def _frame(request: SignedInRequest, dept: str, saved: Sequence[QueueView], at: Moments) -> Any:
    """The department with the numbers of its views; 404 where this person does not serve there."""
    numbers, departments = reading.served(request.user, dept, offers.kept_beside(saved), at)
    found = next((one for one in departments if one.code == dept), None)
    if found is None:
        raise Http404
    give_frame(request, numbers, departments)
    return found


def _table(
    request: SignedInRequest,
    department: Any,
    rows: ServiceRequestQuerySet,
    read: Callable[[PagePlace], list[ServiceRequest]],
    selection: Selection,
    questions: Sequence[Column],
) -> dict[str, Any]:
    headings = offers.headings(request, selection, questions)
    page = paginate_by(request, selection.order, read)
    asked = [heading.answer for heading in headings if heading.answer]
    several = bool(page.newer_url or page.older_url)
    return {
        "page": page,
        "headings": headings,
        "groups": grouped_rows(page.rows, selection.group, counts_of(rows, selection.group) if several else None),
        "names": names_in(asked, page.rows),
        "whole": _whole(department, rows, selection) if several else "",
    }


def _whole(department: Any, rows: ServiceRequestQuerySet, selection: Selection) -> str:
    """How many rows all pages have, up to the cap; in words where nobody counts."""
    if selection.view.only_grows:
        return f"{PAGE_SIZE}+"
    if selection.is_whole_view:
        return in_words(getattr(department, f"in_{selection.view.name}"))
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
    colleagues = reading.colleagues_in(department.pk, now)
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
