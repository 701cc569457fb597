"""What people choose by: kinds of news that belong together, each with what is said of it by mail unless they choose.

An app registers its topics in its `ready()`, each with the kinds of notifications that belong to it. A kind of no topic
is OTHER.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from requests_app.models import Membership, Told, User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MINE, WORK, QUEUE, APPROVALS, MENTIONS = "mine", "work", "queue", "approvals", "mentions"
TAKING_PART, FOLLOWED, THANKS, ACCOUNT, PORTAL = "taking_part", "followed", "thanks", "account", "portal"
GUIDE, LETTERS, OTHER = "guide", "letters", "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """`code` has at most 20 characters. `by_mail`: what a rule sends by mail comes unless somebody chose otherwise.

    `bell_because` and `mail_because` say why the bell, or mail, cannot be switched off; empty where it can. News of a
    topic that is `at_once` waits neither for working hours nor for somebody's return, and is never put together.
    """

    code: str
    name: StrOrPromise
    about: StrOrPromise
    by_mail: bool = True
    bell_because: StrOrPromise = ""
    mail_because: StrOrPromise = ""
    at_once: bool = False
    # Offered to those who serve somewhere, who lead or are admins, or to admins, alone; empty: to everybody.
    whose: Literal["", "agents", "leaders", "admins"] = ""
    place: int = 50
    kinds: tuple[str, ...] = ()

    def usual(self, way: str) -> bool:
        """Is somebody told of it in this way unless they chose otherwise?"""
        return {Told.BELL: True, Told.EMAIL: self.by_mail, Told.WEBHOOK: False}[Told(way)]

    def offers(self, way: str) -> bool:
        """Can somebody be told of it in this way? News about accounts leave by mail alone."""
        return not (self.at_once and way == Told.WEBHOOK)

    def because(self, way: str) -> str:
        """Why this way cannot be switched off; empty where it can."""
        reasons = {Told.BELL: self.bell_because, Told.EMAIL: self.mail_because}
        return str(reasons.get(Told(way), ""))


_topics: dict[str, Topic] = {}
_belongs: dict[str, str] = {}


def register(topic: Topic) -> None:
    """Offer a topic for choosing."""
    _topics[topic.code] = topic
    _belongs.update(dict.fromkeys(topic.kinds, topic.code))


def every_topic() -> list[Topic]:
    """In the order in which they are shown."""
    return sorted(_topics.values(), key=lambda topic: topic.place)


def topics_of(person: User) -> list[Topic]:
    """Those that this person may hear of."""
    leads = person.is_admin or Membership.Role.MANAGER in person.roles.values()
    concerns = {"": True, "agents": bool(person.roles), "leaders": leads, "admins": person.is_admin}
    return [topic for topic in every_topic() if concerns[topic.whose]]


def named(code: str) -> Topic:
    """The topic with this code; OTHER for one that nobody registers any more."""
    return _topics.get(code) or _topics[OTHER]


def of_kind(kind: str) -> Topic:
    return named(_belongs.get(kind, OTHER))


OURS = (
    Topic(
        code=MINE,
        name=_("My requests"),
        about=_("Answers, questions, promises and results for what I asked for."),
        bell_because=_("A department may wait for your answer."),
        place=10,
        kinds=(
            *(
                "filed_for_you",
                "reply",
                "question",
                "proposal",
                "promise",
                "held",
                "handed_over",
                "resolved",
                "declined",
            ),
            *("reopened_for_you", "closed", "standard_applied_for_you", "cancelled_for_you", "approval_awaited"),
            *("approved_for_you", "rejected_for_you", "part_asked", "question_open", "closing_proposed"),
            *("closed_unanswered", "merged", "recurring_filed", "recurring_stopped"),
            *("fellow_wrote", "fellow_acted"),
        ),
    ),
    Topic(
        code=APPROVALS,
        name=pgettext_lazy("topic", "Approvals"),
        about=_("What I am asked to approve, for myself or in place of somebody."),
        bell_because=_("Work rests until you decide."),
        place=20,
        kinds=("approval_asked", "approval_next", "stand_in_asked", "approval_settled", "approval_withdrawn"),
    ),
    Topic(
        code=MENTIONS,
        name=pgettext_lazy("topic", "Mentions"),
        about=_("Messages with my name after an @."),
        bell_because=_("Somebody speaks to you."),
        place=30,
        kinds=("mentioned",),
    ),
    Topic(
        code=TAKING_PART,
        name=_("Requests I take part in"),
        about=_("Requests of others to which somebody added me."),
        place=40,
        kinds=("participant_added", "followed_message", "followed_change", "followed_promise"),
    ),
    Topic(
        code=FOLLOWED,
        name=_("Requests I only read"),
        about=_("Requests of others that I follow without writing."),
        by_mail=False,
        place=45,
    ),
    Topic(
        code=WORK,
        name=pgettext_lazy("topic", "My work"),
        about=_("Requests that are mine to handle: given to me, answered, approved, reopened."),
        bell_because=_("It is yours to handle."),
        whose="agents",
        place=60,
        kinds=(
            *(
                "assigned",
                "timer_forgotten",
                "taken_over",
                "amended",
                "requester_replied",
                "colleague_wrote",
                "answer",
                "accepted",
                "chase",
            ),
            *(
                "confirmed",
                "reopened",
                "cancelled",
                "standard_applied",
                "approved",
                "rejected",
                "approval_lost",
                "woken",
            ),
            *("part_ended", "requester_silent"),
        ),
    ),
    Topic(
        code=QUEUE,
        name=_("My department's queue"),
        about=_("New requests, and what happens to those that nobody has taken yet."),
        by_mail=False,
        whose="agents",
        place=65,
        kinds=("new_request",),
    ),
    Topic(
        code=GUIDE,
        name=_("What departments publish"),
        about=_("Articles and lists I keep up to date, and what I subscribed to."),
        place=72,
        kinds=("article_review", "notice_ended", "notice_news", "sheet_refreshed", "sheet_stale"),
    ),
    Topic(
        code=THANKS,
        name=_("Thanks"),
        about=_("Thanks to me or to my department."),
        by_mail=False,
        place=80,
        kinds=("thanked", "department_thanked"),
    ),
    Topic(
        code="thanks_of_the_week",
        name=_("Thanks of the week"),
        about=_("Once a week: who thanked me or my department."),
        place=81,
        kinds=("thanks_of_the_week",),
    ),
    Topic(
        code=LETTERS,
        name=_("My letters to the portal"),
        about=_("What became of the mails I wrote to addresses of departments."),
        mail_because=_("Whoever writes a mail is answered by mail."),
        at_once=True,
        place=85,
        kinds=("mail_filed", "mail_asks", "mail_from_outside", "mail_said_outside"),
    ),
    Topic(
        code=PORTAL,
        name=_("Running the portal"),
        about=_("What admins have to look after."),
        whose="admins",
        place=90,
        kinds=("clocks.differ",),
    ),
    Topic(
        code="webhooks",
        name=pgettext_lazy("topic", "Webhooks"),
        about=_("When a webhook that I look after was switched off because nothing came of it."),
        whose="leaders",
        place=88,
        kinds=("hook_off",),
    ),
    Topic(code=OTHER, name=_("Everything else"), about=_("What belongs to none of the others."), place=98),
    Topic(
        code=ACCOUNT,
        name=_("My account"),
        about=_("Invitations and passwords."),
        bell_because=_("Nobody else should be able to use your account unseen."),
        mail_because=_("Links to set a password come by mail only."),
        at_once=True,
        place=99,
        kinds=("invitation", "password_reset", "password_changed", "second_step_changed"),
    ),
)


def register_all() -> None:
    for topic in OURS:
        register(topic)
