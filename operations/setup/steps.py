"""What is left to set up until the first request is filed: read from what is there, so that leaving loses nothing."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from requests_app.models import Department, Service, ServiceRequest, User
from sla.models import BusinessCalendar, ServiceStandard

SMTP = "django.core.mail.backends.smtp.EmailBackend"


@dataclass(frozen=True, slots=True)
class Step:
    title: str
    text: str
    url: str
    is_done: bool


def left() -> list[Step]:
    """Every step with whether it is done, in an order that works; nothing once a request was filed."""
    if ServiceRequest.objects.exists():
        return []
    department = Department.objects.running().order_by("pk").first()
    return [*_company(department), *_promises(department), *_people()]


def _company(department: Department | None) -> list[Step]:
    return [
        Step(
            _("Bring departments and people"),
            _("From a CSV file that is shown first, or one by one under Departments and People."),
            reverse("people:import"),
            department is not None,
        ),
    ]


def _promises(department: Department | None) -> list[Step]:
    catalogue = reverse("catalogue:index", args=[department.code]) if department else reverse("people:import")
    return [
        Step(
            _("Say when you work"),
            _("A calendar with the hours of a week; then take over the holidays of your country."),
            reverse("sla:calendar_new"),
            BusinessCalendar.objects.exists(),
        ),
        Step(
            _("Offer the first service"),
            _("What colleagues can ask a department for. Publish it, and give somebody there the role of an agent."),
            catalogue,
            Service.objects.published().exists(),
        ),
        Step(
            _("Promise something"),
            _("A standard such as: first answer within 4 working hours, done within 16."),
            reverse("sla:new"),
            ServiceStandard.objects.announced().exists(),
        ),
    ]


def _people() -> list[Step]:
    return [
        Step(
            _("Let mails leave"),
            _("Set EMAIL_URL and MAIL_FROM where the portal is started; send yourself a test mail from the outbox."),
            reverse("operations:outbox"),
            settings.EMAIL_BACKEND == SMTP,
        ),
        Step(
            _("Invite colleagues"),
            _("Each gets a mail with a link. The list of people shows who has no password yet."),
            reverse("people:invite"),
            User.objects.active().exclude(is_admin=True).exists(),
        ),
        Step(
            _("File the first request"),
            _("Try it yourself, as your colleagues will."),
            reverse("services:list"),
            False,
        ),
    ]
