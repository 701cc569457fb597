from __future__ import annotations

from typing import Any

from django import template
from django.db.models import QuerySet
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext as _

from requests_app.compiled import compiled
from requests_app.models import Department
from surveys.models import Improvement, TrainingSession
from surveys.training import access

register = template.Library()

SHOWN = 2


@register.inclusion_tag("improvements/_you_said.html", takes_context=True)
def you_said_we_did(context: Context, department: Department | None = None) -> dict[str, Any]:
    """The newest that departments, or this one, did about what people said. One query."""
    told = _told() if department is None else _told_by(department.pk)
    return {"told": told, "department": department, "request": context["request"]}


@compiled
def _told() -> QuerySet[Improvement]:
    return Improvement.objects.told().newest_told_first()[:SHOWN]


@compiled
def _told_by(department: int) -> QuerySet[Improvement]:
    return Improvement.objects.told().newest_told_first().filter(department=department)[:SHOWN]


@register.inclusion_tag("training/_of_improvement.html", takes_context=True)
def training_of(context: Context, improvement: Improvement) -> dict[str, Any]:
    """Its sessions, and where one may plan another."""
    user = context["request"].user
    sessions = TrainingSession.objects.filter(improvement=improvement).soonest_first().for_list(user)
    return {
        "improvement": improvement,
        "sessions": sessions,
        "plans": access.can_plan(user, improvement),
        "request": context["request"],
    }


@register.inclusion_tag("components/tabs.html")
def improving_tabs(here: str) -> dict[str, Any]:
    """From improvements to what they come from; `here` is the tab one is on."""
    tabs = {
        "improvements": (_("Improvements"), reverse("improvements:list")),
        "needs": (_("Needs studies"), reverse("needs:list")),
        "training": (_("Training needs"), reverse("training:needs")),
    }
    items = [{"label": label, "url": url, "here": name == here} for name, (label, url) in tabs.items()]
    return {"label": _("From finding to improvement"), "items": items}
