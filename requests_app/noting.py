"""Noting down what comes by phone or at the desk: for which services, and what this person noted down before."""

from __future__ import annotations

from .models import Service, ServiceRequest, User

# So far back it is looked which services one notes down; who does it all day has them all among these.
LOOKED_AT = 50
SHOWN = 5


def services_of(user: User) -> list[Service]:
    """Published ones of the departments this person serves in, those they noted something down for first."""
    mine = Service.objects.published().filter(provider__in=user.roles)
    mine = mine.exclude(pk__in=Service.objects.hidden_from(user).values("pk")).for_list()
    noted = ServiceRequest.objects.noted_by(user).newest_first().values_list("service", flat=True)[:LOOKED_AT]
    places = {pk: place for place, pk in enumerate(dict.fromkeys(noted))}
    return sorted(mine.order_by("provider__code", "code"), key=lambda one: places.get(one.pk, len(places)))


def newest_of(user: User) -> list[ServiceRequest]:
    """What they noted down last."""
    return list(ServiceRequest.objects.noted_by(user).newest_first().for_list()[:SHOWN])


def open_requests_of(person: User, *, reader: User) -> list[ServiceRequest]:
    """What is open for the caller, as far as the reader may see it: perhaps it is what they call about."""
    rows = ServiceRequest.objects.visible_to(reader).filter(requester=person).open()
    return list(rows.newest_first().for_list()[:SHOWN])
