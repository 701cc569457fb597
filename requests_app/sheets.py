"""The verbs of published information: publish, refresh, confirm, archive, subscribe. Nothing else writes it.

Whoever serves in a department keeps it. A promise to refresh counts days of the calendar, or Monday to Friday.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from . import clock
from .configuration import Action, changing
from .models import Attachment, Department, Sheet, SheetSubscription, SheetVersion, User
from .notifications import News, notify_all
from .transitions.base import Refused, StaleForm, moment

SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What is published, for whom, who keeps it, and how often it is refreshed (`every` days; None: as needed)."""

    kind: str
    title: Mapping[str, str]
    body: Mapping[str, str]
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()
    file: UUID | None = None
    audience: str = Sheet.Audience.EVERYBODY
    audience_departments: Sequence[Department] = ()
    owner: User | None = None
    every: int | None = None
    unit: str = Sheet.Unit.WORKING_DAYS


@transaction.atomic
def begin(department: Department, published: Published, *, by: User, now: datetime | None = None) -> Sheet:
    """Publish something new."""
    sheet, at = Sheet(department=department, refreshed_at=moment(now)), moment(now)
    with changing(sheet, by=by, at=at, action=Action.PUBLISHED):
        _set(sheet, published, by=by)
        _promise(sheet, at)
        sheet.save()
        return _keep(sheet, published, by=by, at=at)


@transaction.atomic
def refresh(
    sheet: Sheet, published: Published, *, edition: int, by: User, quietly: bool = False, now: datetime | None = None
) -> Sheet:
    """Publish what it says now, and tell who subscribed. `quietly`, a small correction: it is no refresh.

    Raises StaleForm where somebody changed it since `edition` was shown.
    """
    sheet, at = _locked(sheet, edition), moment(now)
    with changing(sheet, by=by, at=at):
        _set(sheet, published, by=by)
        if not quietly:
            _promise(sheet, at)
        sheet.save()
        _keep(sheet, published, by=by, at=at)
    if not quietly and sheet.is_published:
        _tell(sheet, by=by, at=at)
    return sheet


@transaction.atomic
def restore(sheet: Sheet, version: SheetVersion, *, edition: int, by: User, now: datetime | None = None) -> Sheet:
    """Publish once more what a version said, as a new version. No refresh: nobody is told, and the promise goes on.

    Raises Refused where its file is gone, StaleForm where the information is not as `edition` showed.
    """
    sheet = _locked(sheet, edition)
    if version.file is not None and version.file.is_gone:
        raise Refused(_("The file of this version is gone."))
    at, kept = moment(now), {name: getattr(version, name) for name in ("title", "body", "columns", "rows", "file")}
    with changing(sheet, by=by, at=at):
        for name in ("title", "body", "columns", "rows"):
            setattr(sheet, name, kept[name])
        sheet.kind = _kind_of(version, sheet.kind)
        SheetVersion.objects.create(sheet=sheet, number=_next_number(sheet), at=at, by=by, **kept)
        return _touched(sheet)


def _next_number(sheet: Sheet) -> int:
    last: int | None = sheet.versions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def _kind_of(version: SheetVersion, now: str) -> str:
    """A version does not say what it was; a file stays beside what is no file any more."""
    if version.rows:
        return Sheet.Kind.TABLE
    is_file = version.file is not None and (now == Sheet.Kind.FILE or not any(version.body.values()))
    return Sheet.Kind.FILE if is_file else Sheet.Kind.TEXT


def _set(sheet: Sheet, published: Published, *, by: User) -> None:
    _check(sheet, published)
    for name in ("kind", "title", "body", "audience", "every", "unit"):
        setattr(sheet, name, getattr(published, name))
    is_table = published.kind == Sheet.Kind.TABLE
    sheet.columns = list(published.columns) if is_table else []
    sheet.rows = [list(row) for row in published.rows] if is_table else []
    sheet.owner = published.owner or by
    sheet.edition += 1


def _check(sheet: Sheet, published: Published) -> None:
    if published.kind == Sheet.Kind.TEXT and not any(published.body.values()):
        raise Refused(_("Write the text in at least one language."))
    if published.kind == Sheet.Kind.TABLE and not published.rows:
        raise Refused(_("Paste the table, or choose a CSV file."))
    if published.kind == Sheet.Kind.FILE and published.file is None and file_of(sheet) is None:
        raise Refused(_("Choose the file."))
    if published.audience == Sheet.Audience.DEPARTMENTS and not published.audience_departments:
        raise Refused(_("Say for whom it is: at least one department."))
    if published.owner is not None and not published.owner.works_in(sheet.department_id):
        raise Refused(_("%(person)s does not work in this department.") % {"person": published.owner})


def _keep(sheet: Sheet, published: Published, *, by: User, at: datetime) -> Sheet:
    """The version, the audience and the file; a new version only where something else is said."""
    sheet.audience_departments.set(published.audience_departments)
    file = _bring(sheet, published.file, by=by) if published.kind == Sheet.Kind.FILE else None
    last = sheet.versions.order_by("-number").first()
    if last is not None and file in (None, last.file) and _content(last) == _content(sheet):
        return sheet
    kept = {"title": sheet.title, "body": sheet.body, "columns": sheet.columns, "rows": sheet.rows}
    kept["file"] = file or (last.file if last else None)
    SheetVersion.objects.create(sheet=sheet, number=_next_number(sheet), at=at, by=by, **kept)
    return sheet


