"""Which pages are measured, as whom, and how many floors they may cost."""

from __future__ import annotations

from dataclasses import dataclass

from django.test import Client

from requests_app import transitions
from requests_app.models import ServiceRequest, User
from requests_app.states import FINISHED

LI_WEI, OLGA, MARIA, ADA = "li.wei", "olga.petrova", "maria.schulz", "ada.lind"
SHORT, LONG = 30, 200  # entries of a conversation


@dataclass(frozen=True, slots=True)
class Place:
    """`floors`: what it may cost among a million requests, in answers of the least kind. A figure of our own: None."""

    key: str
    who: str
    path: str
    floors: float | None = None


def places() -> list[Place]:
    """Reads the filled company for the addresses."""
    deep = _deep()
    return [
        Place("home", LI_WEI, "/", 12),
        Place("service with its form", LI_WEI, "/services/it/new-equipment/", 9),
        Place("my requests", LI_WEI, "/requests/"),
        Place("queue", OLGA, "/queue/it/", 12),
        Place("queue, all that is finished", OLGA, "/queue/it/?view=finished", 12),
        Place("queue, deep in what is finished", OLGA, f"/queue/it/?view=finished&after=[{deep}]", 12),
        Place(f"request with {SHORT} entries", OLGA, f"/requests/{_told(SHORT)}/", 14),
        Place(f"request with {LONG} entries", OLGA, f"/requests/{_told(LONG)}/", 25),
        Place("dashboard of a department", MARIA, "/dashboards/it/", 10),
        Place("overview of the company", ADA, "/figures/", 14),
        Place("where requests waited in a year", ADA, "/figures/waited/?period=365d"),
        Place("search with one hit", OLGA, f"/search/?q={deep}", 14),
        Place("search for a common word", OLGA, "/search/?q=access", 25),
        Place("the same in Chinese", OLGA, "/search/?q=申请", 25),
        Place("the same in Russian", OLGA, "/search/?q=доступ", 25),
        Place("palette", OLGA, "/palette/?q=acc", 5),
    ]


def signed_in(who: str) -> Client:
    """Somebody's session, which any process may use; in English."""
    person = User.objects.get(email__startswith=f"{who}@")
    User.objects.filter(pk=person.pk).update(language="en")
    client = Client()
    client.force_login(person)
    return client


def _deep() -> int:
    """A finished request of the department that has a twentieth of all below it."""
    rows = ServiceRequest.objects.filter(department__code="it", status__in=FINISHED).order_by("pk")
    return rows.values_list("pk", flat=True)[rows.count() // 20]


def _told(entries: int) -> int:
    """An open request with so many entries in its conversation."""
    olga = User.objects.get(email__startswith=f"{OLGA}@")
    mine = ServiceRequest.objects.filter(assignee=olga, status="in_progress", is_live=True).order_by("pk")
    ticket = mine[0 if entries == SHORT else 1]
    for number in range(entries):
        transitions.reply(ticket, f"What we found out so far, part {number + 1}.", by=olga)
    return int(ticket.pk)
