"""The verbs of how-to articles: write, publish, archive, restore, review, and what readers say of them.

Whoever serves in a department writes its articles. Texts wait in a draft until they are published; services, owner and
review day count at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import clock
from .attachments import storing
from .configuration import Action, changing
from .models import (
    Article,
    ArticleAnswer,
    ArticleSolution,
    ArticleVersion,
    Attachment,
    Department,
    Service,
    User,
)
from .notifications import News, notify_all
from .transitions.base import Refused, StaleForm, moment

# What a new article proposes, and what “still right” grants.
REVIEWED_FOR = timedelta(days=182)
# Over which the requests not filed are counted.
COUNTED_FOR = timedelta(days=90)
MOST_FILES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What an article says and to whom it belongs. `files` come to it, those in `removed` go for good."""

    title: Mapping[str, str]
    body: Mapping[str, str]
    services: Sequence[Service] = ()
    owner: User | None = None
    review_on: date | None = None
    files: Sequence[UUID] = ()
    removed: Sequence[UUID] = ()


@transaction.atomic
def begin(department: Department, written: Written, *, by: User, now: datetime | None = None) -> Article:
    """A new article, as a draft that only the department sees."""
    article = Article.objects.create(department=department)
    return _write(article, written, by=by, at=moment(now))


@transaction.atomic
def write(article: Article, written: Written, *, edition: int, by: User, now: datetime | None = None) -> Article:
    """Save the draft, begun where there is none. Raises StaleForm where somebody changed it since `edition`."""
    return _write(_locked(article, edition), written, by=by, at=moment(now))


def _write(article: Article, written: Written, *, by: User, at: datetime) -> Article:
    _check(article, written)
    with _noted(article, by=by, at=at):
        article.owner, article.review_on = written.owner or by, written.review_on
        article.edition += 1
        article.save()
        article.services.set(written.services)
    _remove_files(article, written.removed)
    _bring_files(article, written.files, by=by)
    if _says_something_new(article, written):
        _save_draft(article, written.title, written.body, by=by, at=at)
    return article


def _noted(article: Article, *, by: User, at: datetime, action: str = "") -> AbstractContextManager[None]:
    """What readers see of it is configuration; what nobody was shown yet is not."""
    is_draft = article.state == Article.State.DRAFT and not action
    return nullcontext() if is_draft else changing(article, by=by, at=at, action=action)


def _check(article: Article, written: Written) -> None:
    if any(service.provider_id != article.department_id for service in written.services):
        raise Refused(_("An article is about services of its own department."))
    if written.owner is not None and not written.owner.works_in(article.department_id):
        raise Refused(_("%(person)s does not work in this department.") % {"person": written.owner})


def _says_something_new(article: Article, written: Written) -> bool:
    newest = article.versions.newest_first().first()
    return newest is None or (dict(newest.title), dict(newest.body)) != (dict(written.title), dict(written.body))


def _save_draft(
    article: Article, title: Mapping[str, str], body: Mapping[str, str], *, by: User, at: datetime
) -> ArticleVersion:
    draft = article.versions.drafts().first()
    if draft is None:
        last: int | None = article.versions.aggregate(last=Max("number"))["last"]
        draft = ArticleVersion(article=article, number=(last or 0) + 1)
    draft.title, draft.body = title, body
    draft.edited_at, draft.edited_by = at, by
    draft.save()
    return draft


def _bring_files(article: Article, ids: Iterable[UUID], *, by: User) -> None:
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return
    files = list(Attachment.objects.unclaimed_by(by).select_for_update().filter(pk__in=wanted))
    if len(files) < len(wanted) or any(file.is_gone for file in files):
        raise Refused(_("A file is no longer there, or was sent before. Add it again."))
    if article.attachments.count() + len(files) > MOST_FILES:
        raise Refused(
            ngettext("An article has at most %(count)s file.", "An article has at most %(count)s files.", MOST_FILES)
            % {"count": MOST_FILES}
        )
    Attachment.objects.filter(pk__in=wanted).update(article=article)


def _remove_files(article: Article, ids: Sequence[UUID]) -> None:
    for file in article.attachments.select_for_update().filter(pk__in=ids):
        storing.drop_content(file)
        file.delete()


