"""The steps until the first request is filed: done by what is there, so that leaving loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Company, Department, Service, ServiceRequest, User
from sla.models import BusinessCalendar

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, slots=True)
class Stop:
    """A page of the way, by its name below `setup:`; `short` stands in the row of all steps."""

    code: str
    short: StrOrPromise
    title: StrOrPromise
    text: StrOrPromise
    is_done: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Step:
    """A stop as it is now."""

    code: str
    short: str
    title: str
    text: str
    url: str
    is_done: bool


WAY = (
    Stop(
        "company",
        _("Company"),
        _("Name the company"),
        _("What stands at the top of every page, and which languages people can choose."),
        Company.objects.exists,
    ),
    Stop(
        "calendar",
        _("Working time"),
        _("Say when you work"),
        _("Choose your country: the usual week and its public holidays come with it."),
        BusinessCalendar.objects.exists,
    ),
    Stop(
        "departments",
        _("Departments"),
        _("Bring departments"),
        _("A few names are enough to begin; a whole list comes from a file."),
        lambda: Department.objects.running().exists(),
    ),
    Stop(
        "service",
        _("First service"),
        _("Offer the first service"),
        _("What colleagues can ask for, from a template, and how soon it is promised."),
        lambda: Service.objects.published().exists(),
    ),
    Stop(
        "mail",
        _("Mail"),
        _("Let mails leave"),
        _("See what is set, and send yourself a test."),
        lambda: settings.EMAIL_BACKEND == SMTP,
    ),
    Stop(
        "colleagues",
        _("Colleagues"),
        _("Invite colleagues"),
        _("Each gets a mail with a link to set a password."),
        lambda: User.objects.active().exclude(is_admin=True).exists(),
    ),
    Stop(
        "request",
        _("First request"),
        _("File the first request"),
        _("Try it yourself, as your colleagues will."),
        lambda: False,
    ),
)


def is_over() -> bool:
    """A request was filed: there is nothing left to walk through."""
    return ServiceRequest.objects.exists()


def left() -> list[Step]:
    """Every step with whether it is done, in an order that works; nothing once a request was filed."""
    return [] if is_over() else walked()


def walked() -> list[Step]:
    return [
        Step(
            one.code, str(one.short), str(one.title), str(one.text), reverse(f"setup:{one.code}"), is_done=one.is_done()
        )
        for one in WAY
    ]


def first_open(steps: list[Step]) -> Step:
    return next(one for one in steps if not one.is_done)
