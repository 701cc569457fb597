"""@name in a text: who is meant, and whether they may read it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import F, Q, Value
from django.db.models.lookups import IStartsWith
from django.utils.translation import gettext as _

from . import readership
from .models import ServiceRequest, User
from .phrases import listed

MAX_MENTIONS = 20
# Not the @ inside an e-mail address.
_AT = re.compile(r"(?<![\w.+-])@(?=\w)")
LONGEST_NAME = 254


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`told` may read the text; `outside` are meant as well, but may not."""

    told: list[User] = field(default_factory=list)
    outside: list[User] = field(default_factory=list)

    @property
    def data(self) -> dict[str, list[int]]:
        """What the journal line keeps."""
        return {"mentions": sorted(person.pk for person in self.told)} if self.told else {}


def read(request: ServiceRequest, text: str, *, by: User | None, internal: bool = False) -> Mentioned:
    """Of everybody the text names after an @, full name or e-mail address: two statements, none without an @.

    Of namesakes those are meant who may read it.
    """
    meant = _meant(text)
    people = {person.pk: person for namesakes in meant for person in namesakes if person != by}
    if not people:
        return Mentioned()
    may = {person.pk for person in _readers(request, people.values(), internal=internal)}
    told = [person for pk, person in people.items() if pk in may]
    strangers = [group for group in meant if not any(person.pk in may or person == by for person in group)]
    return Mentioned(told, list({group[0].pk: group[0] for group in strangers}.values()))


def _readers(request: ServiceRequest, people: Iterable[User], *, internal: bool) -> list[User]:
    if internal:
        return readership.note_readers(request, list(people))
    return readership.readers([(request, list(people))])[0]


def _meant(text: str) -> list[list[User]]:
    """For each @ those whose name follows it; the longest name wins, so that “@Anna Orlova” is not Anna."""
    rests = [text[at.end() : at.end() + LONGEST_NAME] for at in _AT.finditer(text)][:MAX_MENTIONS]
    if not rests:
        return []
    named = Q()
    for rest in rests:
        words = Value(rest)
        named |= Q(IStartsWith(words, F("display_name"))) | Q(IStartsWith(words, F("email")))
    found = list(User.objects.active().exclude(display_name="").filter(named).order_by("pk"))
    return [group for rest in rests if (group := _longest(rest, found))]


def _longest(rest: str, people: list[User]) -> list[User]:
    length = {person.pk: max(_length(rest, person.display_name), _length(rest, person.email)) for person in people}
    longest = max(length.values(), default=0)
    return [person for person in people if longest and length[person.pk] == longest]


def _length(rest: str, name: str) -> int:
    """Of the name where the text begins with it, and does not go on with a longer word; else 0."""
    if not rest.casefold().startswith(name.casefold()):
        return 0
    after = rest[len(name) : len(name) + 1]
    # Chinese has no spaces: whatever follows a Chinese name does not belong to it.
    goes_on = after.isalnum() and not _is_chinese(name[-1:])
    return 0 if goes_on else len(name)


def _is_chinese(character: str) -> bool:
    return character >= "\u2e80"


def remarks(mentioned: Mentioned, *, internal: bool) -> list[str]:
    """What the writer is told about people who were named in vain."""
    if not mentioned.outside:
        return []
    names = {"names": listed(person.display_name for person in mentioned.outside)}
    if internal:
        return [_("Not told, because internal notes are only for those who serve: %(names)s") % names]
    return [_("Not told, because they cannot see this request: %(names)s. Add them as participants first.") % names]


SUGGESTIONS = 8
CONSIDERED = 60


def suggestions(request: ServiceRequest, typed: str, *, by: User, internal: bool) -> list[User]:
    """A few people to mention whose name has what was typed; only those who may read it."""
    around = Q(memberships__department__in=_departments(request)) | Q(pk__in=_involved(request))
    people = User.objects.active().filter(around).suggested_for(typed).exclude(pk=by.pk).distinct()
    considered = list(people.order_by("display_name", "pk")[:CONSIDERED])
    readers = _readers(request, considered, internal=internal)
    return sorted(readers, key=lambda one: not _begins(one, typed))[:SUGGESTIONS]


def _begins(person: User, typed: str) -> bool:
    """Does one of the names begin with it? Addresses contain most letters."""
    return any(word.startswith(typed.casefold()) for word in person.display_name.casefold().split())


def _departments(request: ServiceRequest) -> list[int]:
    former = request.legs.order_by().values_list("department", flat=True)
    return [pk for pk in {request.department_id, request.asking_department_id, *former} if pk is not None]


def _involved(request: ServiceRequest) -> set[int]:
    approvers = request.approvals.order_by().values_list("approver", flat=True)
    participants = request.participants.order_by().values_list("user", flat=True)
    return {request.requester_id, request.filed_by_id, *approvers.union(participants)}
