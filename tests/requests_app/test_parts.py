"""Asking another department: a part of the work as a request of its own, and the whole that waits for it."""

from __future__ import annotations

import pytest
from django.test import Client

from requests_app import access, transitions, waking
from requests_app.models import Department, Notification, Service, ServiceRequest, User, Wait
from requests_app.states import Status
from requests_app.transitions import Filing, Refused
from sla.conversation import is_of_requester, speaks_for_department
from sla.models import Clock
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_service, make_standard


@pytest.fixture
def as_olga(sign_in: SignedIn, olga: User) -> Client:
    return sign_in(olga)


def ask(browser: Client, request: ServiceRequest, service: Service, **fields: object) -> int:
    """Fill in the form of the other department's service, as its page asks it."""
    version = ServiceRequest.objects.get(pk=request.pk).version
    form = {"service": service.pk, "title": "Check the invoice", "impact": 2, "urgency": 2, "policy": "all"}
    sent = {**form, "version_seen": version, **fields}
    return browser.post(f"/requests/{request.pk}/part/", sent).status_code


def part_of(request: ServiceRequest) -> ServiceRequest:
    found: ServiceRequest = request.children.latest("pk")
    return found


def again(request: ServiceRequest) -> ServiceRequest:
    return ServiceRequest.objects.get(pk=request.pk)


def file_part(request: ServiceRequest, service: Service, by: User, policy: str = "all") -> ServiceRequest:
    return transitions.ask_department(request, service, Filing("A part"), policy, by=by)


class TestAsking:
    def test_the_other_department_gets_a_request_of_its_own_with_its_own_promise(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service, olga: User, it: Department
    ) -> None:
        make_standard(travel_costs.provider)
        assert ask(as_olga, laptop_request, travel_costs) == 302
        part = part_of(laptop_request)
        assert (part.department, part.requester, part.asking_department) == (travel_costs.provider, olga, it)
        assert Clock.objects.filter(request=part, metric="resolution").exists()
        parent = again(laptop_request)
        assert parent.status == Status.ON_HOLD
        assert parent.wait.policy == Wait.Policy.ALL
        assert parent.events.latest("id").verb == "asked_department"

    def test_without_a_policy_work_goes_on(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service
    ) -> None:
        assert ask(as_olga, laptop_request, travel_costs, policy="") == 302
        assert again(laptop_request).status == Status.NEW
        assert not Wait.objects.exists()

    def test_first_one_says_which_service_and_none_of_ones_own_department(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service
    ) -> None:
        page = as_olga.get(f"/requests/{laptop_request.pk}/part/").content.decode()
        assert "Travel costs" in page
        assert "New equipment" not in page
        form = as_olga.get(f"/requests/{laptop_request.pk}/part/?service={travel_costs.pk}").content.decode()
        assert laptop_request.title in form

    def test_of_a_confidential_request_nothing_is_taken_over(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service, laptop: Service, olga: User
    ) -> None:
        laptop.is_confidential = True
        laptop.save()
        laptop.handlers.add(olga)
        form = as_olga.get(f"/requests/{laptop_request.pk}/part/?service={travel_costs.pk}").content.decode()
        assert f'value="{laptop_request.title}"' not in form
        assert "Your request is confidential, this one is not" in form

    def test_a_stale_form_asks_nobody(
        self, as_olga: Client, laptop_request: ServiceRequest, travel_costs: Service, li_wei: User
    ) -> None:
        seen = laptop_request.version
        transitions.chase(laptop_request, by=li_wei)
        assert ask(as_olga, laptop_request, travel_costs, version_seen=seen) == 409
        assert not laptop_request.children.exists()

    def test_only_who_holds_it_asks(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, travel_costs: Service, li_wei: User, anna: User
    ) -> None:
        assert ask(sign_in(li_wei), laptop_request, travel_costs) == 403
        assert ask(sign_in(anna), laptop_request, travel_costs) == 404

    def test_parts_of_parts_end_at_three_levels(
        self, laptop_request: ServiceRequest, travel_costs: Service, laptop: Service, olga: User, anna: User
    ) -> None:
        first = file_part(laptop_request, travel_costs, olga, "")
        second = file_part(first, laptop, anna, "")
        third = file_part(second, travel_costs, olga, "")
        with pytest.raises(Refused):
            file_part(third, laptop, anna, "")

    def test_who_waits_for_the_requester_already_asks_without_waiting(
        self, laptop_request: ServiceRequest, travel_costs: Service, olga: User
    ) -> None:
        transitions.ask(laptop_request, "Which?", by=olga)
        with pytest.raises(Refused):
            file_part(laptop_request, travel_costs, olga)
        file_part(laptop_request, travel_costs, olga, "")
        assert again(laptop_request).status == Status.WAITING


