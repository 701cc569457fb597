"""A plan is carried out: everything in one transaction, by one at a time, through the verbs that the pages use."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import connection, transaction

from requests_app.people import NotAllowed
from requests_app.transitions import Refused, StaleForm

from .planning import Files, Plan, plan
from .reading import Hindered
from .section import Author, Change
from .sections import SECTIONS

LOCK = 0xC0DE_F11E  # any number that nobody else takes


class ChangedMeanwhile(Exception):
    """The portal says something else than when the plan was shown. Nothing was written."""


class NotReached(RuntimeError):
    """After everything was written the portal does not say what the files say. Nothing was written."""


def carry_out(files: Files, *, author: Author, shown: Plan | None = None) -> Plan:
    """Do what `plan` says, all of it or nothing. `shown` is the plan somebody agreed to.

    Raises CannotRead with the place in the file, Hindered, ChangedMeanwhile, NotReached.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        wanted = plan(files)
        if shown is not None and wanted.lines() != shown.lines():
            raise ChangedMeanwhile
        for change in wanted.changes:
            _write(change, author)
        for drop in wanted.drops:
            section = SECTIONS[drop.section]
            assert section.drop is not None  # noqa: S101 - nothing else is planned
            try:
                section.drop(drop.key, author.by)
            except (Refused, Hindered) as refusal:
                raise Hindered(f"{section.word} {drop.key} cannot be {section.dropped}: {refusal}") from refusal
        left = plan(files)
        if not left.is_empty:
            raise NotReached("\n".join(left.lines()))
    return wanted


def _write(change: Change, author: Author) -> None:
    try:
        SECTIONS[change.section].write(change, author)
    except (Refused, Hindered, NotAllowed) as refusal:
        raise change.wrong(str(refusal)) from refusal
    except ValidationError as problem:
        raise change.wrong(" ".join(problem.messages)) from problem
    except StaleForm:
        raise change.wrong("Somebody changed it at this very moment. Try again.") from None
