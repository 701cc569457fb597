"""A life with the verbs a log never tells: offering another way, taking it, confirming, a no with an alternative."""

from __future__ import annotations

from datetime import datetime

from operations.import_log.life import Kind, Life
from requests_app.models import Service
from requests_app.states import OPEN, Status, Verb, check_status
from requests_app.transitions import Filing


class DemoLife(Life):
    """A live one: clocks and sweeps go on with it. tests/operations/test_seed.py compares it with the verbs."""

    def __init__(self, service: Service, filing: Filing, *, requester: int, by: int, at: datetime) -> None:
        super().__init__(service, filing, requester=requester, by=by, at=at)
        self.request.is_live = True

    def propose(self, option: str, *, by: int, at: datetime) -> None:
        check_status(Verb.PROPOSED, self.request.status, OPEN)
        message = self._write(Kind.PROPOSAL, option, by, at)
        self._change(Verb.PROPOSED, by, at, Status.WAITING, message=message)

    def accept(self, *, by: int, at: datetime) -> None:
        check_status(Verb.ACCEPTED, self.request.status, frozenset({Status.WAITING}))
        self._change(Verb.ACCEPTED, by, at, self._working_status())

    def decline(self, reason: str, alternative: str = "", *, by: int | None, at: datetime) -> None:
        data = {"reason": reason.strip(), "alternative": alternative.strip()}
        self._change(Verb.DECLINED, by, at, Status.DECLINED, data=data, closed_at=at)

    def confirm(self, *, by: int, at: datetime) -> None:
        check_status(Verb.CONFIRMED, self.request.status, frozenset({Status.RESOLVED}))
        self._change(Verb.CONFIRMED, by, at, Status.CLOSED, closed_at=at)
