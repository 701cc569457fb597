"""The second step of signing in: codes of an authenticator app (RFC 6238), and recovery codes for when it is lost.

Whoever wants to has one; admins have to where the company says so. The key of an app is made of the row's seed and
SECRET_KEY; with another SECRET_KEY recovery codes still work, and the app is set up anew.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from base64 import b32encode
from datetime import datetime, timedelta

import pyotp
import segno
from django.db import transaction
from django.utils.crypto import salted_hmac

from .configuration import changing
from .models import RecoveryCode, SecondStep, User, company
from .notifications import notify
from .people import end_sessions

NEIGHBOURS = (-1, 0, 1)  # half minutes by which the clock of a phone may be off
TRIES, REST = 5, timedelta(minutes=15)
CODES, GROUPS, LETTERS = 8, 6, 4
ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"  # 32, without those that look alike


class Resting(Exception):
    """Too many wrong codes: none is taken for some minutes."""


def new_seed() -> str:
    return secrets.token_urlsafe(32)


def key_of(seed: str) -> str:
    """In base32, as people type it into an app that reads no pictures."""
    return b32encode(salted_hmac("requests_app.second_step", seed, algorithm="sha256").digest()[:20]).decode()


def picture_of(seed: str, person: User) -> str:
    """A QR code with the key, as the address of an SVG."""
    name = company.said().name or "Counterpart"
    address = pyotp.TOTP(key_of(seed)).provisioning_uri(name=person.email, issuer_name=name)
    return segno.make(address, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")


def is_set_up(person: User) -> bool:
    return SecondStep.objects.filter(person=person).exists()


def is_demanded(person: User) -> bool:
    return person.is_admin and company.said().admins_confirm


@transaction.atomic
def set_up(person: User, seed: str, code: str, *, session: str, now: datetime) -> list[str] | None:
    """The recovery codes, to be shown once; None where the code is not of this seed. Ends the other sessions."""
    used = _moment_of(key_of(seed), _plain(code), after=0, now=now)
    if used is None:
        return None
    fields = {"seed": seed, "last_used": used, "failures": 0, "rests_until": None, "made_at": now}
    SecondStep.objects.update_or_create(person=person, defaults=fields)
    end_sessions(person, keep=session)
    _tell(person, now)
    return _new_codes(person)


@transaction.atomic
def renew_codes(person: User, *, now: datetime) -> list[str]:
    """Those of before stop working."""
    _tell(person, now)
    return _new_codes(person)


@transaction.atomic
def remove(person: User, *, by: User | None, now: datetime) -> None:
    """By the person, by an admin for one whose phone is gone, or by the operator (None)."""
    person = User.objects.select_for_update(no_key=True).get(pk=person.pk)
    with changing(person, by=by, at=now):
        SecondStep.objects.filter(person=person).delete()
        RecoveryCode.objects.filter(person=person).delete()
    _tell(person, now)


@transaction.atomic
def is_right(person: User, code: str, *, now: datetime) -> bool:
    """Takes the code, once. Resting raises."""
    step = SecondStep.objects.select_for_update().get(person=person)
    if step.rests_until and now < step.rests_until:
        raise Resting
    plain = _plain(code)
    used = _moment_of(key_of(step.seed), plain, after=step.last_used, now=now)
    right = used is not None or _take_recovery_code(person, plain)
    step.last_used = used or step.last_used
    step.failures = 0 if right else step.failures + 1
    step.rests_until = None
    if step.failures >= TRIES:
        step.failures, step.rests_until = 0, now + REST
    step.save(update_fields=["last_used", "failures", "rests_until"])
    return right


def codes_left(person: User) -> int:
    return RecoveryCode.objects.filter(person=person).count()


def _moment_of(key: str, code: str, *, after: int, now: datetime) -> int | None:
    """The half minute a code is of, if that is about now and later than the one before."""
    app = pyotp.TOTP(key)
    for moment in (app.timecode(now) + offset for offset in NEIGHBOURS):
        if moment > after and hmac.compare_digest(app.generate_otp(moment).encode(), code.encode()):
            return moment
    return None


def _take_recovery_code(person: User, code: str) -> bool:
    taken, _rows = RecoveryCode.objects.filter(person=person, digest=_digest(code)).delete()
    return taken > 0


def _new_codes(person: User) -> list[str]:
    codes = ["".join(secrets.choice(ALPHABET) for _ in range(GROUPS * LETTERS)) for _ in range(CODES)]
    RecoveryCode.objects.filter(person=person).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(person=person, digest=_digest(code)) for code in codes)
    return ["-".join(code[at : at + LETTERS] for at in range(0, len(code), LETTERS)) for code in codes]


def _digest(code: str) -> str:
    return hashlib.sha256(code.encode()).hexdigest()


def _plain(code: str) -> str:
    """As people copy it: with spaces, hyphens and capitals."""
    return "".join(letter for letter in code.lower() if letter.isalnum())


def _tell(person: User, now: datetime) -> None:
    notify("second_step_changed", [person], key=f"second-step:{now.isoformat()}", at=now)