@transaction.atomic
def publish(article: Article, *, edition: int, by: User, now: datetime | None = None) -> Article:
    """Show the draft from now on; without one, what an archived article showed last."""
    article, at = _locked(article, edition), moment(now)
    draft = article.versions.drafts().first()
    if draft is None and (article.is_published or article.shown is None):
        raise Refused(_("There is no draft to publish."))
    if draft is not None:
        if not any(draft.body.values()):
            raise Refused(_("Write the text in at least one language."))
        draft.published_at, draft.published_by = at, by
        draft.save(update_fields=["published_at", "published_by"])
    with _noted(article, by=by, at=at, action=Action.PUBLISHED):
        article.shown, article.state = draft or article.shown, Article.State.PUBLISHED
        return _touched(article)


@transaction.atomic
def archive(article: Article, *, edition: int, by: User, now: datetime | None = None) -> Article:
    """Show it no longer. Its versions and what was said about them stay."""
    article = _locked(article, edition)
    with _noted(article, by=by, at=moment(now), action=Action.RETIRED):
        article.state = Article.State.ARCHIVED
        return _touched(article)


@transaction.atomic
def restore(
    article: Article, version: ArticleVersion, *, edition: int, by: User, now: datetime | None = None
) -> Article:
    """Make the draft say what an earlier version said; it is shown once it is published."""
    article = _locked(article, edition)
    _save_draft(article, version.title, version.body, by=by, at=moment(now))
    return _touched(article)


@transaction.atomic
def review(article: Article, *, edition: int, by: User, now: datetime | None = None) -> Article:
    """Somebody looked at it, and it is still right: to be looked at again in half a year."""
    article, at = _locked(article, edition), moment(now)
    with _noted(article, by=by, at=at):
        article.review_on = today_of(article.department, at) + REVIEWED_FOR
        return _touched(article)


def _touched(article: Article) -> Article:
    article.edition += 1
    article.save()
    return article


def _locked(article: Article, edition: int) -> Article:
    current = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    if current.edition != edition:
        raise StaleForm
    return current


def today_of(department: Department, now: datetime) -> date:
    return timezone.localtime(now, department.zone).date()


# What readers say


def answer(article: Article, *, by: User, helped: bool, word: str = "", now: datetime | None = None) -> None:
    """Did the version shown help? The last answer of a person counts."""
    if article.shown_id is None:
        return
    said = {"helped": helped, "word": word.strip(), "said_at": moment(now)}
    ArticleAnswer.objects.update_or_create(version_id=article.shown_id, user=by, defaults=said)


def spare(article: Article, service: Service, *, by: User, now: datetime | None = None) -> None:
    """“This solved it”, said by somebody who was about to file. Counted once a person, article and day."""
    day = timezone.localtime(moment(now), by.zone).date()
    ArticleSolution.objects.get_or_create(article=article, user=by, day=day, defaults={"service": service})
    answer(article, by=by, helped=True, now=now)


def hides_words(article: Article, user: User) -> bool:
    """Is one of its services confidential, and handled by others? Then what readers wrote is not for this person."""
    return article.services.hidden_from(user).exists()


# Reviews


def warn_overdue(now: datetime | None = None) -> int:
    """Tell owners, once a review day, that it has passed; where nobody owns it, who leads. How many articles."""
    at = now or clock.now()
    late = Article.objects.to_review(at.date() + timedelta(days=1)).for_list()
    due = [one for one in late if one.warned_for != one.review_on and one.is_overdue(today_of(one.department, at))]
    notify_all(_news(one, at) for one in due)
    for article in due:
        Article.objects.filter(pk=article.pk).update(warned_for=article.review_on)
    return len(due)


def _news(article: Article, at: datetime) -> News:
    owner = article.owner
    people = [owner] if owner and owner.is_active else list(User.objects.active().managing(article.department))
    title = {code: article.shown.title.in_language(code) for code, _name in settings.LANGUAGES} if article.shown else {}
    assert article.review_on is not None  # noqa: S101 - what is overdue has a day
    return News(
        kind="article_review",
        recipients=people,
        key=f"article-review:{article.pk}:{article.review_on}",
        at=at,
        params={"article": article.pk, "name": title, "review_day": article.review_on.isoformat()},
    )
