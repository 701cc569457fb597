"""What departments publish as configuration: articles, notices, information. What each says is kept in its versions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Article, Notice, Sheet

from .kinds import Kind, plain, register
from .ours import in_every_language

# Characters of a language: enough to see what changed; the whole of an article or a text is in its versions.
MOST_SHOWN = 2000


def _beginning(text: Mapping[str, str]) -> dict[str, str]:
    return {code: f"{said[:MOST_SHOWN]}…" if len(said) > MOST_SHOWN else said for code, said in text.items()}


def _title_shown(article: Article) -> dict[str, str]:
    return dict(article.shown.title) if article.shown else {}


def _text_shown(article: Article) -> dict[str, str]:
    return _beginning(article.shown.body) if article.shown else {}


def _version_shown(article: Article) -> int | None:
    return article.shown.number if article.shown else None


def _newest_version(sheet: Sheet) -> int | None:
    newest: int | None = sheet.versions.aggregate(newest=Max("number"))["newest"]
    return newest


def _promise(sheet: Sheet) -> dict[str, str] | None:
    return in_every_language(lambda: f"{sheet.every} {sheet.get_unit_display()}") if sheet.every else None


def _departments(thing: Notice | Sheet) -> Any:
    return plain(list(thing.audience_departments.order_by("pk")))


# What the models have no words for, as nobody fills it in by itself.
AUDIENCE = {"audience_departments": (_("Departments"), _departments)}
PUBLISHED = (
    Kind(
        code="article",
        label=pgettext_lazy("configuration", "Article"),
        model=Article,
        fields=("department", "services", "owner", "state", "review_on"),
        further={
            "version": (_("Version"), _version_shown),
            "title": (_("Title"), _title_shown),
            "text": (_("Text"), _text_shown),
        },
        page=lambda pk: reverse("articles:detail", args=[pk]),
    ),
    Kind(
        code="notice",
        label=pgettext_lazy("configuration", "Notice"),
        model=Notice,
        fields=(
            *("department", "kind", "title", "text", "services", "audience"),
            *("state", "publish_at", "begins_at", "ends_at", "closing"),
        ),
        further=AUDIENCE,
        page=lambda pk: reverse("notices:detail", args=[pk]),
    ),
    Kind(
        code="information",
        label=pgettext_lazy("configuration", "Published information"),
        model=Sheet,
        fields=("department", "kind", "title", "state", "audience", "owner"),
        further={
            **AUDIENCE,
            "promise": (_("Refreshed every"), _promise),
            "due_on": (_("To be refreshed by"), lambda sheet: plain(sheet.due_on)),
            "version": (_("Version"), _newest_version),
            "text": (_("Text"), lambda sheet: _beginning(sheet.body)),
        },
        page=lambda pk: reverse("sheets:detail", args=[pk]),
    ),
)


def register_all() -> None:
    register(*PUBLISHED)
