"""Waiting reasons: why work may rest, in the company's words."""

from __future__ import annotations

from operations.as_code.fields import Code, Flag, Number, OneOf, Plain, Record, Words
from operations.as_code.section import Author, Change, Section
from requests_app import company
from requests_app.models import User, WaitingReason, WaitKind

from .looking_up import text

ENTRY = Record(
    {
        "code": Code(40),
        "name": Words(80, needed=True),
        "kind": OneOf(tuple(WaitKind.values)),
        "in_use": Flag(),
        "place": Number(1, 1000),
    },
    needed=("code",),
)
# Without a place a new one comes last.
FRESH: Plain = {"name": {}, "kind": WaitKind.OTHER.value, "in_use": True, "place": None}


def said() -> dict[str, Plain]:
    return {
        one.code: {
            "code": one.code,
            "name": text(one.name),
            "kind": one.kind,
            "in_use": one.is_active,
            "place": place,
        }
        for place, one in enumerate(_in_order(), 1)
    }


def write(change: Change, author: Author) -> None:
    by = author.by
    wanted = change.after
    reason = WaitingReason() if change.before is None else WaitingReason.objects.get(code=change.key)
    if change.touches("code", "name", "kind", "in_use"):
        fields = {"code": wanted["code"], "name": wanted["name"], "kind": wanted["kind"]}
        reason = company.save_reason(reason, fields | {"is_active": wanted["in_use"]}, by=by)
    if wanted["place"]:
        _place(reason, wanted["place"], by)


def _place(reason: WaitingReason, wanted: int, by: User) -> None:
    order = [one.pk for one in _in_order()]
    steps = min(wanted, len(order)) - 1 - order.index(reason.pk)
    for _step in range(abs(steps)):
        company.place_reason(reason, earlier=steps < 0, by=by)


def _in_order() -> list[WaitingReason]:
    return list(WaitingReason.objects.order_by("position", "code"))


def arrange(changes: list[Change]) -> list[Change]:
    """First places first: so each that is placed stays where it was put."""
    return sorted(changes, key=lambda one: one.after["place"] or 1001)


def drop(key: str, by: User) -> None:
    reason = WaitingReason.objects.get(code=key)
    company.save_reason(reason, {"name": reason.name, "kind": reason.kind, "is_active": False}, by=by)


def key_of(entry: Plain) -> str:
    return str(entry["code"])


SECTION = Section(
    name="waiting_reasons",
    word="waiting reason",
    entry=ENTRY,
    fresh=FRESH,
    key_of=key_of,
    said=said,
    write=write,
    drop=drop,
    dropped="set aside",
    is_gone=lambda entry: not entry["in_use"],
    arrange=arrange,
)
