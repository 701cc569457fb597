"""One message to all open requests that are about the same, through the verb of a reply, and to who said “me too”."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override
from kombu.exceptions import OperationalError as BrokerError

from . import access, clock, transitions
from .batches.preview import state_words
from .models import Link, Notice, NoticeRequest, Outreach, OutreachPost, ServiceRequest, User
from .models.requests import ServiceRequestQuerySet
from .notifications import News, notify_all
from .states import IllegalMove
from .transitions.base import Refused, moment

logger = logging.getLogger(__name__)

# So many are written while one waits; more go on in the background.
AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Reach:
    """`requests` are open and this person's department works on them; `others` are open with other departments."""

    requests: ServiceRequestQuerySet
    others: int


def of_notice(notice: Notice, by: User) -> Reach:
    return _reach(Q(pk__in=NoticeRequest.objects.filter(notice=notice).values("request")), by)


def of_problem(problem: ServiceRequest, by: User) -> Reach:
    """Whatever is linked with it: duplicates, what relates to it, what it blocks."""
    linked = Q(links_from__target=problem) | Q(links_to__source=problem)
    same = Q(pk__in=ServiceRequest.objects.filter(linked).values("pk"))
    # What waits for it to be solved; a request that blocks the problem itself is no victim of it.
    blocking = Link.objects.filter(target=problem, kind=Link.Kind.BLOCKS).values("source")
    return _reach(same & ~Q(pk__in=blocking), by)


def _reach(meant: Q, by: User) -> Reach:
    rows = ServiceRequest.objects.filter(meant).open()
    mine = rows.visible_to(by).held_by(*by.roles).handled_by(by).exclude(requester=by)
    return Reach(mine.newest_first(), rows.exclude(pk__in=mine.order_by().values("pk")).count())


def begin(about: Notice | ServiceRequest, text: str, *, by: User, now: datetime | None = None) -> Outreach:
    """Write it to everybody now, or where they are many, in the background. Raises Refused where nobody is reached."""
    if not text.strip():
        raise Refused(_("Write a text first."))
    with transaction.atomic():
        outreach = _prepare(about, text.strip(), by=by, at=moment(now))
        if isinstance(about, Notice):
            _tell_followers(about, outreach)
    if outreach.posts.count() > AT_ONCE:
        _ask_a_worker(outreach)
    else:
        _go_on_or_wait(outreach, now)
    outreach.refresh_from_db()
    return outreach


def _prepare(about: Notice | ServiceRequest, text: str, *, by: User, at: datetime) -> Outreach:
    of = {"notice": about} if isinstance(about, Notice) else {"problem": about}
    reached = of_notice(about, by) if isinstance(about, Notice) else of_problem(about, by)
    keys = list(reached.requests.values_list("pk", flat=True))
    if not keys and not (isinstance(about, Notice) and about.followers.exists()):
        raise Refused(_("Nobody would read it: there is no open request, and nobody said “me too”."))
    outreach = Outreach.objects.create(**of, text=text, by=by, asked_at=at)
    OutreachPost.objects.bulk_create(OutreachPost(outreach=outreach, request_id=pk) for pk in keys)
    return outreach


def _tell_followers(notice: Notice, outreach: Outreach) -> None:
    """Whoever said “me too” and has no request of their own among those written to: each hears it once."""
    asked = ServiceRequest.objects.filter(pk__in=outreach.posts.values("request")).values("requester")
    people = User.objects.active().filter(pk__in=notice.followers.values("user")).exclude(pk__in=asked)
    params = {
        "notice": notice.pk, "name": dict(notice.title), "text": outreach.text, "actor": outreach.by.display_name
    }  # fmt: skip
    news = News(
        kind="notice_news",
        recipients=people.exclude(pk=outreach.by_id),
        key=f"outreach:{outreach.pk}",
        at=outreach.asked_at,
        params=params,
    )
    notify_all([news])


def _ask_a_worker(outreach: Outreach) -> None:
    from .tasks import go_on_with_outreach  # tasks imports this module

    try:
        go_on_with_outreach.apply_async((outreach.pk,), retry=False)
    except BrokerError as problem:
        logger.warning("The broker does not answer, outreach %s waits for the next round: %s", outreach.pk, problem)


def _go_on_or_wait(outreach: Outreach, now: datetime | None) -> None:
    """Somebody waits for the page: what two waited for each other about is left to the next round."""
    try:
        go_on(outreach, now=now)
    except OperationalError as problem:
        logger.warning("Outreach %s waits for the next round: %s", outreach.pk, problem)


def go_on(outreach: Outreach, *, now: datetime | None = None) -> None:
    """Write what is not written yet, with reasons in its writer's language. Safe to run twice and by many at once.

    Raises OperationalError where another attempt is worth it: nothing of that row is written then.
    """
    with override(outreach.by.language):
        _write_all(outreach, now)


def _write_all(outreach: Outreach, now: datetime | None) -> None:
    for pk in outreach.posts.filter(state=OutreachPost.State.PENDING).order_by("pk").values_list("pk", flat=True):
        try:
            _post(pk, outreach, now)
        except OperationalError:
            raise  # the database is away, or two waited for each other
        except Exception:
            # One bad row must not stop the others, and it must not vanish.
            logger.exception("Outreach %s: row %s was not written", outreach.pk, pk)
            problem = _("An error of the portal. Write to this one yourself.")
            OutreachPost.objects.filter(pk=pk).update(state=OutreachPost.State.REFUSED, problem=problem)
    if not outreach.posts.filter(state=OutreachPost.State.PENDING).exists():
        Outreach.objects.filter(pk=outreach.pk, done_at=None).update(done_at=moment(now))


@transaction.atomic
def _post(pk: int, outreach: Outreach, now: datetime | None) -> None:
    post = OutreachPost.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if post is None or post.state != OutreachPost.State.PENDING:
        return
    try:
        with transaction.atomic():
            _reply(ServiceRequest.objects.select_related("service").get(pk=post.request_id), outreach, now)
        post.state = OutreachPost.State.SENT
    except Refused as refusal:
        post.state, post.problem = OutreachPost.State.REFUSED, str(refusal)[:300]
    except IllegalMove as problem:
        post.state, post.problem = OutreachPost.State.REFUSED, state_words(problem.status)
    post.save(update_fields=["state", "problem"])


def _reply(request: ServiceRequest, outreach: Outreach, now: datetime | None) -> None:
    """Looked at again: it may have ended, or gone to another department, since the list was made."""
    if not request.is_open:
        raise Refused(_("The request has ended meanwhile."))
    if not access.can_work(outreach.by, request):
        raise Refused(_("The request went to another department meanwhile."))
    transitions.reply(request, outreach.text, by=outreach.by, now=now)


def go_on_with_all() -> int:
    """Whatever the broker forgot; how many."""
    waiting = list(Outreach.objects.unfinished().filter(asked_at__lt=clock.now()).select_related("by")[:20])
    for outreach in waiting:
        go_on(outreach)
    return len(waiting)
