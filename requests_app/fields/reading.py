"""What was sent for one question, read: by a form, a program or a mail. One function a kind, each pure.

`parse` turns it into the value that is stored, `check` holds it against the question's rules. Both raise Unfit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol, Self
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import masks
from .questions import Days, Kind, Question

LONGEST = {Kind.SHORT: 300, Kind.LONG: 20_000}
LARGEST = 10**12
DECIMALS = 6  # a float keeps them exactly apart below LARGEST in any sum of money or length
FIRST_YEAR, LAST_YEAR = 1900, 2199


class Unfit(ValueError):
    """The text is translated and stands beside the question."""


class World(Protocol):
    """What answers are held against besides the form itself."""

    @property
    def today(self) -> date: ...

    def person(self, named: str | int) -> int:
        """The id of the colleague with this address, name or id; raises Unfit."""

    def department(self, named: str | int) -> int:
        """The id of the department with this code or id; raises Unfit."""

    def files(self, ids: list[str]) -> list[str]:
        """The ids of these uploads, as far as whoever answers may send them; raises Unfit."""


@dataclass(frozen=True, slots=True)
class Day:
    """A world of nothing but a day: nobody is known in it."""

    today: date

    @classmethod
    def min(cls) -> Self:
        """For what depends on no day."""
        return cls(date.min)

    def person(self, named: str | int) -> int:
        raise Unfit(_("Nobody with this address or name works here."))

    def department(self, named: str | int) -> int:
        raise Unfit(_("Choose one of the departments."))

    def files(self, ids: list[str]) -> list[str]:
        raise Unfit(_("A file is no longer there. Add it again."))


def is_blank(raw: Any) -> bool:
    """Nothing was answered."""
    if isinstance(raw, str):
        return not raw.strip()
    if isinstance(raw, dict):
        return all(map(is_blank, raw.values()))
    return raw is None or (isinstance(raw, list | tuple) and all(map(is_blank, raw)))


def parse(question: Question, raw: Any, world: World) -> Any:
    """The value as it is stored, plain JSON; `raw` is not blank. Raises Unfit."""
    return PARSERS[question.kind](question, raw, world)


def check(question: Question, value: Any, world: World) -> None:
    """Raise Unfit unless the value keeps to the question's own rules."""
    CHECKS.get(question.kind, _anything)(question, value, world)


# Texts


def _text(question: Question, raw: Any, world: World) -> str:
    text = _readable(raw)
    return " ".join(text.split()) if question.kind == Kind.SHORT else text.replace("\r\n", "\n").strip()


def _readable(raw: Any) -> str:
    """Raises Unfit for what no column can hold: other types, zero bytes, halves of characters."""
    if not isinstance(raw, str) or "\0" in raw or any("\ud800" <= sign <= "\udfff" for sign in raw):
        raise Unfit(_("This cannot be read as a text."))
    return raw


def _check_text(question: Question, value: str, world: World) -> None:
    most = min(question.most or LONGEST[question.kind], LONGEST[question.kind])
    if len(value) > most:
        told = ngettext("At most %(most)d character.", "At most %(most)d characters.", int(most))
        raise Unfit(told % {"most": most})
    if question.least and len(value) < question.least:
        told = ngettext("At least %(least)d character.", "At least %(least)d characters.", int(question.least))
        raise Unfit(told % {"least": question.least})
    if question.mask and not masks.fits(question.mask, value):
        raise Unfit(str(question.mask_help) or _("It should look like %(mask)s.") % {"mask": question.mask})


# Numbers


def _number(question: Question, raw: Any, world: World) -> int | float:
    number = _decimal(raw)
    # Compared, not calculated with: of 1e1000000 not even the absolute value can be made.
    if not number.is_finite() or not -LARGEST <= number <= LARGEST:
        raise Unfit(_("This number is too large."))
    if question.whole and number != number.to_integral_value():
        raise Unfit(_("Give a whole number."))
    if number != round(number, DECIMALS):
        told = ngettext("At most %(count)d decimal place.", "At most %(count)d decimal places.", DECIMALS)
        raise Unfit(told % {"count": DECIMALS})
    return int(number) if number == number.to_integral_value() else float(number)


def _decimal(raw: Any) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, str | int | float | Decimal):
        raise Unfit(_("Give a number."))
    text = "".join(str(raw).split())
    if text.count(",") == 1 and "." not in text:
        whole, _comma, decimals = text.partition(",")
        if len(decimals) == 3:  # a thousand to some readers, one to others
            raise Unfit(_("Write the number without a mark for thousands: 1000 or 1.5"))
        text = f"{whole}.{decimals}"
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unfit(_("Give a number.")) from None


def _check_number(question: Question, value: float, world: World) -> None:
    if question.least is not None and value < question.least:
        raise Unfit(_("At least %(least)s.") % {"least": plain_number(question.least)})
    if question.most is not None and value > question.most:
        raise Unfit(_("At most %(most)s.") % {"most": plain_number(question.most)})


