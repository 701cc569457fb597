"""Who is asked: worked out for all people at once, the same for the preview and for the start.

Everybody is asked about one department: of those the campaign is about, the one whose services they used most, else the
one that has the fewest so far. Whoever serves in a department is not asked about it. A sample has the same chance for
everybody: anonymous answers could not carry different weights.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from math import ceil

from django.db.models import Count, QuerySet, TextChoices
from django.utils.translation import gettext_lazy as _

from requests_app.models import Membership, ServiceRequest, User
from surveys import rules
from surveys.models import Campaign, SurveyPreference
from surveys.patience import Asked, asked_around, is_close, is_used_up

USED_WITHIN = timedelta(days=90)  # where the campaign names no period


class Why(TextChoices):
    """Why somebody who belongs to the audience cannot be asked: the first reason that holds."""

    OWN_DEPARTMENT = "own_department", _("work there themselves")
    OPT_OUT = "opt_out", _("do not want to be asked")
    PERSON_COOLDOWN = "person_cooldown", _("are asked something else in the two weeks before or after")
    DEPARTMENT_COOLDOWN = "department_cooldown", _("are asked about this department within two months")
    MAX_PER_365_DAYS = "max_per_365_days", _("are asked often enough in this year")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom:
    """What a campaign says of its audience. Departments and services by id; `day` is when they are asked."""

    about: tuple[int, ...]
    day: date
    seed: str
    departments: tuple[int, ...] = ()
    services: tuple[int, ...] = ()
    used_from: date | None = None
    used_until: date | None = None
    sample_size: int | None = None


@dataclass(frozen=True, slots=True)
class Audience:
    """`asked`: person to department, both by id, each with the same `probability`. `reached`: who belongs to it."""

    reached: int
    asked: Mapping[int, int]
    not_asked: Mapping[Why, int]
    probability: float
    by_department: Mapping[int, int] = field(default_factory=dict)

    def expected(self, rate: float) -> int:
        return round(len(self.asked) * rate)


def whom_of(campaign: Campaign) -> Whom:
    return Whom(
        about=tuple(campaign.about.order_by("pk").values_list("pk", flat=True)),
        day=campaign.opens_on,
        seed=str(campaign.pk),
        departments=tuple(campaign.audience_departments.values_list("pk", flat=True)),
        services=tuple(campaign.used_services.values_list("pk", flat=True)),
        used_from=campaign.used_from,
        used_until=campaign.used_until,
        sample_size=campaign.sample_size,
    )


def people_of(whom: Whom) -> QuerySet[User]:
    """Everybody the audience describes, before anybody is spared."""
    people: QuerySet[User] = User.objects.active()
    if whom.departments:
        people = people.filter(department__in=whom.departments)
    if whom.services:
        used = _in_period(ServiceRequest.objects.live().filter(service__in=whom.services), whom)
        people = people.filter(pk__in=used.values("requester"))
    return people


def resolve(whom: Whom) -> Audience:
    """Five statements, however many people there are."""
    homes = dict(people_of(whom).order_by("pk").values_list("pk", "department"))
    free, why = _who_can_be_asked(whom, homes)
    drawn, probability = _draw(whom, free)
    asked = _share_out(whom, {person: free[person] for person in drawn})
    return Audience(len(homes), asked, why, probability, Counter(asked.values()))


def _in_period(requests: QuerySet[ServiceRequest], whom: Whom) -> QuerySet[ServiceRequest]:
    until = whom.used_until or whom.day
    since = whom.used_from or until - USED_WITHIN
    return requests.filter(filed_at__gte=_begin(since), filed_at__lt=_begin(until + timedelta(days=1)))


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def _who_can_be_asked(whom: Whom, homes: Mapping[int, int | None]) -> tuple[dict[int, tuple[int, ...]], dict[Why, int]]:
    """About which departments each person can be asked, and how many cannot be asked at all, by reason."""
    spared = set(SurveyPreference.objects.filter(opted_out=True).values_list("person", flat=True))
    serves: dict[int, set[int]] = defaultdict(set)
    for person, department in Membership.objects.filter(department__in=whom.about).values_list("user", "department"):
        serves[person].add(department)
    past = asked_around(list(homes), whom.day)
    free: dict[int, tuple[int, ...]] = {}
    why: Counter[Why] = Counter()
    for person, home in homes.items():
        others = tuple(one for one in whom.about if one != home and one not in serves.get(person, ()))
        left, reason = _departments_left(others, person in spared, past.get(person, []), whom.day)
        if reason is None:
            free[person] = left
        else:
            why[reason] += 1
    return free, {reason: why[reason] for reason in Why if why[reason]}


def _departments_left(
    others: tuple[int, ...], is_spared: bool, past: list[Asked], day: date
) -> tuple[tuple[int, ...], Why | None]:
    if not others:
        return (), Why.OWN_DEPARTMENT
    if is_spared:
        return (), Why.OPT_OUT
    days = [asked_on for asked_on, _department in past]
    if is_close(days, day, rules.THROTTLE["person_cooldown_days"]):
        return (), Why.PERSON_COOLDOWN
    lately = {about for on, about in past if is_close([on], day, rules.THROTTLE["department_cooldown_days"])}
    left = tuple(one for one in others if one not in lately)
    if not left:
        return (), Why.DEPARTMENT_COOLDOWN
    return (left, None) if not is_used_up(days, day) else ((), Why.MAX_PER_365_DAYS)


def _draw(whom: Whom, free: Mapping[int, object]) -> tuple[list[int], float]:
    """Who is asked, in an order that only the seed decides, and the chance that each of them had."""
    order = sorted(free, key=lambda person: blake2b(f"{whom.seed}:{person}".encode(), digest_size=8).digest())
    if not whom.sample_size or whom.sample_size >= len(order):
        return order, 1.0
    size = max(whom.sample_size, ceil(len(order) * rules.LOWEST_PROBABILITY))
    return order[:size], size / len(order)


def _share_out(whom: Whom, drawn: Mapping[int, tuple[int, ...]]) -> dict[int, int]:
    """One department for each, in the order of the draw: the most used, else the one with the fewest."""
    used = _use(whom) if len(whom.about) > 1 else {}
    asked: dict[int, int] = {}
    taken: Counter[int] = Counter()
    for by_use in (True, False):
        for person, departments in drawn.items():
            times = used.get(person, {})
            if person in asked or (by_use and not any(one in times for one in departments)):
                continue
            chosen = min(departments, key=lambda one: (-times.get(one, 0), taken[one], one))
            asked[person] = chosen
            taken[chosen] += 1
    return asked


def _use(whom: Whom) -> dict[int, dict[int, int]]:
    """How often each person asked each of the departments for something."""
    filed = _in_period(ServiceRequest.objects.live().filter(department__in=whom.about), whom)
    rows: Iterable[tuple[int, int, int]] = filed.values_list("requester", "department").annotate(times=Count("pk"))
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for person, department, times in rows:
        found[person][department] = times
    return found
