"""Steps of the ladder that act: the portal does it with the same verbs as people, and the journal says so."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import transitions
from requests_app.models import (
    Department,
    Level,
    Membership,
    Notification,
    Priority,
    Service,
    ServiceRequest,
    User,
    priority_of,
)
from requests_app.states import Verb
from requests_app.transitions import ESCALATION, Refused
from sla.handling import handle
from sla.models import Clock, ClockEvent
from sla.steps import Action, Condition, Step, Tell
from sla.sweep import sweep
from sla.terms import Target
from tests.conftest import SignedIn
from tests.make import make_request, make_standard
from tests.sla.conftest import at, done_clock

HOUR = 3600


def climbing(department: Department, service: Service, requester: User, *steps: Step) -> ServiceRequest:
    """A request that is to be done within 8 hours, with these steps."""
    make_standard(department, targets={("resolution", None): Target(8 * HOUR, steps)})
    return make_request(service, requester, now=at(9))


def look(hour: int, minute: int = 0) -> None:
    """The job of the timetable at that moment."""
    sweep(now=at(hour, minute))
    handle(now=at(hour, minute))


def now(request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=request.pk)


def outcome(request: ServiceRequest, step: str = "50%") -> tuple[str, str]:
    return done_clock(request).events.values_list("action", "outcome").get(step=step)


def lines(request: ServiceRequest, verb: Verb) -> list[dict[str, object]]:
    return list(request.events.filter(verb=verb, actor=None).values_list("data", flat=True))


class TestPutBack:
    def test_it_is_there_for_anybody_to_take_again(
        self, it: Department, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.PUT_BACK))
        transitions.assign(request, to=ivan, by=olga, now=at(9))
        look(13)
        assert now(request).assignee is None
        assert outcome(request) == ("put_back", "done")
        assert lines(request, Verb.ASSIGNED) == [{"from": ivan.pk, "to": None, "reason": ESCALATION}]

    def test_whoever_had_it_is_told_of_the_clock_and_that_it_is_gone(
        self, it: Department, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.PUT_BACK))
        transitions.assign(request, to=ivan, by=olga, now=at(9))
        look(13)
        heard = Notification.objects.filter(recipient=ivan).values_list("kind", flat=True)
        assert {"clock.resolution.warning", "taken_over"} <= set(heard)

    def test_nothing_is_to_be_done_where_nobody_has_it(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.PUT_BACK))
        look(13)
        assert outcome(request) == ("put_back", "skipped")
        assert lines(request, Verb.ASSIGNED) == []

    def test_it_happens_once(self, it: Department, laptop: Service, li_wei: User, olga: User, ivan: User) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.PUT_BACK))
        transitions.assign(request, to=ivan, by=olga, now=at(9))
        look(13)
        transitions.assign(request, to=ivan, by=olga, now=at(13, 1))
        look(14)
        assert now(request).assignee == ivan

    def test_not_where_its_condition_does_not_hold_any_more(
        self, it: Department, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.PUT_BACK, condition=Condition.NOT_STARTED))
        transitions.assign(request, to=ivan, by=olga, now=at(9))
        sweep(now=at(13))
        transitions.start(request, by=ivan, now=at(13, 0, 1))
        handle(now=at(13, 0, 2))
        assert now(request).assignee == ivan
        assert outcome(request) == ("put_back", "skipped")

    def test_not_what_was_done_before_anybody_looked(
        self, it: Department, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("100%", action=Action.PUT_BACK))
        transitions.assign(request, to=ivan, by=olga, now=at(9))
        transitions.resolve(request, by=ivan, now=at(18))
        look(18)
        assert now(request).assignee == ivan
        assert outcome(request, "100%") == ("put_back", "skipped")


class TestGiveToAManager:
    def test_the_manager_of_the_department_gets_it_and_hears_of_it(
        self, it: Department, laptop: Service, li_wei: User, ivan: User, maria: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.GIVE_TO_MANAGER))
        transitions.assign(request, to=ivan, by=ivan, now=at(9))
        look(13)
        assert now(request).assignee == maria
        assert outcome(request) == ("give_to_manager", "done")
        assert Notification.objects.filter(recipient=maria, kind="assigned").exists()

    def test_whoever_asked_for_it_does_not_get_their_own_request(
        self, it: Department, laptop: Service, olga: User, maria: User
    ) -> None:
        Membership.objects.filter(user=olga).update(role=Membership.Role.MANAGER)
        request = climbing(it, laptop, maria, Step("50%", action=Action.GIVE_TO_MANAGER))
        look(13)
        assert now(request).assignee == olga

    def test_a_manager_who_has_it_keeps_it(self, it: Department, laptop: Service, li_wei: User, maria: User) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.GIVE_TO_MANAGER))
        transitions.assign(request, to=maria, by=maria, now=at(9))
        look(13)
        assert outcome(request) == ("give_to_manager", "skipped")

    def test_a_manager_who_left_is_passed_over(
        self, it: Department, laptop: Service, li_wei: User, ivan: User, maria: User
    ) -> None:
        User.objects.filter(pk=maria.pk).update(is_active=False)
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.GIVE_TO_MANAGER))
        transitions.assign(request, to=ivan, by=ivan, now=at(9))
        look(13)
        assert now(request).assignee == ivan
        assert outcome(request) == ("give_to_manager", "failed")


class TestRaisePriority:
    def test_it_is_one_level_up_and_the_clock_follows(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        steps = (Step("50%", action=Action.RAISE_PRIORITY),)
        goals = {("resolution", None): Target(8 * HOUR, steps), ("resolution", 2): Target(6 * HOUR)}
        make_standard(it, targets=goals)
        request = make_request(laptop, li_wei, now=at(9))
        look(13)
        assert now(request).priority == Priority.HIGH
        assert done_clock(request).due_at == at(15)
        [line] = lines(request, Verb.AMENDED)
        assert line == {"changes": {"urgency": [2, 3], "priority": [3, 2]}, "reason": ESCALATION}

    def test_at_the_top_there_is_nothing_left_to_do(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        request = climbing(it, laptop, li_wei, Step("50%", action=Action.RAISE_PRIORITY))
        transitions.amend(request, {"impact": 3, "urgency": 3}, by=li_wei, now=at(9))
        look(13)
        assert outcome(request) == ("raise_priority", "skipped")

    def test_a_step_that_comes_again_after_it_raises_no_further_than_the_top(
        self, it: Department, laptop: Service, li_wei: User, olga: User
    ) -> None:
        """The higher, the longer: the step lies ahead again after every raise."""
        step = Step("50%", action=Action.RAISE_PRIORITY)
        goals = {("resolution", priority): Target((20 - 4 * priority) * HOUR, (step,)) for priority in (1, 2, 3, 4)}
        make_standard(it, targets=goals)
        request = make_request(laptop, li_wei, now=at(9))
        for hour in range(10, 22):
            look(hour)
        assert now(request).priority == Priority.CRITICAL
        assert not ClockEvent.objects.to_handle().exists()

    @pytest.mark.parametrize("impact", Level.values)
    @pytest.mark.parametrize("urgency", Level.values)
    def test_the_verb_goes_exactly_one_level_from_everywhere(
        self, laptop: Service, li_wei: User, olga: User, impact: int, urgency: int
    ) -> None:
        request = make_request(laptop, li_wei, impact=impact, urgency=urgency)
        if request.priority == Priority.CRITICAL:
            with pytest.raises(Refused):
                transitions.raise_priority(request, by=None)
            return
        raised = transitions.raise_priority(request, by=None)
        assert raised.priority == request.priority - 1 == priority_of(raised.impact, raised.urgency)
        assert raised.impact >= impact
        assert raised.urgency >= urgency


class TestWhatOneReads:
    @pytest.fixture
    def page(
        self, it: Department, laptop: Service, li_wei: User, olga: User, ivan: User, maria: User, sign_in: SignedIn
    ) -> str:
        steps = (Step("50%", action=Action.RAISE_PRIORITY), Step("75%", action=Action.GIVE_TO_MANAGER))
        request = climbing(it, laptop, li_wei, *steps, Step("100%", (Tell.HEAD,), Action.PUT_BACK))
        transitions.assign(request, to=ivan, by=olga, now=at(9))
        look(13)
        look(15)
        look(17)
        browser: Client = sign_in(olga)
        return browser.get(f"/requests/{request.pk}/").content.decode()

    def test_the_timeline_says_what_the_portal_did_and_why(self, page: str) -> None:
        assert "Priority: Normal → High." in page
        assert "<b>The portal</b> gave it to Maria Schulz." in page
        assert "<b>The portal</b> put it back for anybody to take." in page
        assert page.count("The service standard wants it so when time runs short.") == 3


def test_one_escalation_that_fails_leaves_the_others_done(
    it: Department, laptop: Service, li_wei: User, olga: User, ivan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = climbing(it, laptop, li_wei, Step("50%", action=Action.PUT_BACK))
    second = make_request(laptop, li_wei, now=at(9))
    for request in (first, second):
        transitions.assign(request, to=ivan, by=olga, now=at(9))
    assign = transitions.assign

    def broken(request: ServiceRequest, **rest: object) -> ServiceRequest:
        if request.pk == first.pk:
            raise RuntimeError("the disk is full")
        return assign(request, **rest)  # type: ignore[arg-type]

    monkeypatch.setattr(transitions, "assign", broken)
    look(13)
    assert outcome(first)[1] == "failed"
    assert outcome(second) == ("put_back", "done")
    assert Clock.objects.filter(next_fire_at__lte=at(13)).count() == 0
