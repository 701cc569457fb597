"""The account that begins everything. The way to it is closed for good once any admin exists.

The code is derived from the installation's secret key: whoever can read the output of `./portal start` or run
`manage.py setup_link` owns the machine anyway. It needs no row that could be stolen, and it works once, as using it
closes the way.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from requests_app.configuration import changing
from requests_app.models import User

LENGTH = 40  # hexadecimal digits: 160 bits
LOCK = 0x5E7_0B  # of PostgreSQL's advisory locks; nothing else of ours takes this number


class Taken(Exception):
    """Somebody else was first: there is an admin already."""


@dataclass(frozen=True, slots=True)
class Account:
    display_name: str
    email: str
    password: str
    language: str
    time_zone: str


def is_open() -> bool:
    """No admin was ever made here; one who was deactivated counts."""
    return not User.objects.admins().exists()


def code() -> str:
    return salted_hmac("operations.setup", "first admin", algorithm="sha256").hexdigest()[:LENGTH]


def is_code(given: str) -> bool:
    return constant_time_compare(given, code())


@transaction.atomic
def make(account: Account) -> User:
    """The first admin. Raises Taken; of two who send the form at once the second is refused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not is_open():
        raise Taken
    person = User(
        email=account.email,
        display_name=account.display_name,
        language=account.language,
        time_zone=account.time_zone,
        is_admin=True,
    )
    with changing(person, by=None):
        person.set_password(account.password)
        person.save()
    return person
