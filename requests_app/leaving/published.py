"""What a person keeps up to date for a department: articles, published information, views others use as well."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from requests_app.configuration import changing
from requests_app.models import Article, Department, QueueView, Sheet, User
from requests_app.models.people import UserQuerySet
from requests_app.undertakings import Step

from .holdings import Holding, Item, Moved

Kept = Article | Sheet


def _articles(person: User) -> QuerySet[Article]:
    return Article.objects.filter(owner=person).exclude(state=Article.State.ARCHIVED)


def _sheets(person: User) -> QuerySet[Sheet]:
    return Sheet.objects.filter(owner=person).exclude(state=Sheet.State.ARCHIVED)


def _views(person: User) -> QuerySet[QueueView]:
    return QueueView.objects.kept().filter(owner=person, is_shared=True)


def _colleagues(department: Department, person: User) -> UserQuerySet:
    serving: UserQuerySet = User.objects.active().working_in(department)
    return serving.exclude(pk=person.pk).by_name()


def _manager(department: Department, person: User) -> User | None:
    managing: UserQuerySet = User.objects.active().managing(department)
    return managing.exclude(pk=person.pk).by_name().first()


def _by_department(rows: QuerySet[Article] | QuerySet[Sheet] | QuerySet[QueueView]) -> list[tuple[Department, int]]:
    counts = dict(rows.order_by().values_list("department").annotate(number=Count("pk")))
    departments = Department.objects.in_bulk(list(counts))
    return [(departments[pk], counts[pk]) for pk in sorted(counts)]


def _article_items(person: User) -> list[Item]:
    return [
        _item("articles", _("Articles of %(department)s") % {"department": one}, one, count, person)
        for one, count in _by_department(_articles(person))
    ]


def _sheet_items(person: User) -> list[Item]:
    return [
        _item("information", _("Published information of %(department)s") % {"department": one}, one, count, person)
        for one, count in _by_department(_sheets(person))
    ]


def _item(code: str, title: str, department: Department, count: int, person: User) -> Item:
    return Item(
        code=f"{code}:{department.pk}",
        title=title,
        count=count,
        takers=_colleagues(department, person),
        otherwise=_("A manager of the department"),
        proposed=_manager(department, person),
    )


def _hand_on_articles(moved: Moved) -> Iterator[Step]:
    for article in _articles(moved.person).filter(department=moved.about).select_related("shown").order_by("pk"):
        yield Step(f"article:{article.pk}", str(article), partial(_give, article, moved))


def _hand_on_sheets(moved: Moved) -> Iterator[Step]:
    for sheet in _sheets(moved.person).filter(department=moved.about).order_by("pk"):
        yield Step(f"sheet:{sheet.pk}", str(sheet), partial(_give, sheet, moved))


def _give(thing: Kept, moved: Moved) -> None:
    """To whoever was chosen, else to a manager; where the department has none, it is nobody's until somebody is."""
    kept: Kept = type(thing).objects.select_for_update(no_key=True).get(pk=thing.pk)
    with changing(kept, by=moved.by):
        kept.owner = moved.taker or _manager(kept.department, moved.person)
        kept.edition += 1
        kept.save(update_fields=["owner", "edition"])


# Views of a queue that colleagues use as well


def _view_items(person: User) -> list[Item]:
    return [
        Item(
            code=f"views:{one.pk}",
            title=_("Shared views of the queue of %(department)s") % {"department": one},
            count=count,
            takers=_colleagues(one, person),
            otherwise=_("They stay, and managers change them"),
            proposed=_manager(one, person),
        )
        for one, count in _by_department(_views(person))
    ]


def _hand_on_views(moved: Moved) -> Iterator[Step]:
    if moved.taker is None:
        return
    for view in _views(moved.person).filter(department=moved.about).order_by("pk"):
        yield Step(f"view:{view.pk}", view.name, partial(_give_view, view, moved.taker, moved))


@transaction.atomic
def _give_view(view: QueueView, taker: User, moved: Moved) -> None:
    theirs = QueueView.objects.kept().filter(department=view.department_id, owner=taker, name=view.name)
    with changing(view, by=moved.by):
        if theirs.exists():
            view.name = f"{view.name[:40]} ({moved.person.display_name[:16]})"
        view.owner = taker
        view.save(update_fields=["owner", "name"])


ARTICLES = Holding("articles", _article_items, _hand_on_articles)
INFORMATION = Holding("information", _sheet_items, _hand_on_sheets)
VIEWS = Holding("views", _view_items, _hand_on_views)
