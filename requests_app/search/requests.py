"""Requests that say what is looked for, as far as this person may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db.models import F, Func, Q, QuerySet
from django.db.models.functions import Left

from requests_app.compiled import Fixed, compiled
from requests_app.models import Message, ServiceRequest, User
from requests_app.models.requests import ServiceRequestQuerySet
from requests_app.models.visibility import notes_open_to
from requests_app.states import OPEN

from . import words
from .question import Question

# The best of so many of the newest are shown first: ranking all hits of a common word would read half the table.
RANKED = 300
# Among very many requests they are looked for among so many of the newest first: there a common word has enough.
RECENT = 100_000
FEW = 20  # as many as are shown
MOST_OF_MINE = 6
# For excerpts words are read out of so many messages, and of so many characters of each: no conversation is too long.
MOST_READ, LONGEST_READ = 200, 4000
WEIGHTS = [0.1, 0.2, 0.4, 1.0]  # of D, C (messages), B (description, answers), A (title)


@dataclass(frozen=True, slots=True)
class Hit:
    """A request, and the text of it that says what was looked for."""

    request: ServiceRequest
    excerpt: str
    in_note: bool


@dataclass(slots=True)
class _Known:
    """The newest number that a search of this process has seen: only a hint where to begin."""

    newest: int = 0

    def recent(self) -> int | None:
        """Above which number is recent; None among few requests, where asking twice would cost more than it spares."""
        return self.newest - RECENT if self.newest > 2 * RECENT else None


KNOWN = _Known()


def matching(rows: ServiceRequestQuerySet, text: str, user: User, *, typing: bool = False) -> ServiceRequestQuerySet:
    """Those of the rows that have every word, or the number; in internal notes only where this person reads them."""
    return _matching(rows, words.tsquery(text, typing=typing), number_of(text), user)


def _matching(rows: ServiceRequestQuerySet, raw: str, number: int | None, user: User) -> ServiceRequestQuerySet:
    found = _saying(words.of(raw), user) if raw else Q()
    if number is not None:
        found |= Q(pk=number)
    return rows.filter(found) if found else rows.none()


def number_of(text: str) -> int | None:
    number = text.strip().lstrip("#")
    return int(number) if number.isdecimal() and len(number) < 19 else None


def _saying(asked: SearchQuery, user: User) -> Q:
    found, *in_notes = _ways_to_say(asked, user)
    return found | in_notes[0] if in_notes else found


def _ways_to_say(asked: SearchQuery, user: User) -> list[Q]:
    """In public, and for those who serve in notes they read: each has an index."""
    public = Q(words__public=asked)
    if not user.roles and not user.is_superuser:
        return [public]
    return [public, Q(words__everything=asked) & notes_open_to(user)]


def each_way_answering(
    question: Question, user: User, now: datetime, *, typing: bool = False
) -> list[ServiceRequestQuerySet]:
    """Everything this person may see that fits and has the words, in parts that overlap, each read by its own index."""
    ways = question.narrow(ServiceRequest.objects.all(), user, now).each_way_visible_to(user)
    return [matching(way, question.text, user, typing=typing) if question.text else way for way in ways]


def best(question: Question, user: User, now: datetime, *, most: int, typing: bool = False) -> list[ServiceRequest]:
    """The `most` best of the RANKED newest: the one of that number, then by rank, in which the title weighs most.

    Of like rank, what is open comes first, then what is newer.
    """
    raw, number = words.tsquery(question.text, typing=typing), number_of(question.text)
    if question.asked:
        found = list(_newest_of(each_way_answering(question, user, now, typing=typing)))
    else:
        found = _newest(user, raw or None, number, KNOWN.recent()) if raw or number is not None else []
        # Two stretches, each newest first.
        found.sort(reverse=True)
    KNOWN.newest = max(KNOWN.newest, *found[:1], 0)
    if not raw:
        return _shown(found[:most])
    # Only those that are shown are read as a whole.
    places = sorted(
        (pk != number, -round(near or 0, 1), status not in OPEN, -pk)
        for pk, near, status in (_ranked(_padded(found, RANKED), raw) if found else [])
    )
    return _shown([-place[-1] for place in places[:most]])


@compiled
def _newest(user: User, raw: str | None, number: int | None, recent: int | None) -> QuerySet[ServiceRequest, int]:
    """Of everything this person may see that has the words, or the number; what is older only if too few are recent."""
    requests = ServiceRequest.objects.all()
    found = [_matching(way, raw, None, user) for way in requests.each_way_visible_to(user)] if raw else []
    if number is not None:
        # Beside the words, a number would keep every way from the index of the words.
        found.append(requests.visible_to(user).filter(pk=number))
    if recent is None:
        return _newest_of(found)
    newer = _newest_of([part.filter(pk__gt=recent) for part in found])
    # PostgreSQL reads the second part only where the first is not enough.
    return newer.union(_newest_of([part.filter(pk__lte=recent) for part in found]), all=True)[:RANKED]


def _newest_of(found: Sequence[ServiceRequestQuerySet]) -> QuerySet[ServiceRequest, int]:
    """Ids of the RANKED newest of these parts.

    Every way to see a request is read for itself, newest first: of their sum PostgreSQL cannot tell whether to begin
    with the words or with the newest, and takes half a second where it is wrong.
    """
    parts = [part.newest_first().values_list("pk", flat=True)[:RANKED] for part in found if not part.query.is_empty()]
    if len(parts) < 2:
        return parts[0] if parts else ServiceRequest.objects.none().values_list("pk", flat=True)
    return parts[0].union(*parts[1:]).order_by("-pk")[:RANKED]


@compiled
def _ranked(numbers: tuple[int, ...], raw: str) -> QuerySet[ServiceRequest, tuple[int, float, str]]:
    rank = SearchRank(F("words__public"), words.of(raw), weights=WEIGHTS)
    return ServiceRequest.objects.filter(pk__in=numbers).order_by().values_list("pk", rank, "status")


def _padded(numbers: Sequence[int], most: int) -> tuple[int, ...]:
    """One of two lengths, so that it takes two statements, however many were found."""
    length = most if len(numbers) > FEW else FEW
    return (*numbers, *[numbers[-1]] * (length - len(numbers)))


def _shown(numbers: Sequence[int]) -> list[ServiceRequest]:
    """In this order."""
    found = {one.pk: one for one in _as_listed(_padded(numbers, RANKED))} if numbers else {}
    return [found[pk] for pk in numbers if pk in found]


@compiled
def _as_listed(numbers: tuple[int, ...]) -> ServiceRequestQuerySet:
    return ServiceRequest.objects.filter(pk__in=numbers).for_list()


def of_my_own(user: User, text: str) -> list[ServiceRequest]:
    """What this person asked for, while they type; by number whatever they may see."""
    visible = ServiceRequest.objects.visible_to(user)
    rows = visible if number_of(text) is not None else visible.of(user)
    return list(matching(rows, text, user, typing=True).newest_first().for_list()[:MOST_OF_MINE])


def hits(found: Sequence[ServiceRequest], question: Question, user: User) -> list[Hit]:
    """Each with the text that says it: the message this person may read that says most of it, else the description."""
    raw = words.tsquery(question.text, any_word=True)
    said: dict[int, Message] = {}
    if raw and found:
        numbers, limits = _padded([one.pk for one in found], RANKED), (MOST_READ, LONGEST_READ)
        said = {one.request_id: one for one in _messages_saying(raw, numbers, user, Fixed(limits))}  # type: ignore[arg-type]
    return [_hit(one, said.get(one.pk)) for one in found]


@compiled
def _messages_saying(raw: str, found: tuple[int, ...], user: User, limits: tuple[int, int]) -> QuerySet[Message]:
    """Of each of these requests the message that this person may read and that says most of it.

    Of the newest so many messages of all, so many characters of each.
    """
    newest_read, longest = limits
    asked = words.of(raw)
    open_notes = ServiceRequest.objects.filter(pk__in=found).filter(notes_open_to(user))
    readable = Message.objects.filter(request__in=found).filter(
        ~Q(kind=Message.Kind.NOTE) | Q(request__in=open_notes.values("pk"))
    )
    newest = Message.objects.filter(pk__in=readable.order_by("-at").values("pk")[:newest_read])
    beginning = Left("text", longest)
    said = Func(beginning, function="public.search_words", output_field=SearchVectorField())
    saying = newest.annotate(said=said).filter(said=asked).annotate(rank=SearchRank(F("said"), asked))
    return saying.order_by("request", "-rank", "-at").distinct("request")


def _hit(request: ServiceRequest, message: Message | None) -> Hit:
    if message is None:
        return Hit(request, request.description, in_note=False)
    return Hit(request, message.text, in_note=message.is_internal)