def _content(one: Sheet | SheetVersion) -> tuple[object, ...]:
    return dict(one.title), dict(one.body), one.columns, one.rows


def _bring(sheet: Sheet, pk: UUID | None, *, by: User) -> Attachment | None:
    if pk is None:
        return None
    file = Attachment.objects.unclaimed_by(by).select_for_update().filter(pk=pk).first()
    if file is None or file.is_gone:
        raise Refused(_("A file is no longer there, or was sent before. Add it again."))
    file.sheet = sheet
    file.save(update_fields=["sheet"])
    return file


def file_of(sheet: Sheet) -> Attachment | None:
    """The one published now."""
    if sheet.pk is None or (last := sheet.versions.select_related("file").order_by("-number").first()) is None:
        return None
    return last.file


@transaction.atomic
def confirm(sheet: Sheet, *, edition: int, by: User, now: datetime | None = None) -> Sheet:
    """Somebody looked: nothing has changed. The promise is kept, and nobody is told."""
    sheet, at = _locked(sheet, edition), moment(now)
    with changing(sheet, by=by, at=at):
        _promise(sheet, at)
        return _touched(sheet)


@transaction.atomic
def archive(sheet: Sheet, *, edition: int, by: User, now: datetime | None = None) -> Sheet:
    """Nobody else finds it any more."""
    sheet = _locked(sheet, edition)
    with changing(sheet, by=by, at=moment(now), action=Action.RETIRED):
        sheet.state = Sheet.State.ARCHIVED
        return _touched(sheet)


@transaction.atomic
def bring_back(sheet: Sheet, *, edition: int, by: User, now: datetime | None = None) -> Sheet:
    """Publish again what was archived."""
    sheet = _locked(sheet, edition)
    with changing(sheet, by=by, at=moment(now), action=Action.PUBLISHED):
        sheet.state = Sheet.State.PUBLISHED
        return _touched(sheet)


def _touched(sheet: Sheet) -> Sheet:
    sheet.edition += 1
    sheet.save()
    return sheet


def _locked(sheet: Sheet, edition: int) -> Sheet:
    current = Sheet.objects.select_for_update(no_key=True).get(pk=sheet.pk)
    if current.edition != edition:
        raise StaleForm
    return current


# The promise


def _promise(sheet: Sheet, at: datetime) -> None:
    sheet.refreshed_at = at
    sheet.due_on = due_after(today_of(sheet.department, at), sheet.every, sheet.unit) if sheet.every else None


def due_after(day: date, every: int, unit: str) -> date:
    """The last day on which something refreshed on `day` has to be refreshed again."""
    if unit != Sheet.Unit.WORKING_DAYS:
        return day + timedelta(days=every)
    while every:
        day += timedelta(days=1)
        every -= day.weekday() < SATURDAY
    return day


def today_of(department: Department, now: datetime) -> date:
    return timezone.localtime(now, department.zone).date()


# Who is told


def subscribe(sheet: Sheet, *, by: User) -> None:
    SheetSubscription.objects.get_or_create(sheet=sheet, user=by)


def unsubscribe(sheet: Sheet, *, by: User) -> None:
    SheetSubscription.objects.filter(sheet=sheet, user=by).delete()


def _tell(sheet: Sheet, *, by: User, at: datetime) -> None:
    """Who subscribed and may still read it."""
    people = User.objects.active().filter(pk__in=sheet.subscriptions.values("user")).exclude(pk=by.pk)
    if sheet.audience == Sheet.Audience.DEPARTMENTS:
        named = sheet.audience_departments.values("pk")
        people = people.filter(department__in=named) | people.filter(memberships__department=sheet.department_id)
    key = f"sheet:{sheet.pk}:{sheet.edition}"
    params = {"sheet": sheet.pk, "name": dict(sheet.title), "department": dict(sheet.department.name)}
    news = News(kind="sheet_refreshed", recipients=people.distinct(), key=key, at=at, params=params, email=False)
    notify_all([news])


def warn_stale(now: datetime | None = None) -> int:
    """Tell owners, once a promise, that it was not kept; where nobody owns it, who leads. How many."""
    at = now or clock.now()
    late = Sheet.objects.stale(at.date() + timedelta(days=1)).select_related("department", "owner")
    due = [one for one in late if one.warned_for != one.due_on and one.is_stale(today_of(one.department, at))]
    notify_all(_news(one, at) for one in due)
    for sheet in due:
        Sheet.objects.filter(pk=sheet.pk).update(warned_for=sheet.due_on)
    return len(due)


def _news(sheet: Sheet, at: datetime) -> News:
    owner = sheet.owner
    people = [owner] if owner and owner.is_active else list(User.objects.active().managing(sheet.department))
    due = str(sheet.due_on)
    params = {"sheet": sheet.pk, "name": dict(sheet.title), "due_day": due}
    return News(kind="sheet_stale", recipients=people, key=f"sheet-stale:{sheet.pk}:{due}", at=at, params=params)
