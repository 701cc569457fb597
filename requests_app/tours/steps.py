"""What each tour shows, in which order, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from requests_app.models import User

from . import places

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Step:
    """A page, what on it is meant (the id of an element; empty for the whole page), and what to say about it."""

    title: StrOrPromise
    text: StrOrPromise
    place: Callable[[User], str]
    target: str = ""


@dataclass(frozen=True, slots=True)
class Tour:
    """`email` is that of the demo's person who is shown around."""

    role: str
    email: str
    icon: str
    title: StrOrPromise
    text: StrOrPromise
    steps: tuple[Step, ...]


EMPLOYEE = Tour(
    "employee",
    "li.wei@example.com",
    "user",
    _("Somebody who needs something"),
    _("Find the right department, file a request, see what was promised, say how it was."),
    (
        Step(
            _("Say what you need"),
            _("One line finds services, how-to articles and your own requests. Nobody has to know which department."),
            places.home,
            "ask",
        ),
        Step(
            _("Know what you get before you ask"),
            _("Each service says what it promises, and how often the promise was kept. The form below keeps a draft."),
            places.service,
            "about-service",
        ),
        Step(
            _("A question comes back to you"),
            _("The department needs something from you. Answer here or from the mail; until then its clock rests."),
            places.waits_for_requester,
            "waiting-title",
        ),
        Step(
            _("See how long it takes, and why"),
            _("Every promise has a clock. It counts working time only, and says what stopped it."),
            places.in_work_for_requester,
            "promised",
        ),
        Step(
            _("Done means you say so"),
            _("Solved or not, with one click. Then three taps say how it was; they become the department's figures."),
            places.done_for_requester,
            "solved-title",
        ),
        Step(
            _("Thanks that are seen"),
            _("Whoever did well can be thanked in a line. No points, no ranking."),
            places.named("thanks:wall"),
        ),
    ),
)
AGENT = Tour(
    "agent",
    "olga.petrova@example.com",
    "queue-list",
    _("Somebody who answers"),
    _("A queue sorted by the next promise, and everything one needs beside the request."),
    (
        Step(
            _("The most urgent first"),
            _("The queue is sorted by the next promise. Choose views and filters; the address keeps them."),
            places.of_it("queue"),
            "rows",
        ),
        Step(
            _("Everything beside the request"),
            _("Reply, ask, hold, promise a date, hand over. A reply and an internal note cannot be mistaken."),
            places.in_work_of_agent,
            "reply",
        ),
        Step(
            _("Why the clock says what it says"),
            _("Each clock is a bar of its run and its rests, with a sentence for every piece."),
            places.in_work_of_agent,
            "promised",
        ),
        Step(
            _("Somebody calls"),
            _("Note the call as a request: it has the same promises, and the caller can follow it."),
            places.named("intake"),
        ),
        Step(
            _("Answer before they ask"),
            _("How-to articles stand on the start page and beside the form, and count the requests they saved."),
            places.of_it("articles:department"),
        ),
        Step(
            _("Your own figures are yours"),
            _("How your work went, for you alone; your manager sees the team, not a ranking of people."),
            places.named("figures:mine"),
        ),
    ),
)
MANAGER = Tour(
    "manager",
    "maria.schulz@example.com",
    "chart-bar",
    _("Somebody who leads a department"),
    _("Five indicators with the requests behind them, standards, surveys, and what became better."),
    (
        Step(
            _("Five indicators"),
            _("Each has a definition and leads to its requests. A change is named only if it is more than chance."),
            places.of_it("dashboards:department"),
            "figures",
        ),
        Step(
            _("The company, without a league table"),
            _("Departments side by side with the doubt that small numbers carry, and where requests wait."),
            places.named("figures:company"),
        ),
        Step(
            _("What your department promises"),
            _("Draft a new version of a standard, replay it over the last 90 days, and ask for its publication."),
            places.named("sla:list"),
            "it",
        ),
        Step(
            _("Which promise applies?"),
            _("Ask for any service, person and priority: the portal says which standard it would be, and why."),
            places.named("sla:question"),
        ),
        Step(
            _("Ask, and keep the secret"),
            _("Surveys whose answers nobody can be found by; results appear only when enough people answered."),
            places.named("campaigns:list"),
        ),
        Step(
            _("Make something better, and show it"),
            _("An improvement begins with a finding and ends with the figures before and after."),
            places.named("improvements:list"),
        ),
    ),
)
ADMIN = Tour(
    "admin",
    "ada.lind@example.com",
    "adjustments-horizontal",
    _("Somebody who sets the portal up"),
    _("People, departments, calendars and standards, with a trace of every change."),
    (
        Step(
            _("Everything that can be set up"),
            _("Each door says what is behind it, and below is what was changed last."),
            places.named("administration:home"),
        ),
        Step(
            _("People and departments from a file"),
            _("Upload the list you have: it is shown first, row by row, and nothing is written until you say so."),
            places.named("people:import"),
        ),
        Step(
            _("A department is more than a name"),
            _(
                "Merge, split or close one: requests, articles and figures go where they belong, "
                "and old links still lead."
            ),
            places.named("administration:departments"),
        ),
        Step(
            _("Working time, country by country"),
            _("Weeks, holidays and moved working days; clocks follow a new version, and the past stays as it was."),
            places.named("sla:calendars"),
        ),
        Step(
            _("Who changed what"),
            _("Every change of the configuration, with before and after, to be searched and saved."),
            places.named("administration:changes"),
        ),
        Step(
            _("Is everything running?"),
            _("Jobs, mails, clocks and servers; what is late is red."),
            places.named("operations:status"),
        ),
    ),
)
TOURS = {tour.role: tour for tour in (EMPLOYEE, AGENT, MANAGER, ADMIN)}
