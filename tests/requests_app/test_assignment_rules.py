"""New requests find somebody by themselves: in turn, by load, always the same person; and it can be explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from requests_app import absences, approval_rules, assignment_rules, transitions
from requests_app.absences import Away
from requests_app.approvers import Wanted
from requests_app.assignment_rules import Way
from requests_app.models import (
    Approval,
    AssignmentRule,
    Chosen,
    Department,
    Membership,
    Notification,
    Service,
    ServiceRequest,
    Strategy,
    Translated,
    User,
)
from requests_app.states import Verb
from requests_app.transitions import Refused
from tests.conftest import SignedIn, Travel
from tests.make import make_agent, make_request

MONDAY, FRIDAY = date(2026, 6, 29), date(2026, 7, 3)


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


@pytest.fixture
def zoe(it: Department) -> User:
    """The third in IT."""
    return make_agent("Zoe Adler", it)


def wants(department: Department, strategy: str, service: Service | None = None, **more: object) -> AssignmentRule:
    rule = assignment_rules.set_rule(department, service, Way(strategy, **more), by=None)  # type: ignore[arg-type]
    assert rule
    return rule


def file_some(service: Service, requester: User, number: int) -> list[User | None]:
    return [make_request(service, requester, f"Number {one}").assignee for one in range(number)]


def away(person: User) -> None:
    absences.record(person, Away(MONDAY, FRIDAY))


class TestInTurn:
    def test_each_goes_to_the_next(self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User) -> None:
        wants(laptop.provider, Strategy.TURNS)
        assert file_some(laptop, li_wei, 4) == [olga, ivan, zoe, olga]

    def test_who_is_away_is_passed_over_and_catches_nothing_up(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User, travel: Travel
    ) -> None:
        wants(laptop.provider, Strategy.TURNS)
        away(ivan)
        assert file_some(laptop, li_wei, 3) == [olga, zoe, olga]
        travel("2026-07-04 10:00")
        assert file_some(laptop, li_wei, 3) == [ivan, zoe, olga]

    def test_nobody_gets_their_own_request(self, laptop: Service, olga: User, ivan: User) -> None:
        wants(laptop.provider, Strategy.TURNS)
        assert file_some(laptop, olga, 2) == [ivan, ivan]

    def test_only_handlers_get_what_is_confidential(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        Service.objects.filter(pk=laptop.pk).update(is_confidential=True)
        laptop.refresh_from_db()
        laptop.handlers.add(ivan)
        wants(laptop.provider, Strategy.TURNS)
        assert file_some(laptop, li_wei, 2) == [ivan, ivan]

    def test_a_service_may_name_a_group(self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User) -> None:
        wants(laptop.provider, Strategy.TURNS)
        wants(laptop.provider, Strategy.TURNS, laptop, members=[ivan, zoe])
        assert file_some(laptop, li_wei, 3) == [ivan, zoe, ivan]

    def test_turns_go_on_when_somebody_leaves(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User
    ) -> None:
        wants(laptop.provider, Strategy.TURNS)
        file_some(laptop, li_wei, 2)
        Membership.objects.filter(user=ivan).delete()
        assert file_some(laptop, li_wei, 2) == [zoe, olga]


class TestByLoad:
    def test_the_least_open_work_for_the_weekly_hours(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        Membership.objects.filter(user=ivan).update(weekly_hours=Decimal(20))
        wants(laptop.provider, Strategy.LEAST)
        found = file_some(laptop, li_wei, 6)
        assert (found.count(olga), found.count(ivan)) == (4, 2)

    def test_of_equals_whoever_waited_longest(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User
    ) -> None:
        wants(laptop.provider, Strategy.LEAST)
        assert file_some(laptop, li_wei, 4) == [olga, ivan, zoe, olga]

    def test_what_is_finished_weighs_nothing(self, laptop: Service, li_wei: User, olga: User, ivan: User) -> None:
        old = make_request(laptop, li_wei)
        transitions.assign(old, to=olga, by=olga)
        wants(laptop.provider, Strategy.LEAST)
        transitions.resolve(old, by=olga)
        assert make_request(laptop, li_wei).assignee == olga

    def test_without_hours_nobody_gets_anything(self, laptop: Service, li_wei: User, olga: User, ivan: User) -> None:
        Membership.objects.filter(user=olga).update(weekly_hours=0)
        wants(laptop.provider, Strategy.LEAST)
        assert file_some(laptop, li_wei, 2) == [ivan, ivan]


class TestAlwaysTheSame:
    def test_it_goes_to_the_owner(self, laptop: Service, li_wei: User, olga: User, ivan: User) -> None:
        wants(laptop.provider, Strategy.OWNER, laptop, owner=ivan)
        assert file_some(laptop, li_wei, 2) == [ivan, ivan]

    def test_while_the_owner_is_away_it_waits_and_says_so(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        wants(laptop.provider, Strategy.OWNER, laptop, owner=ivan)
        away(ivan)
        request = make_request(laptop, li_wei)
        assert request.assignee is None
        line = request.events.get(verb=Verb.LEFT_UNASSIGNED)
        assert line.data["why"]["people"] == [[ivan.pk, 0, 40.0, "away", "2026-07-03"]]

    def test_the_database_wants_an_owner_only_there(self, it: Department, olga: User) -> None:
        with pytest.raises(IntegrityError, match="assignment_rule_owner_where_chosen"), transaction.atomic():
            AssignmentRule.objects.create(department=it, strategy=Strategy.TURNS, owner=olga)


class TestWhen:
    def test_by_hand_nothing_happens(self, laptop: Service, li_wei: User, olga: User) -> None:
        assert file_some(laptop, li_wei, 1) == [None]
        wants(laptop.provider, Strategy.TURNS)
        wants(laptop.provider, Strategy.MANUAL, laptop)
        assert file_some(laptop, li_wei, 1) == [None], "the service's own rule counts"

    def test_after_a_hand_over_by_the_other_departments_way(
        self, laptop_request: ServiceRequest, finance: Department, olga: User, anna: User
    ) -> None:
        wants(laptop_request.department, Strategy.OWNER, laptop_request.service, owner=olga)
        wants(finance, Strategy.TURNS)
        moved = transitions.hand_over(laptop_request, finance, "Their budget", by=olga)
        assert moved.assignee == anna

    def test_only_once_it_is_approved(
        self, laptop: Service, li_wei: User, wang_fang: User, olga: User, sign_in: SignedIn
    ) -> None:
        wants(laptop.provider, Strategy.TURNS)
        steps = [Wanted(Chosen.PEOPLE, people=[wang_fang])]
        approval_rules.set_rule(laptop, Translated({"en": "May it be bought?"}), steps, in_order=True)
        request = make_request(laptop, li_wei)
        assert request.assignee is None
        assert Approval.objects.open().of(wang_fang).exists()
        assert transitions.approve(request, by=wang_fang).assignee == olga

    def test_the_portal_does_it_and_one_is_told_once(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        wants(laptop.provider, Strategy.TURNS)
        request = make_request(laptop, li_wei)
        assert request.events.get(verb=Verb.ASSIGNED).actor is None
        told = Notification.objects.filter(request=request).values_list("recipient", "kind")
        assert list(told) == [(olga.pk, "assigned")]

    def test_where_nobody_is_there_the_team_hears_of_it(
        self, laptop: Service, li_wei: User, olga: User, ivan: User
    ) -> None:
        wants(laptop.provider, Strategy.TURNS)
        away(olga)
        away(ivan)
        request = make_request(laptop, li_wei)
        told = Notification.objects.filter(request=request, kind="new_request").values_list("recipient", flat=True)
        assert set(told) == {olga.pk, ivan.pk}


class TestWhyMe:
    @pytest.fixture
    def given(self, laptop: Service, li_wei: User, olga: User, ivan: User, zoe: User) -> ServiceRequest:
        wants(laptop.provider, Strategy.LEAST)
        away(ivan)
        return make_request(laptop, li_wei)

    def test_it_tells_who_was_there_and_what_spoke_against_whom(
        self, given: ServiceRequest, olga: User, zoe: User, sign_in: SignedIn
    ) -> None:
        page = sign_in(olga).get(f"/requests/{given.pk}/").content.decode()
        assert "Why me?" in page
        assert "New requests go to whoever has the least open work for their weekly hours." in page
        assert "0 open, 40 hours a week" in page
        assert "away until Friday" in page
        assert "Why Olga Petrova?" in sign_in(zoe).get(f"/requests/{given.pk}/").content.decode()

    def test_it_stays_what_it_was(
        self, given: ServiceRequest, laptop: Service, li_wei: User, olga: User, sign_in: SignedIn
    ) -> None:
        transitions.assign(make_request(laptop, li_wei), to=olga, by=olga)
        assert "0 open, 40 hours a week" in sign_in(olga).get(f"/requests/{given.pk}/").content.decode()

    def test_the_requester_reads_nothing_of_it(self, given: ServiceRequest, li_wei: User, sign_in: SignedIn) -> None:
        page = sign_in(li_wei).get(f"/requests/{given.pk}/").content.decode()
        assert "Why " not in page
        assert "hours a week" not in page
        assert "<b>The portal</b> gave it to Olga Petrova." in page

    def test_nor_the_department_that_gets_it_next(
        self, given: ServiceRequest, finance: Department, olga: User, anna: User, sign_in: SignedIn
    ) -> None:
        transitions.hand_over(given, finance, "Their budget", by=olga)
        assert "hours a week" not in sign_in(anna).get(f"/requests/{given.pk}/").content.decode()

    def test_who_was_given_it_by_hand_is_told_nothing(
        self, given: ServiceRequest, olga: User, zoe: User, sign_in: SignedIn
    ) -> None:
        transitions.assign(given, to=zoe, by=olga)
        assert "Why " not in sign_in(zoe).get(f"/requests/{given.pk}/").content.decode()

    def test_why_nobody_has_it(self, laptop: Service, li_wei: User, olga: User, sign_in: SignedIn) -> None:
        wants(laptop.provider, Strategy.OWNER, laptop, owner=olga)
        away(olga)
        request = make_request(laptop, li_wei)
        page = sign_in(olga).get(f"/requests/{request.pk}/").content.decode()
        assert "Why nobody?" in page
        assert "gave it to nobody" in page
        assert "gave it to nobody" not in sign_in(li_wei).get(f"/requests/{request.pk}/").content.decode()


class TestOverHttp:
    ADDRESS = "/catalogue/it/services/laptop/routing/"

    def test_a_manager_sets_it_for_a_service_and_takes_it_back(
        self, laptop: Service, maria: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        form = {"strategy": "turns", "members": [str(olga.pk), str(ivan.pk)], "owner": str(olga.pk)}
        assert client.post(self.ADDRESS, form).status_code == 302
        rule = AssignmentRule.objects.get(service=laptop)
        assert (rule.strategy, rule.owner, set(rule.members.all())) == ("turns", None, {olga, ivan})
        assert client.post(self.ADDRESS, {"strategy": "owner", "owner": str(ivan.pk)}).status_code == 302
        rule.refresh_from_db()
        assert (rule.owner, rule.members.count()) == (ivan, 0)
        assert "Who gets it" in client.get("/catalogue/it/services/laptop/").content.decode()
        assert client.post(self.ADDRESS, {"strategy": ""}).status_code == 302
        assert not AssignmentRule.objects.exists()

    def test_and_what_is_usual_in_the_department(
        self, laptop: Service, maria: User, olga: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        assert client.post("/catalogue/it/routing/", {"strategy": "least"}).status_code == 302
        assert "Usual in the department: Least loaded" in client.get(self.ADDRESS).content.decode()
        assert client.post(self.ADDRESS, {"strategy": "owner", "owner": str(olga.pk)}).status_code == 302
        assert "Services with a rule of their own" in client.get("/catalogue/it/routing/").content.decode()

    def test_what_does_not_fit_is_said(self, laptop: Service, maria: User, anna: User, sign_in: SignedIn) -> None:
        client = sign_in(maria)
        response = client.post(self.ADDRESS, {"strategy": "owner"})
        assert response.status_code == 422
        assert "Say who gets it." in response.content.decode()
        assert client.post(self.ADDRESS, {"strategy": "owner", "owner": str(anna.pk)}).status_code == 422
        assert client.post(self.ADDRESS, {"strategy": "dice"}).status_code == 422
        with pytest.raises(Refused, match="does not work in this department"):
            assignment_rules.set_rule(laptop.provider, laptop, Way("owner", owner=anna), by=None)
