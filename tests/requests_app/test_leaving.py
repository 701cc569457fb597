"""Somebody leaves: what is in their name is shown first, then goes to whoever is chosen, and leaves a trace."""

from __future__ import annotations

from datetime import time
from typing import Any

import pytest
from django.test import Client

from requests_app import absences, approval_rules, assignment_rules, clock, people, transitions, undertakings
from requests_app.approvers import Wanted
from requests_app.assignment_rules import Way
from requests_app.models import (
    Absence,
    Approval,
    ApproverGroup,
    AssignmentRule,
    Chosen,
    ConfigurationChange,
    Department,
    Membership,
    Notification,
    Service,
    ServiceApproval,
    ServiceRequest,
    Strategy,
    Translated,
    Undertaking,
    User,
)
from requests_app.recurring import keeping
from requests_app.recurring.keeping import Wish
from requests_app.recurring.rule import Rule
from tests.conftest import SignedIn
from tests.make import make_agent, make_manager, make_request, make_user


@pytest.fixture
def admin(ada: User, sign_in: SignedIn) -> Client:
    return sign_in(ada)


def leave(admin: Client, person: User, **takers: Any) -> Any:
    sent = {name.replace("__", ":"): taker for name, taker in takers.items()}
    return admin.post(f"/people/{person.pk}/deactivation/", sent)


def shown(admin: Client, person: User) -> str:
    return str(admin.get(f"/people/{person.pk}/deactivation/").content.decode())


