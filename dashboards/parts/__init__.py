"""Parts of a department's page that look at single requests: each is fetched by itself, so that no page waits for them.

A part has its own address with the page's days and service; asked for without htmx it is a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

from dashboards.asked import Asked
from requests_app.readings import Steps

from . import breaches, course, demand, goals, heard, hours, needless, ways


@dataclass(frozen=True, slots=True)
class Part:
    """`build` reads what the template `dashboards/parts/_<name>.html` shows, in two steps at most."""

    title: LazyText
    build: Callable[[Asked], Steps[dict[str, Any]]]


# In the order of the page.
PARTS: dict[str, Part] = {
    "course": Part(_("Figures over time"), course.build),
    "breaches": Part(_("Why promises broke"), breaches.build),
    "hours": Part(_("Hours of the week"), hours.build),
    "ways": Part(_("Ways of requests"), ways.build),
    "needless": Part(_("Steps that may be needless"), needless.build),
    "heard": Part(_("Surveys, thanks and improvements"), heard.build),
    "demand": Part(_("What people ask for"), demand.build),
    "goals": Part(_("Goals and annotations"), goals.build),
}
