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


SAID_ME_TOO = _("You get this because you pressed “Me too”.")

WORDINGS: dict[str, Wording] = {
    "article_review": Wording(
        subject=_("Is it still right? %(name)s"),
        line=_("The article “%(name)s” was to be looked at again; the day was %(review_day)s."),
        why=_("You get this because you keep the article up to date, or lead the department."),
        action=_("Look at it"),
        link=_article_page,
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