class TestWork:
    def test_it_goes_to_a_colleague_with_a_line_in_the_journal(
        self, admin: Client, ada: User, laptop_request: ServiceRequest, olga: User, ivan: User, it: Department
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        assert "Open requests in IT" in shown(admin, olga)
        answer = leave(admin, olga, **{f"work__{it.pk}": ivan.pk})
        assert answer["Location"] == f"/people/{olga.pk}/handing-on/"
        laptop_request.refresh_from_db()
        assert laptop_request.assignee == ivan
        line = laptop_request.events.latest("pk")
        assert (line.verb, line.actor, line.data["from"], line.data["to"]) == ("assigned", ada, olga.pk, ivan.pk)
        page = ada_reads(admin, olga)
        assert "Everything is done" in page
        assert "1 of 1" in page

    def test_left_open_it_goes_back_to_the_queue(
        self, admin: Client, laptop_request: ServiceRequest, olga: User, it: Department
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        leave(admin, olga)
        laptop_request.refresh_from_db()
        assert laptop_request.assignee is None

    def test_whoever_always_got_the_requests_of_a_service_is_followed_by_somebody(
        self, admin: Client, laptop: Service, olga: User, ivan: User, it: Department
    ) -> None:
        rule = assignment_rules.set_rule(it, laptop, Way(Strategy.OWNER, olga), by=None)
        assert rule
        assert "Always gets new requests: New equipment" in shown(admin, olga)
        leave(admin, olga, **{f"gets__{rule.pk}": ivan.pk})
        rule.refresh_from_db()
        assert rule.owner == ivan
        leave(admin, ivan)
        assert AssignmentRule.objects.filter(owner=None, strategy=Strategy.MANUAL).exists()

    def test_nobody_gets_their_own_request_to_work_on(
        self, admin: Client, laptop: Service, olga: User, ivan: User, it: Department
    ) -> None:
        own = make_request(laptop, ivan)
        transitions.assign(own, to=olga, by=olga)
        leave(admin, olga, **{f"work__{it.pk}": ivan.pk})
        own.refresh_from_db()
        assert own.assignee is None

    def test_only_who_serves_there_can_be_chosen(
        self, admin: Client, laptop_request: ServiceRequest, olga: User, anna: User, it: Department
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        assert leave(admin, olga, **{f"work__{it.pk}": anna.pk}).status_code == 422
        assert User.objects.get(pk=olga.pk).is_active

    def test_what_is_finished_stays_with_who_did_it(
        self, admin: Client, laptop_request: ServiceRequest, olga: User
    ) -> None:
        transitions.assign(laptop_request, to=olga, by=olga)
        transitions.resolve(laptop_request, "Done", by=olga)
        leave(admin, olga)
        laptop_request.refresh_from_db()
        assert laptop_request.assignee == olga


def ada_reads(admin: Client, person: User) -> str:
    return str(admin.get(f"/people/{person.pk}/handing-on/").content.decode())


class TestApprovals:
    @pytest.fixture
    def asked(self, laptop_request: ServiceRequest, olga: User, boris: User) -> ServiceRequest:
        return transitions.ask_approval(laptop_request, boris, "May they?", by=olga)

    def test_somebody_else_is_asked_and_told(
        self, admin: Client, asked: ServiceRequest, boris: User, wang_fang: User
    ) -> None:
        leave(admin, boris, approvals=wang_fang.email)
        assert list(Approval.objects.open().values_list("approver", flat=True)) == [wang_fang.pk]
        assert asked.events.latest("pk").verb == "approver_replaced"
        assert Notification.objects.filter(recipient=wang_fang, kind="approval_asked").exists()
        transitions.approve(asked, by=wang_fang)
        asked.refresh_from_db()
        assert asked.status == "new"

    def test_the_journal_says_in_whose_place(
        self, admin: Client, asked: ServiceRequest, boris: User, wang_fang: User, olga: User, sign_in: SignedIn
    ) -> None:
        leave(admin, boris, approvals=wang_fang.email)
        page = sign_in(olga).get(f"/requests/{asked.pk}/").content.decode()
        assert "asked 王芳 to approve it in place of Boris Weber" in page

    def test_whoever_asks_for_it_cannot_take_it_so_the_question_is_taken_back(
        self, admin: Client, asked: ServiceRequest, boris: User, li_wei: User
    ) -> None:
        leave(admin, boris, approvals=li_wei.email)
        assert not Approval.objects.open().exists()
        assert asked.events.latest("pk").verb == "approval_withdrawn"

    def test_a_later_step_names_the_other_one_too(
        self, admin: Client, laptop_request: ServiceRequest, olga: User, anna: User, boris: User, wang_fang: User
    ) -> None:
        steps = [Wanted(people=[anna]), Wanted(people=[boris])]
        transitions.ask_approval(laptop_request, steps, "May they?", by=olga)
        leave(admin, boris, approvals=wang_fang.email)
        transitions.approve(laptop_request, by=anna)
        assert Approval.objects.open().get().approver == wang_fang


class TestRoles:
    def test_head_manager_reports_group_rule_and_stand_in(
        self, admin: Client, maria: User, olga: User, ivan: User, wang_fang: User, laptop: Service, it: Department
    ) -> None:
        User.objects.filter(pk__in=[olga.pk, ivan.pk]).update(manager=maria)
        group = approval_rules.save_group(ApproverGroup(department=it), Translated({"en": "Board"}), [maria])
        approval_rules.set_rule(laptop, Translated({"en": "?"}), [Wanted(Chosen.PEOPLE, people=[maria])], in_order=True)
        today = clock.now().date()
        absences.record(wang_fang, absences.Away(today, today, maria))
        codes = {item.code for item in admin.get(f"/people/{maria.pk}/deactivation/").context["form"].items}
        single = {f"head:{it.pk}", f"manager:{it.pk}", f"group:{group.pk}"}
        assert codes == single | {"rules", "reports", "stand_in"}
        takers = {f"manager__{it.pk}": olga.pk} | dict.fromkeys(
            (f"head__{it.pk}", f"group__{group.pk}", "rules", "reports", "stand_in"), olga.email
        )
        leave(admin, maria, **takers)
        it.refresh_from_db()
        assert it.head == olga
        assert Membership.objects.get(user=olga).role == "manager"
        assert list(group.members.all()) == [olga]
        assert list(ServiceApproval.objects.get().people.all()) == [olga]
        assert User.objects.get(pk=ivan.pk).manager == olga
        assert User.objects.get(pk=olga.pk).manager is None
        assert Absence.objects.get().stand_in == olga
        told = set(ConfigurationChange.objects.values_list("kind", flat=True))
        assert told == {"person", "department", "approver_group", "service"}

    def test_a_confidential_service_is_not_left_without_a_handler(
        self, admin: Client, laptop: Service, olga: User, ivan: User
    ) -> None:
        laptop.is_confidential = True
        laptop.save()
        laptop.handlers.set([olga])
        assert leave(admin, olga).status_code == 422
        assert User.objects.get(pk=olga.pk).is_active
        leave(admin, olga, **{f"handler__{laptop.pk}": ivan.pk})
        assert list(laptop.handlers.all()) == [ivan]

    def test_the_confidential_goes_to_the_new_handler(
        self, admin: Client, laptop: Service, laptop_request: ServiceRequest, olga: User, ivan: User, it: Department
    ) -> None:
        laptop.is_confidential = True
        laptop.save()
        laptop.handlers.set([olga])
        transitions.assign(laptop_request, to=olga, by=olga)
        leave(admin, olga, **{f"handler__{laptop.pk}": ivan.pk, f"work__{it.pk}": ivan.pk})
        assert ServiceRequest.objects.visible_to(User.objects.get(pk=ivan.pk)).filter(pk=laptop_request.pk).exists()

    def test_whoever_leaves_takes_nothing_over(self, admin: Client, maria: User, it: Department) -> None:
        answer = leave(admin, maria, **{f"head__{it.pk}": maria.email})
        assert answer.status_code == 422
        assert "Choose somebody else" in answer.content.decode()

    def test_with_nothing_in_their_name_it_is_said(self, admin: Client, li_wei: User) -> None:
        assert "Nothing else is in this person" in shown(admin, li_wei)
        assert leave(admin, li_wei)["Location"] == "/people/"
        assert not Undertaking.objects.exists()


class TestMany:
    @pytest.fixture
    def much(self, laptop: Service, li_wei: User, olga: User, monkeypatch: pytest.MonkeyPatch) -> list[ServiceRequest]:
        monkeypatch.setattr(undertakings, "AT_ONCE", 2)
        requests = [make_request(laptop, li_wei, f"No {number}") for number in range(4)]
        for request in requests:
            transitions.assign(request, to=olga, by=olga)
        return requests

    def test_a_worker_does_it_and_the_page_shows_how_far(
        self, admin: Client, much: list[ServiceRequest], olga: User, ivan: User, it: Department
    ) -> None:
        leave(admin, olga, **{f"work__{it.pk}": ivan.pk})
        assert not User.objects.get(pk=olga.pk).is_active
        assert "0 of 4" in ada_reads(admin, olga)
        assert undertakings.work(Undertaking.objects.get().pk)
        assert ServiceRequest.objects.assigned_to(ivan).count() == 4
        assert "4 of 4" in ada_reads(admin, olga)

    def test_a_worker_that_died_is_followed_by_another_and_nothing_is_done_twice(
        self, admin: Client, much: list[ServiceRequest], olga: User, ivan: User, it: Department
    ) -> None:
        leave(admin, olga, **{f"work__{it.pk}": ivan.pk})
        job = Undertaking.objects.get()
        assert not undertakings.work(job.pk, seconds=0)
        assert ServiceRequest.objects.assigned_to(ivan).count() == 1
        assert undertakings.free_ones() == [job.pk]
        assert undertakings.work(job.pk)
        assigned = [request.events.filter(verb="assigned").count() for request in much]
        assert assigned == [2, 2, 2, 2]

    def test_what_cannot_be_done_is_told_and_tried_again(
        self, admin: Client, much: list[ServiceRequest], olga: User, ivan: User, it: Department
    ) -> None:
        leave(admin, olga, **{f"work__{it.pk}": ivan.pk})
        Membership.objects.filter(user=ivan).delete()
        assert undertakings.work(Undertaking.objects.get().pk)
        page = ada_reads(admin, olga)
        assert "does not work in this department" in page
        assert f"#{much[0].pk}" in page
        Membership.objects.create(user=ivan, department=it)
        admin.post(f"/people/{olga.pk}/handing-on/attempt/")
        assert undertakings.work(Undertaking.objects.get().pk)
        assert ServiceRequest.objects.assigned_to(ivan).count() == 4

    def test_nobody_else_looks_at_it(
        self, much: list[ServiceRequest], olga: User, maria: User, ada: User, sign_in: SignedIn
    ) -> None:
        people.deactivate(olga, by=ada)
        for who in (maria, make_agent("Kim", much[0].department), make_manager("Lea", much[0].department)):
            assert sign_in(who).get(f"/people/{olga.pk}/handing-on/").status_code == 403
        assert sign_in(ada).get(f"/people/{make_user('New').pk}/handing-on/").status_code == 404


class TestWhatComesAgain:
    def test_it_goes_on_for_somebody_else(self, admin: Client, laptop: Service, li_wei: User, wang_fang: User) -> None:
        kept = keeping.begin(laptop, again(), owner=li_wei)
        assert "Recurring requests" in shown(admin, li_wei)
        leave(admin, li_wei, recurring=wang_fang.email)
        kept.refresh_from_db()
        assert (kept.owner, kept.state) == (wang_fang, "active")

    def test_without_anybody_it_ends(self, admin: Client, laptop: Service, li_wei: User) -> None:
        kept = keeping.begin(laptop, again(), owner=li_wei)
        leave(admin, li_wei)
        kept.refresh_from_db()
        assert kept.state == "ended"


def again() -> Wish:
    return Wish(title="Again", rule=Rule(every="day", from_day=clock.now().date()), at=time(9))
