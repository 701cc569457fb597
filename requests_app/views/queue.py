"""A department's queue: look, take, give."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from requests_app import access, transitions
from requests_app.counting import CappedCount, in_words
from requests_app.forms import BulkAssignForm
from requests_app.models import Department, Priority, Service, ServiceRequest, User
from requests_app.moments import moment_of
from requests_app.pagination import paginate, url_with
from requests_app.phrases import sentences
from requests_app.queues import ORDERS, VIEWS, Selection
from requests_app.transitions import IllegalMove, Refused
from requests_app.types import SignedInRequest


@require_safe
def queue(request: SignedInRequest, dept: str) -> HttpResponse:
    """The whole view is in the address: view, filters, order and page."""
    now, selection = moment_of(request), Selection.of(request.GET.dict())
    rows_of = {
        view.name: CappedCount(
            view.choose(ServiceRequest.objects.held_by_outer().handled_by(request.user), request.user, now)
        )
        for view in VIEWS
        if view.is_counted
    }
    department = get_object_or_404(_own(request.user).annotate(**{f"in_{k}": v for k, v in rows_of.items()}), code=dept)
    page = paginate(request, selection.rows(department, request.user, now).for_list(), selection.order)
    context = {"department": department, "selection": selection, "page": page}
    if request.htmx and not request.htmx.boosted:
        return render(request, "requests_app/_queue_rows.html", context)
    colleagues = list(User.objects.active().working_in(department).with_absence(now).order_by("display_name"))
    return render(request, "requests_app/queue.html", {
        **context,
        "colleagues": colleagues,
        "views": _views(request, selection, department),
        "filters": _filters(request, selection, department, colleagues),
        "sorts": [_item(request, "sort", key, str(label), selection.sort) for key, (label, _o) in ORDERS.items()],
        "kept": [(k, v) for k, v in request.GET.items() if k not in ("q", "after", "before")],
        "sort_label": ORDERS[selection.sort][0],
    })  # fmt: skip


@require_POST
def next_one(request: SignedInRequest, dept: str) -> HttpResponse:
    """Take the most urgent request that nobody has."""
    department = get_object_or_404(_own(request.user), code=dept)
    taken = transitions.take_next(department, by=request.user)
    if taken is None:
        messages.info(request, _("Nothing is left to take: every open request has somebody, or waits."))
        return redirect("queue", dept)
    messages.success(request, _("#%(number)s is yours.") % {"number": taken.pk})
    return redirect("requests:detail", taken.pk)


@require_POST
def assignment(request: SignedInRequest, dept: str) -> HttpResponse:
    """Give the selected requests to one person, or to nobody; each for itself, and what failed is told by number."""
    department = get_object_or_404(_own(request.user), code=dept)
    form = BulkAssignForm(request.POST, department=department, by=request.user)
    if form.is_valid():
        _tell(request, *assign_each(form.cleaned_data["requests"], to=form.person, by=request.user))
    else:
        messages.error(request, sentences(error for errors in form.errors.values() for error in errors))
    return redirect(_way_back(request, dept))


def assign_each(
    tickets: Iterable[ServiceRequest], *, to: User | None, by: User
) -> tuple[list[ServiceRequest], list[tuple[ServiceRequest, str]]]:
    """The requests that went through, and those that did not, with the reason."""
    done, failed = [], []
    for ticket in tickets:
        if not access.can_work(by, ticket):
            failed.append((ticket, _("Nobody works on their own request.")))
            continue
        try:
            done.append(transitions.assign(ticket, to=to, by=by))
        except Refused as refusal:
            failed.append((ticket, str(refusal)))
        except IllegalMove:
            failed.append((ticket, _("It is finished already.")))
    return done, failed


def _tell(request: SignedInRequest, done: list[ServiceRequest], failed: list[tuple[ServiceRequest, str]]) -> None:
    if done:
        text = ngettext("%(count)s request assigned.", "%(count)s requests assigned.", len(done))
        messages.success(request, text % {"count": len(done)})
    for ticket, reason in failed:
        messages.warning(
            request, _("#%(number)s was not assigned: %(reason)s") % {"number": ticket.pk, "reason": reason}
        )


def _own(user: User) -> Any:
    """Departments whose queue this person sees; another one's is not found."""
    return Department.objects.with_role_of(user)


def _way_back(request: SignedInRequest, dept: str) -> str:
    url = request.POST.get("next", "")
    safe = url.startswith("/") and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return url if safe else reverse("queue", args=[dept])


# What the page offers


def _item(request: SignedInRequest, name: str, value: str, label: str, current: str) -> dict[str, Any]:
    return {"label": label, "url": url_with(request, **{name: value}), "here": value == current}


def _views(request: SignedInRequest, selection: Selection, department: Any) -> list[dict[str, Any]]:
    items = []
    for view in VIEWS:
        item = _item(request, "view", view.name, str(view.label), selection.view.name)
        count = getattr(department, f"in_{view.name}", None)
        items.append({**item, "count": None if count is None else in_words(count)})
    return items


def _filters(
    request: SignedInRequest, selection: Selection, department: Department, colleagues: list[User]
) -> list[dict[str, Any]]:
    services = Service.objects.filter(provider=department).order_by("code")
    owners = [("none", _("Nobody")), *((str(person.pk), person.display_name) for person in colleagues)]
    priorities = [(str(p.value), str(p.label)) for p in Priority]
    return [
        _filter(request, "service", _("Service"), [(s.code, str(s)) for s in services], selection.service),
        _filter(request, "priority", _("Priority"), priorities, str(selection.priority or "")),
        _filter(request, "owner", _("Works on it"), owners, selection.owner),
    ]


def _filter(
    request: SignedInRequest, name: str, label: str, choices: list[tuple[str, str]], current: str
) -> dict[str, Any]:
    return {
        "label": label,
        "value": dict(choices).get(current, ""),
        "items": [_item(request, name, value, words, current) for value, words in choices],
        "clear_url": url_with(request, **{name: None}),
    }
