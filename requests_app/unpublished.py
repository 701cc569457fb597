"""Throwing away what was written and never published. Nobody read it, so nothing but a line for admins stays of it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .attachments import storing
from .configuration import Action, Difference, Entry, record
from .configuration.ours import in_every_language
from .models import Article, Notice, User
from .transitions.base import Refused, StaleForm


@transaction.atomic
def remove_article(article: Article, *, edition: int, by: User) -> None:
    """With its files. Raises Refused for what readers know already, StaleForm where it is not as `edition` showed."""
    current = Article.objects.select_for_update(no_key=True).get(pk=article.pk)
    _check(current.edition == edition, current.state == Article.State.DRAFT)
    draft = current.versions.newest_first().first()
    _note("article", current.pk, draft.title if draft else {}, draft.body if draft else {}, by=by)
    for file in current.attachments.select_for_update():
        storing.drop_content(file)
    current.delete()


@transaction.atomic
def remove_notice(notice: Notice, *, edition: int, by: User) -> None:
    """Raises as `remove_article` does."""
    current = Notice.objects.select_for_update(no_key=True).get(pk=notice.pk)
    _check(current.edition == edition, current.state == Notice.State.DRAFT)
    _note("notice", current.pk, current.title, current.text, by=by)
    current.delete()


def _check(is_as_shown: bool, is_draft: bool) -> None:
    if not is_as_shown:
        raise StaleForm
    if not is_draft:
        raise Refused(_("It was published: it can be taken away from readers, but not removed."))


def _note(kind: str, pk: int, title: Mapping[str, str], text: Mapping[str, str], *, by: User) -> None:
    gone = Difference(in_every_language(gettext_lazy("Text")), dict(text), None)
    record(Entry(kind=kind, thing=str(pk), label=dict(title), action=Action.REMOVED, differences=[gone]), by=by)
