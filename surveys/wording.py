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


REVIEWS = topics.Topic(
    code="reviews",
    name=pgettext_lazy("topic", "Quality reviews"),
    about=_("Work of colleagues I am asked to look at, and what colleagues say of mine."),
    by_mail=False,
    whose="agents",
    place=68,
    kinds=("review_asked", "review_done", "review_answered"),
)


def register_all() -> None:
    topics.register(RATINGS)
    topics.register(REVIEWS)
    for kind, wording in ABOUT_REVIEWS.items():
        texts.register(kind, wording)
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


def review_page(notification: Notification) -> str:
    return reverse("reviews:detail", args=[notification.params["review"]])


ABOUT_REVIEWS = {
    "review_asked": Wording(
        subject=_("A look at finished work: %(title)s"),
        line=_("Please look how “%(title)s” was handled; a few minutes, until %(until_day)s."),
        why=_("You get this because you review finished work in your department."),
        action=_("Review it"),
        link=review_page,
    ),
    "review_done": Wording(
        subject=_("%(actor)s looked at your work: %(title)s"),
        line=_("%(actor)s looked at how you handled “%(title)s”. Only the two of you read it."),
        why=_("You get this because you did the work."),
        action=_("Read it"),
        link=review_page,
    ),
    "review_answered": Wording(
        subject=_("%(actor)s answered your review: %(title)s"),
        line=_("%(actor)s answered your review of “%(title)s”."),
        why=_("You get this because you wrote the review."),
        action=_("Read it"),
        link=review_page,
    ),
}
