"""The words for what departments tell by themselves: articles, and whoever keeps them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Notification

from .texts import Wording


def _article_page(notification: Notification) -> str:
    return reverse("articles:detail", args=[notification.params["article"]])


def _notice_page(notification: Notification) -> str:
    return reverse("notices:detail", args=[notification.params["notice"]])


def _sheet_page(notification: Notification) -> str:
    return reverse("sheets:detail", args=[notification.params["sheet"]])


SAID_ME_TOO = _("You get this because you pressed “Me too”.")

WORDINGS: dict[str, Wording] = {
    "article_review": Wording(
        subject=_("Is it still right? %(name)s"),
        line=_("The article “%(name)s” was to be looked at again; the day was %(review_day)s."),
        why=_("You get this because you keep the article up to date, or lead the department."),
        action=_("Look at it"),
        link=_article_page,
    ),
    "sheet_refreshed": Wording(
        subject=_("Refreshed: %(name)s"),
        line=_("%(department)s refreshed “%(name)s”."),
        why=_("You get this because you subscribed to it."),
        action=_("Open it"),
        link=_sheet_page,
    ),
    "sheet_stale": Wording(
        subject=_("Promised to be refreshed: %(name)s"),
        line=_("“%(name)s” was to be refreshed; the last day was %(due_day)s. Readers see that it is late."),
        why=_("You get this because you keep it up to date, or lead the department."),
        action=_("Refresh it"),
        link=_sheet_page,
    ),
    "notice_news": Wording(
        subject=_("News: %(name)s"),
        line=_("%(actor)s has news about “%(name)s”."),
        why=SAID_ME_TOO,
        action=_("Open the notice"),
        link=_notice_page,
    ),
    "notice_ended": Wording(
        subject=_("Over: %(name)s"),
        line=_("“%(name)s” is over."),
        why=SAID_ME_TOO,
        action=_("Open the notice"),
        link=_notice_page,
    ),
}
