"""Any order of what happens, is imported late, reopened or edited: roll-ups equal a recount from the rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboards import rollups
from dashboards.figures import Question, figures
from dashboards.metrics import RELATIVE_ERROR, DurationSketch, quantile
from dashboards.models import DayFigures, PairFigures, StaleDay
from requests_app import transitions
from requests_app.models import ServiceRequest
from requests_app.transitions import IllegalMove, Refused
from tests.conftest import Travel
from tests.dashboards.history import Company
from tests.dashboards.test_figures import close_to
from tests.make import make_department, make_request, make_user, utc

SINCE, NOW = utc(2026, 6, 1), utc(2026, 11, 2, 12)
WORK = ("start", "reply", "ask", "answer", "chase", "promise", "hand_over", "amend")
VERBS = (*WORK, "resolve", "confirm", "reopen", "decline")

# (which request, which verb, minutes since its last line), and "count": the worker comes round.
Acts = list[tuple[int, str, int] | str]
ACT = st.tuples(st.integers(0, 3), st.sampled_from(VERBS), st.sampled_from([0, 5, 600, 3000, 30_000]))
ACTS = st.lists(st.one_of(ACT, ACT, ACT, st.just("count")), min_size=4, max_size=22)


@pytest.fixture
def company(db: None, travel: Travel) -> Company:
    travel(NOW)
    return Company.of(make_department("near", time_zone="America/New_York"), make_department("far"))


class Story:
    """Four requests; the last one is filed late, as an import does: long after its own time."""

    def __init__(self, company: Company) -> None:
        self.company = company
        askers = [company.requester, make_user("Ann", company.departments[0], email=f"{id(self)}@example.com")]
        self.requests: list[ServiceRequest | None] = [
            make_request(company.services[at % 4], askers[at % 2], now=SINCE + timedelta(days=3 * at))
            for at in range(3)
        ]
        self.requests.append(None)
        self.late = lambda: make_request(company.services[1], askers[1], now=SINCE + timedelta(days=1))

    def act(self, number: int, verb: str, minutes: int) -> None:
        request = self.requests[number] or self.late()
        self.requests[number] = request
        request.refresh_from_db()
        now = max(request.updated_at, request.filed_at) + timedelta(minutes=minutes)
        agent, asker = self.company.agents[request.department_id], request.requester
        other = next(one for one in self.company.departments if one.pk != request.department_id)
        verbs: dict[str, Callable[[], object]] = {
            "start": lambda: transitions.start(request, by=agent, now=now),
            "reply": lambda: transitions.reply(request, "Soon.", by=agent, now=now),
            "ask": lambda: transitions.ask(request, "Which?", by=agent, now=now),
            "answer": lambda: transitions.answer(request, "That.", by=asker, now=now),
            "chase": lambda: transitions.chase(request, by=asker, now=now),
            "promise": lambda: transitions.promise(request, now + timedelta(days=2), "Parts", by=agent, now=now),
            "hand_over": lambda: transitions.hand_over(request, other, "Yours", by=agent, now=now),
            "amend": lambda: transitions.amend(request, {"impact": 1 + minutes % 3}, by=asker, now=now),
            "resolve": lambda: transitions.resolve(request, "Done.", by=agent, now=now),
            "confirm": lambda: transitions.confirm(request, by=asker, now=now),
            "reopen": lambda: transitions.reopen(request, "Not yet", by=asker, now=now),
            "decline": lambda: transitions.decline(request, "Not ours", by=agent, now=now),
        }
        with suppress(IllegalMove, Refused):  # what the portal refuses does not happen
            verbs[verb]()


def kept() -> list[tuple[object, ...]]:
    rows: list[tuple[object, ...]] = []
    for model in (DayFigures, PairFigures):
        names = [field.name for field in model._meta.fields if field.name not in ("id", "counted_at")]
        rows += model._default_manager.values_list(*names)
    return sorted(rows, key=repr)


@contextmanager
def undone() -> Iterator[None]:
    """Every history begins with nothing."""
    before = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_any_order_of_events_gives_what_the_rows_say(company: Company, acts: Acts) -> None:
    with undone():
        story = Story(company)
        for act in acts:
            if isinstance(act, str):
                rollups.recount()
            else:
                story.act(*act)
        rollups.recount()
        after_marks = kept()
        assert not StaleDay.objects.exists()
        for model in (DayFigures, PairFigures):
            model._default_manager.all().delete()
        rollups.rebuild()
        assert after_marks == kept()
        question = Question(departments=company.departments)
        exact, stored = (figures(question, now=NOW, from_rows=one) for one in (True, False))
        assert (exact.pop("exact"), stored.pop("exact")) == (True, False)
        close_to(exact, stored)


@given(
    values=st.lists(st.floats(0.001, 3e8), min_size=1, max_size=60),
    cut=st.integers(0, 60),
    q=st.sampled_from([0.5, 0.85, 0.95]),
)
def test_a_percentile_of_merged_distributions_is_within_one_per_cent(values: list[float], cut: int, q: float) -> None:
    merged = DurationSketch.merged([DurationSketch.of(values[:cut]), DurationSketch.of(values[cut:])])
    exact = quantile(values=values, q=q)
    assert merged.quantile(q) == pytest.approx(exact, rel=RELATIVE_ERROR)
    assert RELATIVE_ERROR == 0.01
