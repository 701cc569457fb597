"""The doors of the administration: every screen on which an admin sets something up, by subject."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext


@dataclass(frozen=True, slots=True)
class Door:
    title: str
    text: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    doors: list[Door]


def doors() -> list[Group]:
    return [
        Group(_("People and departments"), _of_people()),
        Group(_("Requests"), _of_requests()),
        Group(_("Promises"), _of_promises()),
        Group(pgettext("administration", "The portal itself"), _of_the_portal()),
    ]


def _of_people() -> list[Door]:
    return [
        Door(
            _("People"),
            _("Invite, change, give roles, hand work on when somebody leaves"),
            "users",
            reverse("people:list"),
        ),
        Door(
            _("Import a list"),
            _("People and departments from a file"),
            "arrow-up-tray",
            reverse("people:import"),
        ),
        Door(
            _("Departments"),
            _("Begin, rename, move, merge, split and close"),
            "building-office",
            reverse("administration:departments"),
        ),
        Door(
            _("Absence and stand-in"),
            _("Who is away, and who decides meanwhile"),
            "calendar-days",
            reverse("absences:list"),
        ),
    ]


def _of_requests() -> list[Door]:
    return [
        Door(
            _("Priorities"),
            _("How a priority follows from impact and urgency"),
            "chart-bar",
            reverse("administration:priorities"),
        ),
        Door(
            _("Waiting reasons"),
            _("Why work may rest, in the company's words"),
            "pause",
            reverse("administration:waiting_reasons"),
        ),
    ]


def _of_promises() -> list[Door]:
    return [
        Door(
            _("Service standards"),
            _("What departments promise, and from when on"),
            "document-check",
            reverse("sla:list"),
        ),
        Door(
            _("Calendars"),
            _("Working hours, holidays and moved working days"),
            "calendar",
            reverse("sla:calendars"),
        ),
        Door(
            _("Recalculations"),
            _("Clocks that follow new hours or another standard"),
            "arrow-path",
            reverse("sla:recalculations"),
        ),
    ]


def _of_the_portal() -> list[Door]:
    return [
        Door(
            _("Name and languages"),
            _("What the company is called, and in which languages it works"),
            "building-office-2",
            reverse("administration:company"),
        ),
        Door(
            _("Changes of configuration"),
            _("Who changed what and when, before and after"),
            "clock",
            reverse("administration:changes"),
        ),
        Door(
            _("How long data is kept"),
            _("Rules that remove old data by night, counted beforehand"),
            "archive-box",
            reverse("administration:retention"),
        ),
        Door(
            _("Status"),
            _("Jobs, queues, outbox, clocks and servers"),
            "server-stack",
            reverse("operations:status"),
        ),
        Door(
            _("Texts of mails"),
            _("What messages say, in the company's own words"),
            "chat-bubble-bottom-center-text",
            reverse("administration:mails"),
        ),
        Door(
            _("Mailboxes"),
            _("Addresses people can write to, and what a letter becomes"),
            "at-symbol",
            reverse("administration:mailboxes"),
        ),
        Door(
            _("Letters"),
            _("What came by mail and was set aside, and addresses that fail"),
            "inbox-arrow-down",
            reverse("administration:letters"),
        ),
        Door(
            _("Outbox"),
            _("Mails that were given up, sent again or discarded, and a test mail"),
            "envelope",
            reverse("operations:outbox"),
        ),
        Door(
            _("Access for programs"),
            _("Service accounts, and every token of the API"),
            "key",
            reverse("administration:api_access"),
        ),
        Door(
            _("Webhooks"),
            _("Programs that hear what happens to requests, with a log of each"),
            "link",
            reverse("hooks:list"),
        ),
        Door(
            _("Direct editing"),
            _("Tables behind the screens, for when a screen is missing"),
            "table-cells",
            reverse("admin:index"),
        ),
    ]
