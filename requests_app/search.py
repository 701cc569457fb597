"""From what somebody typed to what may be meant."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Q

from .models import Service, ServiceRequest, User

LONGEST = 100


def services(user: User, text: str) -> list[Service]:
    """Services offered to this person whose name, description or department has every word, in any portal language."""
    found = Service.objects.offered_to(user).for_list().order_by("provider__code", "code")
    for word in text[:LONGEST].split():
        found = found.filter(_in_any_language("name", word) | _in_any_language("description", word) | _provider(word))
    return list(found[:8])


def requests_for(user: User, text: str) -> list[ServiceRequest]:
    """The person's own requests by title; by number whatever they may see."""
    text = text[:LONGEST].strip()
    visible = ServiceRequest.objects.visible_to(user).matching(text)
    if not text.lstrip("#").isdecimal():
        visible = visible.of(user)
    return list(visible.newest_first().for_list()[:6])


def _provider(word: str) -> Q:
    return _in_any_language("provider__name", word)


def _in_any_language(field: str, word: str) -> Q:
    found = Q()
    for code, _name in settings.LANGUAGES:
        found |= Q(**{f"{field}__{code}__icontains": word})
    return found