def plain_number(value: float) -> str:
    """Without the zero of a whole number, and never in powers of ten."""
    return f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")


# Days


def _day(raw: Any) -> str:
    if isinstance(raw, date):
        raw = raw.isoformat()
    try:
        day = date.fromisoformat(raw.strip() if isinstance(raw, str) else "")
    except ValueError:
        raise Unfit(_("Give a day, such as 2026-11-24.")) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise Unfit(_("Give a day between 1900 and 2199."))
    return day.isoformat()


def _date(question: Question, raw: Any, world: World) -> str:
    return _day(raw)


def _range(question: Question, raw: Any, world: World) -> dict[str, str]:
    ends = [raw.get("from"), raw.get("until")] if isinstance(raw, dict) else raw
    if not isinstance(ends, list | tuple) or len(ends) != 2 or any(map(is_blank, ends)):
        raise Unfit(_("Give the first and the last day."))
    first, last = map(_day, ends)
    if last < first:
        raise Unfit(_("The last day is before the first."))
    return {"from": first, "until": last}


def _check_days(question: Question, value: Any, world: World) -> None:
    ends = [value["from"], value["until"]] if isinstance(value, dict) else [value]
    today = world.today.isoformat()
    if question.days == Days.AHEAD and min(ends) < today:
        raise Unfit(_("Give a day that is not over yet."))
    if question.days == Days.PAST and max(ends) > today:
        raise Unfit(_("Give a day that is not ahead."))


# Choices


def _choice(question: Question, raw: Any, world: World) -> str:
    if not isinstance(raw, str) or question.choice(raw) is None:
        raise Unfit(_("Choose one of the answers."))
    return raw


def _several(question: Question, raw: Any, world: World) -> list[str]:
    wanted = [raw] if isinstance(raw, str) else raw
    if not isinstance(wanted, list | tuple):
        raise Unfit(_("Choose among the answers."))
    chosen = {_choice(question, one, world) for one in wanted if not is_blank(one)}
    return [one.code for one in question.choices if one.code in chosen]


def _check_several(question: Question, value: list[str], world: World) -> None:
    if question.least and len(value) < question.least:
        told = ngettext("Choose at least %(least)d.", "Choose at least %(least)d.", int(question.least))
        raise Unfit(told % {"least": question.least})
    if question.most and len(value) > question.most:
        told = ngettext("Choose at most %(most)d.", "Choose at most %(most)d.", int(question.most))
        raise Unfit(told % {"most": question.most})


def _yes_no(question: Question, raw: Any, world: World) -> bool:
    if isinstance(raw, bool):
        return raw
    known = {"yes": True, "true": True, "no": False, "false": False}
    answer = known.get(raw.strip().lower()) if isinstance(raw, str) else None
    if answer is None:
        raise Unfit(_("Answer yes or no."))
    return answer


# People and departments


def _person(question: Question, raw: Any, world: World) -> int:
    return world.person(_named(raw))


def _department(question: Question, raw: Any, world: World) -> int:
    return world.department(_named(raw))


def _named(raw: Any) -> str | int:
    if isinstance(raw, int) and not isinstance(raw, bool):
        return raw
    return _readable(raw).strip()


# Files


def _files(question: Question, raw: Any, world: World) -> list[str]:
    sent = list(raw) if isinstance(raw, list | tuple) else [raw]
    return world.files([_readable(str(one) if isinstance(one, UUID) else one).strip() for one in sent])


def _check_files(question: Question, value: list[str], world: World) -> None:
    if question.least and len(value) < question.least:
        told = ngettext("Add at least %(least)d file.", "Add at least %(least)d files.", int(question.least))
        raise Unfit(told % {"least": question.least})
    if question.most and len(value) > question.most:
        told = ngettext("Add at most %(most)d file.", "Add at most %(most)d files.", int(question.most))
        raise Unfit(told % {"most": question.most})


def _anything(question: Question, value: Any, world: World) -> None:
    """No rules of its own."""


PARSERS: dict[Kind, Callable[[Question, Any, World], Any]] = {
    Kind.SHORT: _text,
    Kind.LONG: _text,
    Kind.NUMBER: _number,
    Kind.DATE: _date,
    Kind.RANGE: _range,
    Kind.CHOICE: _choice,
    Kind.SEVERAL: _several,
    Kind.YES_NO: _yes_no,
    Kind.PERSON: _person,
    Kind.DEPARTMENT: _department,
    Kind.FILE: _files,
}
CHECKS: dict[Kind, Callable[[Question, Any, World], None]] = {
    Kind.SHORT: _check_text,
    Kind.LONG: _check_text,
    Kind.NUMBER: _check_number,
    Kind.DATE: _check_days,
    Kind.RANGE: _check_days,
    Kind.SEVERAL: _check_several,
    Kind.FILE: _check_files,
}
