"""Who works there: names from lists, in three offices, with a team in every department that speaks three languages."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from requests_app.models import Department, Membership, User

from . import content
from .content import DepartmentContent
from .dice import dice
from .offices import OFFICES

FEWEST = 60  # a team in every department, and somebody who asks
INVITED = 2  # have not set a password yet, so they have asked for nothing
NAMES_SEED = "counterpart people"  # the people are the same on every day


class TooMany(ValueError):
    """There are not that many names."""


_LETTERS = (
    "а:a б:b в:v г:g д:d е:e ё:e ж:zh з:z и:i й:y к:k л:l м:m н:n о:o п:p р:r с:s т:t у:u ф:f х:kh ц:ts ч:ch ш:sh "
    "щ:shch ъ: ы:y ь: э:e ю:yu я:ya ş:s ı:i ç:c ğ:g ö:o ü:u ä:a í:i ó:o ú:u é:e"
)
_LATIN = dict(pair.split(":") for pair in _LETTERS.split())


@dataclass(frozen=True, slots=True)
class Cast:
    """Somebody the sign-in page offers; see requests_app.demo.CAST."""

    email: str
    name: str
    language: str
    department: str
    role: str = ""
    is_admin: bool = False


CAST = (
    Cast("li.wei", "李伟", "zh", "analytics"),
    Cast("olga.petrova", "Olga Petrova", "en", "it", Membership.Role.AGENT),
    Cast("anna.orlova", "Анна Орлова", "ru", "finance", Membership.Role.AGENT),
    Cast("chen.yu", "陈宇", "zh", "logistics", Membership.Role.AGENT),
    Cast("maria.schulz", "Maria Schulz", "en", "it", Membership.Role.MANAGER),
    Cast("ada.lind", "Ada Lind", "en", "hr", is_admin=True),
)


@dataclass
class Staff:
    """Who asks and who may do what, and who was only invited so far."""

    users: list[User] = field(default_factory=list)
    invited: list[User] = field(default_factory=list)
    cast: dict[str, User] = field(default_factory=dict)
    office: dict[int, str] = field(default_factory=dict)
    # By department: those who serve; the first of `managers` leads it.
    serving: dict[int, list[User]] = field(default_factory=dict)
    managers: dict[int, list[User]] = field(default_factory=dict)

    def agents(self, department: int, language: str, besides: int) -> list[User]:
        """Who answers there in this language, else anybody who does; never the requester."""
        free = [one for one in self.serving[department] if one.pk != besides]
        return [one for one in free if content.short(one) == language] or free

    @property
    def roles(self) -> set[int]:
        """Everybody who serves somewhere, and the cast."""
        serving = {user.pk for team in self.serving.values() for user in team}
        return serving | {user.pk for user in self.cast.values()}

    @cached_property
    def memberships(self) -> set[tuple[int, int]]:
        return {(user.pk, department) for department, team in self.serving.items() for user in team}


@dataclass(frozen=True, slots=True)
class Post:
    department: str
    office: str
    language: str
    role: str = ""
    cast: Cast | None = None


def hire(departments: dict[str, Department], count: int, *, joined_at: datetime) -> Staff:
    """Make `count` people, at least FEWEST, and put everybody where they work. Raises TooMany."""
    rng = dice(NAMES_SEED)
    posts = _posts(rng, count)
    # One secret for all that nobody knows: the demo signs people in with one click, never with a password.
    password = make_password(secrets.token_urlsafe(32))
    names = {language: _names(rng, language) for language in content.LANGUAGES}
    taken = {one.email for one in CAST}
    users = [_user(post, names[post.language], taken, departments, password) for post in posts]
    User.objects.bulk_create(users)
    User.objects.filter(pk__in=[user.pk for user in users]).update(joined_at=joined_at)
    staff = _placed(posts, users, departments)
    staff.invited = [user for user in users if user.pk not in staff.roles][-INVITED:]
    staff.users = [user for user in users if user not in staff.invited]
    User.objects.filter(pk__in=[user.pk for user in staff.invited]).update(password=make_password(None))
    return staff


def _posts(rng: Random, count: int) -> list[Post]:
    """Every department's team first, then those who only ask, spread over offices."""
    told = content.departments()
    posts = [_cast_post(one) for one in CAST]
    for department in told:
        present = [post for post in posts if post.department == department.code]
        posts += _team(department, present)
    while len(posts) < count:
        department = told[len(posts) % len(told)]
        office = department.office if rng.random() < 0.62 else rng.choice(sorted(OFFICES))
        posts.append(Post(department.code, office, _spoken(rng, office)))
    return posts


