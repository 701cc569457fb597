"""What is in a department's name beside services, people and requests, and goes along when it is merged or split.

An app registers its own kinds in `ready()`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .configuration import Action, changing
from .models import ApproverGroup, Article, CannedReply, Department, Notice, QueueView, Service, Sheet, User
from .reorganised import move_view

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Things = Mapping[str, Collection[str]]  # ids, as plain JSON, by the code of their kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Belonging:
    """Things of one kind. `move` takes one of `rows` from its department to another, and writes down who did it."""

    code: str
    label: StrOrPromise
    rows: Callable[[Department], QuerySet[Any]]
    move: Callable[[Any, Department, User], object]
    # The same rows, as far as they are about these services and no others: they go where those go.
    following: Callable[[Department, Collection[Service]], QuerySet[Any]] | None = None
    # Not chosen one by one when a department is split: `move` of something else takes them.
    is_chosen: bool = True


BELONGINGS: dict[str, Belonging] = {}


def register(*kinds: Belonging) -> None:
    BELONGINGS.update({kind.code: kind for kind in kinds})


def counts(department: Department) -> list[tuple[str, int]]:
    """How many of each kind it has, where it has some."""
    found = ((str(kind.label), kind.rows(department).count()) for kind in BELONGINGS.values())
    return [(label, number) for label, number in found if number]


def taken_along(department: Department, services: Collection[Service], chosen: Things) -> dict[str, list[str]]:
    """What was chosen, and what is about these services only."""
    found: dict[str, list[str]] = {}
    for code, kind in BELONGINGS.items():
        wanted = Q(pk__in=list(chosen.get(code, ())))
        if kind.following and services:
            wanted |= Q(pk__in=kind.following(department, services).order_by().values("pk"))
        if pks := kind.rows(department).filter(wanted).order_by("pk").values_list("pk", flat=True):
            found[code] = [str(pk) for pk in pks]
    return found


def left(department: Department, things: Things | None = None) -> Iterator[tuple[Belonging, Any]]:
    """What is still in its name: everything, or of `things` only."""
    for code, kind in BELONGINGS.items():
        rows = kind.rows(department).order_by("pk")
        if things is not None:
            rows = rows.filter(pk__in=list(things.get(code, ())))
        for thing in rows:
            yield kind, thing


def _move_published(thing: Article | Sheet | Notice, into: Department, by: User) -> None:
    rows: QuerySet[Any] = type(thing)._default_manager.filter(pk=thing.pk)
    with changing(thing, by=by, action=Action.MOVED):
        rows.update(department=into, edition=F("edition") + 1)


def _move_reply(reply: CannedReply, into: Department, by: User) -> None:
    former = reply.department
    taken = CannedReply.objects.filter(department=into, title=reply.title).exists()
    with changing(reply, by=by, action=Action.MOVED):
        reply.department = into
        # Titles are unique in a department; where it came from tells the two apart.
        reply.title = f"{reply.title[:60]} ({former.code[:16]})" if taken and former else reply.title
        reply.save(update_fields=["department", "title"])


def _about(model: type[Article] | type[Notice]) -> Callable[[Department, Collection[Service]], QuerySet[Any]]:
    def following(department: Department, services: Collection[Service]) -> QuerySet[Any]:
        of_others = Service.objects.exclude(pk__in=[one.pk for one in services])
        about: QuerySet[Any] = model._default_manager.filter(department=department, services__in=services)
        return about.exclude(services__in=of_others)

    return following


def _views_about(department: Department, services: Collection[Service]) -> QuerySet[QueueView]:
    """Shared ones that show nothing but requests of these services."""
    codes = {one.code for one in services}
    shown = ((view.pk, set(QueryDict(view.query).getlist("service"))) for view in _shared_views(department))
    return QueueView.objects.filter(pk__in=[pk for pk, chosen in shown if chosen and chosen <= codes])


def _shared_views(department: Department) -> QuerySet[QueueView]:
    return QueueView.objects.kept().filter(department=department, is_shared=True)


def _groups_about(department: Department, services: Collection[Service]) -> QuerySet[ApproverGroup]:
    of_others = Service.objects.exclude(pk__in=[one.pk for one in services])
    asked = ApproverGroup.objects.of(department).filter(rule_steps__rule__service__in=services)
    return asked.exclude(rule_steps__rule__service__in=of_others)


def _move_group(group: ApproverGroup, into: Department, by: User) -> None:
    with changing(group, by=by, action=Action.MOVED):
        group.department = into
        group.save(update_fields=["department"])


OURS: Sequence[Belonging] = (
    Belonging(
        code="article",
        label=_("Articles"),
        rows=lambda department: Article.objects.filter(department=department).select_related("shown"),
        move=_move_published,
        following=_about(Article),
    ),
    Belonging(
        code="sheet",
        label=_("Published information"),
        rows=lambda department: Sheet.objects.filter(department=department),
        move=_move_published,
    ),
    Belonging(
        code="notice",
        label=_("Notices"),
        rows=lambda department: Notice.objects.filter(department=department),
        move=_move_published,
        following=_about(Notice),
    ),
    Belonging(
        code="reply",
        label=_("Canned replies"),
        rows=lambda department: CannedReply.objects.filter(department=department),
        move=_move_reply,
    ),
    Belonging(
        code="view",
        label=_("Shared views of the queue"),
        rows=_shared_views,
        move=move_view,
        following=_views_about,
    ),
    Belonging(
        code="group",
        label=_("Groups of approvers"),
        rows=ApproverGroup.objects.of,
        move=_move_group,
        following=_groups_about,
    ),
)
