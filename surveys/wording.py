"""The words with which people are invited."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Notification
from requests_app.notifications import texts, topics
from requests_app.notifications.texts import Wording

RATINGS = topics.Topic(
    code="ratings",
    name=pgettext_lazy("topic", "Ratings"),
    about=_("Questions how it was, after what I asked for is done."),
    place=75,
    kinds=("rating_invitation",),
)


def register_all() -> None:
    topics.register(RATINGS)
    texts.register(
        "rating_invitation",
        Wording(
            subject=_("How was it? %(title)s"),
            line=_("%(department)s has finished “%(title)s”. Three taps tell how it went; it takes about 20 seconds."),
            why=_("You get this because you asked for it. Beside the questions you can choose not to be asked again."),
            action=_("Rate it"),
            link=rating_page,
        ),
    )


def rating_page(notification: Notification) -> str:
    """Opens the questions and stores nothing: programs that check links in mails open them, too."""
    return reverse("surveys:rating", args=[notification.request_id])