def _cast_post(one: Cast) -> Post:
    home = next(department for department in content.departments() if department.code == one.department)
    return Post(one.department, home.office, one.language, one.role, one)


def _team(department: DepartmentContent, present: list[Post]) -> Iterator[Post]:
    """A head and agents, so that each language of the company is spoken."""
    at_home = {"berlin": "en", "moscow": "ru", "shanghai": "zh"}[department.office]
    if not any(post.role == Membership.Role.MANAGER for post in present):
        yield Post(department.code, department.office, at_home, Membership.Role.MANAGER)
    spoken = [post.language for post in present if post.role == Membership.Role.AGENT]
    order = [at_home, *(one for one in content.LANGUAGES if one != at_home)]
    while len(spoken) < department.team - 1:
        language = min(order, key=spoken.count)
        spoken.append(language)
        yield Post(department.code, department.office, language, Membership.Role.AGENT)


def _spoken(rng: Random, office: str) -> str:
    usual = {"berlin": "en", "moscow": "ru", "shanghai": "zh"}[office]
    return usual if rng.random() < 0.85 else rng.choice(sorted(content.LANGUAGES))


def _names(rng: Random, language: str) -> Iterator[tuple[str, str]]:
    """Names with the local part of their address, in an order that is always the same."""
    pairs = _PUT_TOGETHER[language](content.load("people")[language])
    rng.shuffle(pairs)
    return iter(pairs)


def _chinese(lists: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (family + given, f"{latin}.{sound}") for family, latin in lists["family"] for given, sound in lists["given"]
    ]


def _russian(lists: dict[str, Any]) -> list[tuple[str, str]]:
    men = [f"{given} {family}" for given in lists["men"] for family in lists["family"]]
    women = [f"{given} {family}а" for given in lists["women"] for family in lists["family"]]
    return [(name, _address(name)) for name in men + women]


def _others(lists: dict[str, Any]) -> list[tuple[str, str]]:
    groups = lists["groups"]
    names = [f"{given} {family}" for one in groups for given in one["given"] for family in one["family"]]
    return [(name, _address(name)) for name in names]


_PUT_TOGETHER = {"zh": _chinese, "ru": _russian, "en": _others}


def _address(name: str) -> str:
    given, _space, family = name.lower().partition(" ")
    latin = "".join(_LATIN.get(letter, letter) for letter in f"{given}.{family.replace(' ', '')}")
    return "".join(letter for letter in latin if letter.isascii())


def _user(
    post: Post,
    names: Iterator[tuple[str, str]],
    taken: set[str],
    departments: dict[str, Department],
    password: str,
) -> User:
    name, local = (post.cast.name, post.cast.email) if post.cast else _free(names, taken)
    return User(
        email=f"{local}@example.com",
        display_name=name,
        language=content.LANGUAGES[post.language],
        time_zone=OFFICES[post.office].zone,
        department=departments[post.department],
        is_admin=bool(post.cast and post.cast.is_admin),
        password=password,
    )


def _free(names: Iterator[tuple[str, str]], taken: set[str]) -> tuple[str, str]:
    found = next((pair for pair in names if pair[1] not in taken), None)
    if found is None:
        raise TooMany
    taken.add(found[1])
    return found


def _placed(posts: list[Post], users: list[User], departments: dict[str, Department]) -> Staff:
    staff = Staff(users=users)
    for department in departments.values():
        staff.serving[department.pk], staff.managers[department.pk] = [], []
    memberships = []
    for post, user in zip(posts, users, strict=True):
        staff.office[user.pk] = post.office
        if post.cast:
            staff.cast[post.cast.email] = user
        if not post.role:
            continue
        home = departments[post.department]
        memberships.append(Membership(user=user, department=home, role=post.role))
        staff.serving[home.pk].append(user)
        if post.role == Membership.Role.MANAGER:
            staff.managers[home.pk].append(user)
    Membership.objects.bulk_create(memberships)
    for department in departments.values():
        department.head = staff.managers[department.pk][0]
    Department.objects.bulk_update(departments.values(), ["head"])
    return staff