class TestReleasing:
    def test_it_goes_on_when_every_part_is_finished(
        self, laptop_request: ServiceRequest, travel_costs: Service, olga: User, anna: User
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        one, two = (file_part(laptop_request, travel_costs, olga) for _number in range(2))
        transitions.resolve(one, "Done", by=anna)
        waking.wake_due()
        assert again(laptop_request).status == Status.ON_HOLD
        transitions.resolve(two, "Done", by=anna)
        assert waking.wake_due() == 1
        assert again(laptop_request).status == Status.IN_PROGRESS
        line = laptop_request.events.latest("id")
        assert (line.verb, line.actor, line.data["part"]) == ("resumed", None, two.pk)
        assert Notification.objects.filter(recipient=olga, kind="part_ended", request=laptop_request).exists()

    def test_a_refused_part_lets_it_go_on_where_that_was_chosen(
        self, laptop_request: ServiceRequest, travel_costs: Service, olga: User, anna: User, sign_in: SignedIn
    ) -> None:
        one, _two = (file_part(laptop_request, travel_costs, olga, "first") for _number in range(2))
        transitions.decline(one, "Not ours", by=anna)
        assert waking.wake_due() == 1
        page = sign_in(olga).get(f"/requests/{laptop_request.pk}/").content.decode()
        assert f"Finance declined its part (#{one.pk})" in page

    def test_where_all_are_waited_for_a_refused_one_does_not_let_it_go(
        self, laptop_request: ServiceRequest, travel_costs: Service, olga: User, anna: User
    ) -> None:
        one, _two = (file_part(laptop_request, travel_costs, olga) for _number in range(2))
        transitions.decline(one, "Not ours", by=anna)
        assert waking.wake_due() == 0
        assert again(laptop_request).status == Status.ON_HOLD

    def test_who_went_on_before_is_not_woken_and_twice_is_once(
        self, laptop_request: ServiceRequest, travel_costs: Service, olga: User, anna: User
    ) -> None:
        part = file_part(laptop_request, travel_costs, olga)
        transitions.resume(laptop_request, by=olga)
        transitions.resolve(part, by=anna)
        assert waking.wake_due() == 0
        other = file_part(laptop_request, travel_costs, olga)
        transitions.resolve(other, by=anna)
        assert (waking.wake_due(), waking.wake_due()) == (1, 0)

    def test_clocks_rest_as_the_standard_says_and_run_again(
        self, travel: Travel, laptop: Service, travel_costs: Service, li_wei: User, olga: User, anna: User
    ) -> None:
        make_standard(laptop.provider, pause_statuses=("waiting", "on_hold"))
        travel("2026-06-10 10:00")
        request = make_request(laptop, li_wei)
        part = file_part(request, travel_costs, olga)
        assert Clock.objects.get(request=request, metric="resolution").state == "paused"
        travel("2026-06-10 13:00")
        transitions.resolve(part, by=anna)
        waking.wake_due()
        clock = Clock.objects.get(request=request, metric="resolution")
        assert clock.state == "running"
        assert f"{clock.due_at:%H:%M}" == "21:00"  # eight hours, and three of rest


class TestEnding:
    @pytest.fixture
    def part(self, laptop_request: ServiceRequest, travel_costs: Service, olga: User) -> ServiceRequest:
        return file_part(laptop_request, travel_costs, olga, "")

    def resolve(self, browser: Client, request: ServiceRequest, **fields: str) -> int:
        data = {"version": again(request).version, "result": "There", **fields}
        return browser.post(f"/requests/{request.pk}/resolution/", data).status_code

    def test_one_is_asked_what_becomes_of_open_parts(
        self, as_olga: Client, laptop_request: ServiceRequest, part: ServiceRequest
    ) -> None:
        form = as_olga.get(f"/requests/{laptop_request.pk}/resolution/").content.decode()
        assert "Parts of it are still with other departments (Finance)" in form
        assert self.resolve(as_olga, laptop_request) == 422
        assert self.resolve(as_olga, laptop_request, parts="stay") == 302
        assert again(part).is_open

    def test_cancelled_parts_say_so_in_both_journals(
        self, as_olga: Client, laptop_request: ServiceRequest, part: ServiceRequest, anna: User, sign_in: SignedIn
    ) -> None:
        assert self.resolve(as_olga, laptop_request, parts="cancel") == 302
        assert again(part).status == Status.CANCELLED
        assert laptop_request.events.latest("id").data["cancelled"] == [part.pk]
        page = sign_in(anna).get(f"/requests/{part.pk}/").content.decode()
        assert "together with the request it was a part of" in page

    def test_the_requester_who_cancels_is_asked_as_well(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, part: ServiceRequest, li_wei: User
    ) -> None:
        browser = sign_in(li_wei)
        url = f"/requests/{laptop_request.pk}/cancellation/"
        assert browser.post(url, {}).status_code == 422
        assert browser.post(url, {"parts": "cancel"}).status_code == 302
        assert again(part).status == Status.CANCELLED

    def test_without_open_parts_nobody_is_asked(
        self, as_olga: Client, laptop_request: ServiceRequest, part: ServiceRequest, anna: User
    ) -> None:
        transitions.resolve(part, by=anna)
        assert self.resolve(as_olga, laptop_request) == 302


class TestWhoSeesWhat:
    @pytest.fixture
    def part(self, laptop_request: ServiceRequest, travel_costs: Service, olga: User) -> ServiceRequest:
        return transitions.ask_department(laptop_request, travel_costs, Filing("Budget of the laptops"), "all", by=olga)

    def page(self, sign_in: SignedIn, who: User, request: ServiceRequest) -> str:
        return sign_in(who).get(f"/requests/{request.pk}/").content.decode()

    def test_who_serves_sees_number_state_and_who_has_it(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, part: ServiceRequest, ivan: User, anna: User
    ) -> None:
        transitions.assign(part, to=anna, by=anna)
        page = self.page(sign_in, ivan, laptop_request)
        assert "Budget of the laptops" in page
        assert "Anna Orlova works on it" in page
        assert "0 of 1 part finished" in page

    def test_the_requester_sees_only_that_a_department_works_on_a_part(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, part: ServiceRequest, li_wei: User
    ) -> None:
        page = self.page(sign_in, li_wei, laptop_request)
        assert "Finance works on a part of it." in page
        assert "Budget of the laptops" not in page
        assert sign_in(li_wei).get(f"/requests/{part.pk}/").status_code == 404

    def test_the_other_department_sees_who_asks_and_nothing_of_the_whole(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, part: ServiceRequest, anna: User
    ) -> None:
        page = self.page(sign_in, anna, part)
        assert "IT needs this for a request of theirs." in page
        assert laptop_request.title not in page

    def test_colleagues_of_who_asked_see_the_part_and_the_whole(
        self, sign_in: SignedIn, laptop_request: ServiceRequest, part: ServiceRequest, ivan: User
    ) -> None:
        page = self.page(sign_in, ivan, part)
        assert laptop_request.title in page

    def test_colleagues_answer_for_who_asked(
        self, sign_in: SignedIn, part: ServiceRequest, ivan: User, anna: User, li_wei: User
    ) -> None:
        transitions.ask(part, "Which cost centre?", by=anna)
        assert "Waiting for you" in self.page(sign_in, ivan, part)
        answered = sign_in(ivan).post(f"/requests/{part.pk}/answer/", {"text": "4120"})
        assert answered.status_code == 302
        assert again(part).status == Status.NEW
        assert part.events.get(verb="answered").actor == ivan
        transitions.resolve(part, "It is within the budget", by=anna)
        assert sign_in(li_wei).post(f"/requests/{part.pk}/confirmation/").status_code == 404
        version = again(part).version
        assert sign_in(ivan).post(f"/requests/{part.pk}/confirmation/", {"version": version}).status_code == 302
        assert again(part).status == Status.CLOSED

    def test_colleagues_words_are_no_answer_of_the_department(
        self, part: ServiceRequest, travel_costs: Service, ivan: User, anna: User
    ) -> None:
        assert not speaks_for_department(part, ivan)
        assert is_of_requester(part, ivan)
        assert not is_of_requester(part, anna)
        assert not access.can_answer(anna, part)
        assert not access.can_thank(ivan, part), "thanks are of who asked"

    def test_a_service_that_is_not_offered_cannot_be_chosen(
        self, as_olga: Client, laptop_request: ServiceRequest, finance: Department
    ) -> None:
        hidden = make_service(finance, "hidden", state=Service.State.DRAFT)
        assert ask(as_olga, laptop_request, hidden) == 422
        assert not laptop_request.children.exists()
