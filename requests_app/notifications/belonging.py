"""Who else is told, and in which words: followers, whoever waits for a part, a date or an answer, who was thanked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, prefetch_related_objects
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from requests_app.models import Notification, Participant, RequestEvent, ServiceRequest, User
from requests_app.models.levels import STATUS_LABELS
from requests_app.states import Status, Verb
from requests_app.transitions import NO_ANSWER

from .texts import Wording

FOLLOWS_IT = _("You get this because you follow the request.")
ASKED_FOR_IT = _("You get this because you asked for it, or filed it for somebody.")
SERVES_THERE = _("You get this because you answer requests of this department.")

# What followers hear of: what everybody may read, and where the request stands.
MESSAGES = (Verb.REPLIED, Verb.ASKED, Verb.ANSWERED, Verb.PROPOSED)
CHANGES = (
    *(Verb.HELD, Verb.ACCEPTED, Verb.DECLINED, Verb.HANDED_OVER, Verb.RESOLVED, Verb.CONFIRMED),
    *(Verb.REOPENED, Verb.CANCELLED, Verb.CLOSED, Verb.MERGED),
)


def _participants(request: ServiceRequest) -> list[Participant]:
    # Read once a verb, also where two rules ask.
    prefetch_related_objects([request], Prefetch("participants", Participant.objects.select_related("user")))
    return list(request.participants.all())


def who_writes(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return [one.user for one in _participants(request) if one.can_write]


def who_follows(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return [one.user for one in _participants(request) if not one.can_write]


def added(request: ServiceRequest, event: RequestEvent) -> list[User]:
    return [] if event.data.get("known") else list(User.objects.filter(pk=event.data.get("person")))


def is_by_rule(event: RequestEvent) -> bool:
    """It ended because the requester never answered."""
    return bool(event.data.get("rule") == NO_ANSWER)


def params_of(event: RequestEvent) -> dict[str, Any]:
    """What the words below say of a journal line."""
    told: dict[str, Any] = {}
    if name := event.data.get("name"):
        told["part_of"] = name
    if event.verb == Verb.MERGED:
        told["original"] = event.data["into"]
    if close_at := event.data.get("close_at"):
        told["closes_at"] = close_at
    if event.verb in CHANGES:
        told["state"] = _in_all_languages(event.new_status)
    return told


def _in_all_languages(status: str) -> Mapping[str, str]:
    words = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            words[code] = str(STATUS_LABELS[Status(status)])
    return words


def _thanks_page(notification: Notification) -> str:
    return reverse("thanks:received")


WORDINGS: dict[str, Wording] = {
    "participant_added": Wording(
        subject=_("%(actor)s lets you follow: %(title)s"),
        line=_("%(actor)s added you to “%(title)s”."),
        why=_("You get this because somebody added you to the request. You can leave it there."),
    ),
    "followed_message": Wording(
        subject=_("%(actor)s wrote: %(title)s"),
        line=_("%(actor)s wrote about “%(title)s”."),
        why=FOLLOWS_IT,
    ),
    "followed_change": Wording(
        subject=_("%(state)s: %(title)s"),
        line=_("“%(title)s” has a new state: %(state)s."),
        why=FOLLOWS_IT,
    ),
    "followed_promise": Wording(
        subject=_("Promised: %(title)s"),
        line=_("%(actor)s promises to have “%(title)s” done by %(done_at)s."),
        why=FOLLOWS_IT,
    ),
    "fellow_wrote": Wording(
        subject=_("%(actor)s wrote: %(title)s"),
        line=_("%(actor)s wrote about “%(title)s”."),
        why=ASKED_FOR_IT,
    ),
    "fellow_acted": Wording(
        subject=_("%(state)s: %(title)s"),
        line=_("%(actor)s acted on “%(title)s”, which has a new state: %(state)s."),
        why=ASKED_FOR_IT,
    ),
    "part_asked": Wording(
        subject=_("%(part_of)s does a part of it: %(title)s"),
        line=_("%(actor)s asked %(part_of)s to do a part of “%(title)s”. You do not have to do anything."),
        why=ASKED_FOR_IT,
    ),
    "woken": Wording(
        subject=_("It is time: %(title)s"),
        line=_("“%(title)s” was on hold until now. You can go on."),
        why=SERVES_THERE,
    ),
    "part_ended": Wording(
        subject=_("%(part_of)s is through with its part: %(title)s"),
        line=_("“%(title)s” no longer waits for %(part_of)s. You can go on."),
        why=SERVES_THERE,
        action=_("See what came of it"),
    ),
    "question_open": Wording(
        subject=_("Still waits for your answer: %(title)s"),
        line=_("“%(title)s” rests until you answer the question of %(department)s."),
        why=ASKED_FOR_IT,
        action=_("Answer"),
    ),
    "closing_proposed": Wording(
        subject=_("Will be closed unless you answer: %(title)s"),
        line=_("“%(title)s” will be closed on %(closes_at)s unless you answer the question of %(department)s."),
        why=ASKED_FOR_IT,
        action=_("Answer"),
    ),
    "closed_unanswered": Wording(
        subject=_("Closed without an answer: %(title)s"),
        line=_("“%(title)s” was closed, as nobody answered the question. Reopen it if you still need it."),
        why=ASKED_FOR_IT,
    ),
    "requester_silent": Wording(
        subject=_("Closed without an answer: %(title)s"),
        line=_("“%(title)s” was closed, as the requester did not answer."),
        why=SERVES_THERE,
    ),
    "merged": Wording(
        subject=_("Goes on in #%(original)s: %(title)s"),
        line=_("%(actor)s closed “%(title)s” as a duplicate of #%(original)s. You follow that one now."),
        why=ASKED_FOR_IT,
    ),
    "thanked": Wording(
        subject=_("%(actor)s thanks you: %(title)s"),
        line=_("%(actor)s thanks you for “%(title)s”."),
        why=_("You get this because you took part in it."),
        action=_("Say whether others may see it"),
        link=_thanks_page,
    ),
    "department_thanked": Wording(
        subject=_("%(actor)s thanks %(department)s: %(title)s"),
        line=_("%(actor)s thanks %(department)s for “%(title)s”."),
        why=_("You get this because you serve there."),
        action=_("See all thanks"),
        link=_thanks_page,
    ),
    "thanks_of_the_week": Wording(
        subject=_("Thanks you received last week: %(count)s"),
        line=_("Last week you or your department were thanked by: %(people)s."),
        why=_("You get this because colleagues said thanks to you or your department."),
        action=_("Read what they said"),
        link=_thanks_page,
    ),
}
