"""Who hears of a draft: the departments that use it, whoever wrote it, and the admins who publish it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from requests_app.models import Department, Notification, User
from requests_app.notifications import News, notify, notify_all, texts, topics
from sla.models import ServiceStandard, StandardComment

PUBLISHES = _("You get this because you publish standards.")


def _page(notification: Notification) -> str:
    return reverse("sla:detail", args=[notification.params["standard"]])


STANDARDS = topics.Topic(
    code="standards",
    name=_("Service standards"),
    about=_("Drafts I am asked about, that I wrote, or that I am to publish."),
    place=70,
    kinds=("standard.shared", "standard.comment", "standard.ready", "standard.published"),
)


def register_all() -> None:
    topics.register(STANDARDS)
    texts.register(
        "standard.shared",
        texts.Wording(
            subject=_("What do you think? %(department)s drafts “%(name)s”"),
            line=_("%(department)s asks those who use its services about a draft: “%(name)s”."),
            why=_("You get this because people of your department asked for this within the last year."),
            action=_("Read and comment"),
            link=_page,
        ),
    )
    texts.register(
        "standard.comment",
        texts.Wording(
            subject=_("%(actor)s on the draft “%(name)s”"),
            line=_("%(actor)s comments on the draft “%(name)s”."),
            why=_("You get this because you wrote the draft, or publish standards."),
            action=_("Read the comment"),
            link=_page,
        ),
    )
    texts.register(
        "standard.ready",
        texts.Wording(
            subject=_("Please publish: “%(name)s”"),
            line=_("%(actor)s asks you to publish the draft “%(name)s” of %(department)s."),
            why=PUBLISHES,
            action=_("Open the draft"),
            link=_page,
        ),
    )
    texts.register(
        "standard.published",
        texts.Wording(
            subject=_("Published: “%(name)s”"),
            line=_("“%(name)s” of %(department)s is published and counts from %(from_at)s on."),
            why=_("You get this because you wrote the draft, or commented on it."),
            action=_("Read the standard"),
            link=_page,
        ),
    )


def shared(standard: ServiceStandard, *, by: User, at: datetime) -> None:
    managers = User.objects.active().filter(
        memberships__department__in=standard.shared_with.all(), memberships__role="manager"
    )
    notify(
        "standard.shared",
        set(managers) - {by},
        key=f"standard:{standard.pk}:shared:{at.isoformat()}",
        at=at,
        params=_params(standard, by),
    )


def commented(comment: StandardComment) -> None:
    """The drafter by mail as well, admins under the bell."""
    standard, author = comment.standard, comment.author
    told: dict[str, Any] = {
        "kind": "standard.comment",
        "key": f"standard-comment:{comment.pk}",
        "at": comment.at,
        "params": _params(standard, author) | {"text": comment.text[:1000]},
    }
    drafter = {standard.created_by} if standard.created_by else set()
    for people, email in ((drafter, True), (set(User.objects.active().admins()) - drafter, False)):
        notify_all([News(recipients=people - {author}, email=email, **told)])


def ready(standard: ServiceStandard, *, by: User, at: datetime) -> None:
    notify(
        "standard.ready",
        set(User.objects.active().admins()) - {by},
        key=f"standard:{standard.pk}:ready:{standard.edition}",
        at=at,
        params=_params(standard, by),
    )


def published(standard: ServiceStandard, *, by: User | None, at: datetime) -> None:
    people = set(User.objects.active().filter(pk__in=standard.comments.values("author")))
    people |= {standard.created_by} if standard.created_by else set()
    since = standard.in_force_from or at
    notify(
        "standard.published",
        {person for person in people if person != by},
        key=f"standard:{standard.pk}:published",
        at=at,
        params=_params(standard, by) | {"from_at": since.isoformat()},
    )


def _params(standard: ServiceStandard, by: User | None) -> dict[str, Any]:
    department: Department = standard.department
    return {
        "standard": standard.pk,
        "name": dict(standard.name) or {"en": str(standard)},
        "department": dict(department.name) or {"en": department.code},
        "actor": by.display_name if by else "",
    }
