"""Rows become cases: what both kinds of logs have in common, and one row per request."""

from __future__ import annotations

from datetime import datetime

from requests_app.models import Priority, ServiceRequest
from requests_app.states import FINISHED, OPEN, Status

from .case import Case, Entry, Judgement
from .cells import LEVELS_OF, Cells, Unreadable
from .mapping import Mapping
from .reading import Rejected, Row

LONGEST_KEY = ServiceRequest._meta.get_field("source_key").max_length or 120
LONGEST_TITLE = 200
LONGEST_CHANNEL = 40
ENDS = (Status.CLOSED, Status.DECLINED, Status.CANCELLED)


def of_row(row: Row, mapping: Mapping) -> Case | Rejected:
    """The case of a log with one row per request."""
    cells = Cells(row, mapping)
    try:
        case = filed(cells, cells.moment("filed"))
        case.entries = _entries(cells, case)
        case.promised_for = cells.moment("promised")
    except Unreadable as problem:
        return Rejected(row.line, cells.text("key"), str(problem))
    return case


def filed(cells: Cells, at: datetime | None) -> Case:
    """What a row says about the filing. Raises Unreadable where a request cannot be without it."""
    key, mapping = cells.text("key"), cells.mapping
    if not key or len(key) > LONGEST_KEY:
        raise Unreadable(f"{mapping.columns['key']}: a key of 1 to {LONGEST_KEY} characters is needed.")
    if at is None:
        raise Unreadable("There is no moment of filing.")
    case = Case(key, cells.row.line, at, "")
    case.department = named(cells, case, "department", mapping.departments.unknown)
    case.service = named(cells, case, "service", mapping.services.unknown)
    if not case.department or not case.service:
        raise Unreadable(f"There is no {'service' if case.department else 'department'}.")
    title = cells.text("title") or case.service
    if len(title) > LONGEST_TITLE:
        odd(cells, case, "title_cut", "title")
        title = title[: LONGEST_TITLE - 1] + "…"
    case.title, case.description = title, cells.text("description")
    case.requester, case.filed_by = cells.text("requester"), cells.text("filed_by")
    case.outside_party = cells.text("outside_party")[:200]
    case.needed_by = cells.day("needed_by")
    case.due_at = cells.moment("due")
    if case.due_at and case.due_at < at:
        odd(cells, case, "due_before_filed", "due")
    case.levels = levels(cells, case) or LEVELS_OF[Priority.NORMAL]
    channel = cells.text("channel")
    case.channel = mapping.words.channels.get(channel.casefold(), channel[:LONGEST_CHANNEL]) or mapping.channel
    case.judgement = _judgement(cells, case)
    return case


def odd(cells: Cells, case: Case, flag: str, column: str) -> None:
    """Flag what a mapped column says, with the log's own name of the column, the word and its line."""
    case.flag(flag, line=cells.line_of(column), column=cells.mapping.columns[column], word=cells.text(column))


def named(cells: Cells, case: Case, column: str, unknown: str) -> str:
    name = cells.text(column)
    if not name and column in cells.mapping.columns:
        odd(cells, case, f"no_{column}", column)
    return name or unknown


def levels(cells: Cells, case: Case) -> tuple[int, int] | None:
    try:
        return cells.levels()
    except KeyError:
        words = cells.mapping.words
        tables = {"priority": words.priorities, "impact": words.impacts, "urgency": words.urgencies}
        for column, meanings in tables.items():
            understood(cells, case, column, meanings, flag="unknown_priority")
        return None


def understood(cells: Cells, case: Case, column: str, meanings: dict[str, str], flag: str = "") -> str:
    """What the word in a column means; empty, and flagged, where the mapping does not know it."""
    try:
        return cells.word(column, meanings)
    except KeyError:
        odd(cells, case, flag or f"unknown_{column}", column)
        return ""


def _judgement(cells: Cells, case: Case) -> Judgement | None:
    words = cells.mapping.words
    solved = understood(cells, case, "solved", words.solved)
    csat, ces = _score(cells, case, "csat"), _score(cells, case, "ces")
    if not solved and csat is None and ces is None:
        return None
    return Judgement(solved or None, csat, ces, cells.text("comment"), cells.moment("rated"))


def _score(cells: Cells, case: Case, column: str) -> int | None:
    value = cells.text(column)
    score = cells.mapping.words.scores.get(value.casefold(), value)
    if score.isdecimal() and score.isascii() and 1 <= int(score[:3]) <= 5:
        return int(score)
    if value:
        odd(cells, case, f"unknown_{column}", column)
    return None


def _entries(cells: Cells, case: Case) -> list[Entry]:
    """Started, resolved, ended, as far as the row has moments; they outrank the word for the state."""
    state = understood(cells, case, "state", cells.mapping.words.states)
    started, resolved, closed = (cells.moment(name) for name in ("started", "resolved", "closed"))
    ends = [(at, end) for at, end in ((resolved, Status.RESOLVED), (closed, _end(state, resolved))) if at]
    moments: list[tuple[datetime, str]] = [(started or case.filed_at, Status.IN_PROGRESS if started else "")]
    if ends:
        _note_contradictions(case, state, min(at for at, _end in ends))
    elif state in OPEN:
        # The log does not say since when; the last moment it gives is the only honest one.
        moments.append((started or case.filed_at, state))
    elif state in FINISHED:
        raise Unreadable(f"The state is {cells.text('state')!r}, but no moment says when it ended.")
    word, text, assignee = cells.text("state"), cells.text("result"), cells.text("assignee")
    return [
        Entry(at, one, word, "" if one in OPEN else text, assignee=assignee)
        for at, one in (*moments, *ends)
        if one or assignee
    ]


def _end(state: str, resolved: datetime | None) -> str:
    """As what a row with a moment of closing ended."""
    return state if state in ENDS or (state == Status.RESOLVED and not resolved) else Status.CLOSED


def _note_contradictions(case: Case, state: str, ended: datetime) -> None:
    if ended < case.filed_at:
        case.flag("ended_before_filed")
    if state in OPEN:
        case.flag("open_with_end")
