"""Which pages are measured, as whom, and how many floors they may cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

from django.test import Client

from requests_app import api_tokens, clock, transitions
from requests_app.models import Service, ServiceRequest, User
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


@dataclass(frozen=True, slots=True)
class Write:
    """What is sent, as a person's form or as a program's JSON; `body` differs each time, or it would be one filing."""

    key: str
    who: str
    path: str
    body: Callable[[], dict[str, str]]
    floors: float
    is_api: bool = False


def writes() -> list[Write]:
    """Reads the filled company for the addresses. Everything that a verb does in its transaction is in them."""
    offered = Service.objects.published().filter(provider__code="it", forms=None).order_by("pk")
    code = offered.values_list("code", flat=True)[0]
    number = count(1)

    def filing() -> dict[str, str]:
        return {"title": f"Another one, no. {next(number)}", "impact": "2", "urgency": "2"}

    def reply() -> dict[str, str]:
        return {"text": f"We have looked into it, no. {next(number)}."}

    return [
        Write("filing by form", LI_WEI, f"/services/it/{code}/", filing, 8),
        Write("filing by API", LI_WEI, "/api/v1/requests/", lambda: {"service": f"it/{code}", **filing()}, 7, True),
        Write("reply", OLGA, f"/requests/{_held(2).pk}/message/", reply, 8),
    ]


def token_of(who: str) -> str:
    """Of a program that acts for somebody."""
    person = User.objects.get(email__startswith=f"{who}@")
    wish = api_tokens.Wish("Bench", "write", days=1)
    return api_tokens.make(person, wish, by=person, now=clock.now())[1]


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
    ticket = _held(0 if entries == SHORT else 1)
    for number in range(entries):
        transitions.reply(ticket, f"What we found out so far, part {number + 1}.", by=olga)
    return int(ticket.pk)


def _held(place: int) -> ServiceRequest:
    """One of those that Olga works on."""
    olga = User.objects.get(email__startswith=f"{OLGA}@")
    return ServiceRequest.objects.filter(assignee=olga, status="in_progress", is_live=True).order_by("pk")[place]
