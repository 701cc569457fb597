"""Requests that belong together: one relates to another, blocks it, or is its duplicate."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from requests_app.models import Link, ServiceRequest, User
from requests_app.states import FINISHED, OPEN, Status, Verb, check_status

from .base import Act, Refused, StaleForm, change, lock, moment
from .participating import take_in

MOST_LINKS = 50
BLOCKED_BY = "blocked_by"  # the other blocks this one


@transaction.atomic
def link(
    request: ServiceRequest, other: ServiceRequest, kind: str, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """Say how this request stands to another; both journals tell of it, and both pages show it."""
    request, other = _lock_both(request, other)
    if kind == Link.Kind.DUPLICATE:
        return _merge(request, other, by=by, at=moment(now))
    if (kind == Link.Kind.BLOCKS and _blocks(other, request)) or (kind == BLOCKED_BY and _blocks(request, other)):
        raise Refused(_("One would block the other through the rest of the chain: both would wait forever."))
    return _join(request, other, kind, by=by, at=moment(now))


def mark_duplicate(
    request: ServiceRequest, original: ServiceRequest, *, by: User, now: datetime | None = None
) -> ServiceRequest:
    """Close it and point at the other, which everybody on this one follows from now on. Its conversation stays."""
    return link(request, original, Link.Kind.DUPLICATE, by=by, now=now)


def _lock_both(request: ServiceRequest, other: ServiceRequest) -> tuple[ServiceRequest, ServiceRequest]:
    if request.pk == other.pk:
        raise Refused(_("That is this request itself."))
    # In the order of numbers: two people who link the same two must not wait for each other.
    held = {one.pk: lock(one) for one in sorted((request, other), key=lambda one: one.pk)}
    return held[request.pk], held[other.pk]


def _merge(request: ServiceRequest, original: ServiceRequest, *, by: User, at: datetime) -> ServiceRequest:
    check_status(Verb.MERGED, request.status, OPEN)
    people = {request.requester_id: True, request.filed_by_id: True}
    people |= {pk: writes for pk, writes in request.participants.values_list("user", "can_write") if pk not in people}
    _check_merge(request, original, people)
    _make_link(request, original, Link.Kind.DUPLICATE, by=by, at=at)
    new = take_in(original, people, by=by, at=at)
    change(original, Act(Verb.LINKED, by, at, data={"kind": "duplicate_of_this", "other": request.pk, "new": new}))
    told = {"into": original.pk, "open": original.status not in FINISHED}
    return change(request, Act(Verb.MERGED, by, at, data=told), Status.CLOSED, closed_at=at)


def _check_merge(request: ServiceRequest, original: ServiceRequest, people: Iterable[int]) -> None:
    if original.links_from.filter(kind=Link.Kind.DUPLICATE).exists():
        raise Refused(_("The other one is a duplicate itself. Name the request that it points at."))
    if request.links_to.filter(kind=Link.Kind.DUPLICATE).exists():
        raise Refused(_("Others are duplicates of this one. Choose this one as the original instead."))
    confidential = request.service.is_confidential or original.service.is_confidential
    if confidential and not _follow(people, original):
        raise Refused(_("A confidential request is not shown to those who asked for another one. Link them instead."))


def _follow(people: Iterable[int], request: ServiceRequest) -> bool:
    """Did all of them ask for it, or take part in it?"""
    follow = {request.requester_id, request.filed_by_id, *request.participants.values_list("user", flat=True)}
    return follow.issuperset(people)


def _join(request: ServiceRequest, other: ServiceRequest, kind: str, *, by: User, at: datetime) -> ServiceRequest:
    if kind == BLOCKED_BY:
        _make_link(other, request, Link.Kind.BLOCKS, by=by, at=at)
    else:
        _make_link(request, other, kind, by=by, at=at)
    back = {Link.Kind.BLOCKS: BLOCKED_BY, BLOCKED_BY: Link.Kind.BLOCKS}.get(kind, kind)
    change(other, Act(Verb.LINKED, by, at, data={"kind": back, "other": request.pk}))
    return change(request, Act(Verb.LINKED, by, at, data={"kind": kind, "other": other.pk}))


def _make_link(source: ServiceRequest, target: ServiceRequest, kind: str, *, by: User, at: datetime) -> None:
    of_both = Link.objects.of(source) & Link.objects.of(target)
    if of_both.exists():
        raise Refused(_("These two are linked already. Remove that link first."))
    if Link.objects.of(source).count() >= MOST_LINKS or Link.objects.of(target).count() >= MOST_LINKS:
        raise Refused(_("One of the two has as many links as a request can have."))
    Link.objects.create(source=source, target=target, kind=kind, made_by=by, made_at=at)


def _blocks(first: ServiceRequest, second: ServiceRequest) -> bool:
    """Does the first block the second, directly or through others?"""
    seen: set[int] = set()
    level = {first.pk}
    while level:
        if second.pk in level:
            return True
        seen |= level
        onward = Link.objects.filter(kind=Link.Kind.BLOCKS, source__in=level).values_list("target", flat=True)
        level = set(onward) - seen
    return False


@transaction.atomic
def unlink(request: ServiceRequest, link: Link, *, by: User, now: datetime | None = None) -> ServiceRequest:
    """They no longer belong together. A duplicate stays closed until somebody reopens it; who follows, follows."""
    source, target = _lock_both(ServiceRequest(pk=link.source_id), ServiceRequest(pk=link.target_id))
    own, other = (source, target) if request.pk == source.pk else (target, source)
    if request.expected_version not in (None, own.version):
        raise StaleForm
    gone, _per_model = Link.objects.filter(pk=link.pk).delete()
    if not gone:
        raise Refused(_("This link is gone already."))
    at = moment(now)
    change(other, Act(Verb.UNLINKED, by, at, data={"kind": link.kind, "other": own.pk}))
    return change(own, Act(Verb.UNLINKED, by, at, data={"kind": link.kind, "other": other.pk}))
