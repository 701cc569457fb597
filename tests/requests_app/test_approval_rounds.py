"""Several people say yes or no: steps one after the other or at once, a quorum, and rules that begin by themselves."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest
from django.test import Client

from requests_app import absences, approval_rules, people, readership, transitions
from requests_app.approvers import Wanted
from requests_app.models import (
    Approval,
    ApprovalRound,
    ApprovalRule,
    ApproverGroup,
    Chosen,
    Department,
    Notification,
    Service,
    ServiceRequest,
    Translated,
    User,
)
from requests_app.states import Status, Verb
from requests_app.transitions import Refused
from tests.conftest import SignedIn
from tests.make import make_department, make_request, make_standard, make_user, utc
from tests.requests_app.test_approvals import send, verbs
from tests.requests_app.test_notifications import told

Verdict = Approval.Verdict
QUESTION = Translated({"en": "Is it within the budget?", "ru": "Это в рамках бюджета?"})


@pytest.fixture
def kim(analytics: Department) -> User:
    return make_user("Kim Minjun", analytics, email="kim@example.com")


@pytest.fixture
def board(finance: Department, boris: User, wang_fang: User, kim: User) -> ApproverGroup:
    group = ApproverGroup(department=finance)
    return approval_rules.save_group(group, Translated({"en": "Purchasing board"}), [boris, wang_fang, kim])


@pytest.fixture
def started(laptop_request: ServiceRequest, olga: User) -> ServiceRequest:
    transitions.start(laptop_request, by=olga)
    Notification.objects.all().delete()
    return laptop_request


def ask(request: ServiceRequest, by: User, *steps: Wanted, in_order: bool = True) -> ServiceRequest:
    return transitions.ask_approval(request, steps, "2,400 EUR for two laptops", by=by, in_order=in_order)


def verdicts(request: ServiceRequest) -> dict[str, str]:
    return {one.approver.display_name: one.verdict for one in request.approvals.select_related("approver")}


def outcome(request: ServiceRequest) -> str:
    return request.approval_rounds.get().outcome


class TestQuorum:
    def test_two_of_three_are_enough(
        self, started: ServiceRequest, olga: User, board: ApproverGroup, boris: User, kim: User, wang_fang: User
    ) -> None:
        ask(started, olga, Wanted(Chosen.GROUP, group=board, needed=2))
        assert transitions.approve(started, by=boris).status == Status.ON_HOLD
        assert outcome(started) == ""
        request = transitions.approve(started, "Fine with me", by=kim)
        assert (request.status, outcome(request)) == (Status.IN_PROGRESS, "approved")
        assert verdicts(request) == {"Boris Weber": "approved", "Kim Minjun": "approved", "王芳": "settled"}
        assert told(wang_fang) == ["approval_asked*", "approval_settled"]
        assert told(olga) == ["approved*"], "one voice of several is no news for whoever asked"

    def test_all_of_them_is_what_is_meant_without_a_number(
        self, started: ServiceRequest, olga: User, boris: User, kim: User
    ) -> None:
        ask(started, olga, Wanted(people=[boris, kim]))
        transitions.approve(started, by=kim)
        assert outcome(started) == ""
        transitions.approve(started, by=boris)
        assert outcome(started) == "approved"

    def test_any_one_of_them(self, started: ServiceRequest, olga: User, boris: User, kim: User) -> None:
        ask(started, olga, Wanted(people=[boris, kim], needed=1))
        assert transitions.approve(started, by=kim).status == Status.IN_PROGRESS

    def test_one_no_ends_it_and_the_others_are_told(
        self, started: ServiceRequest, olga: User, boris: User, kim: User, wang_fang: User
    ) -> None:
        ask(started, olga, Wanted(people=[boris, kim, wang_fang]))
        transitions.approve(started, by=boris)
        request = transitions.reject(started, "Not this quarter", by=kim)
        assert (request.status, outcome(request)) == (Status.IN_PROGRESS, "rejected")
        assert verdicts(request) == {"Boris Weber": "approved", "Kim Minjun": "rejected", "王芳": "settled"}
        assert told(wang_fang) == ["approval_asked*", "approval_settled"]
        assert told(olga) == ["rejected*"]
        with pytest.raises(Refused, match="Nobody is asked"):
            transitions.approve(transitions.hold(request, "Supplier", by=olga), by=wang_fang)

    def test_nobody_has_two_voices(self, started: ServiceRequest, olga: User, boris: User, kim: User) -> None:
        ask(started, olga, Wanted(people=[boris, kim]))
        transitions.approve(started, by=boris)
        with pytest.raises(Refused, match="Only Kim Minjun was asked"):
            transitions.approve(started, by=boris)


class TestSteps:
    def test_the_second_step_opens_when_the_first_is_fulfilled(
        self, started: ServiceRequest, olga: User, boris: User, kim: User
    ) -> None:
        ask(started, olga, Wanted(people=[boris]), Wanted(people=[kim]))
        assert told(kim) == []
        assert not ServiceRequest.objects.visible_to(kim).exists(), "whose turn has not come does not see it yet"
        transitions.approve(started, by=boris)
        assert told(kim) == ["approval_next*"]
        assert Notification.objects.of(kim).get().params["text"] == {"en": "2,400 EUR for two laptops"}
        assert ServiceRequest.objects.visible_to(kim).get() == started
        assert readership.readers([(started, [kim])]) == [[kim]]
        request = transitions.approve(started, by=kim)
        assert (request.status, outcome(request)) == (Status.IN_PROGRESS, "approved")
        assert verbs(request)[-3:] == ["approval_asked", "approved", "approved"]

    def test_a_no_in_the_first_step_spares_the_second(
        self, started: ServiceRequest, olga: User, boris: User, kim: User
    ) -> None:
        ask(started, olga, Wanted(people=[boris]), Wanted(people=[kim]))
        transitions.reject(started, "No", by=boris)
        assert told(kim) == []
        assert outcome(started) == "rejected"

    def test_all_at_once(self, started: ServiceRequest, olga: User, boris: User, kim: User) -> None:
        ask(started, olga, Wanted(people=[boris]), Wanted(people=[kim]), in_order=False)
        assert told(kim) == told(boris) == ["approval_asked*"]
        transitions.approve(started, by=kim)
        assert outcome(started) == ""
        assert transitions.approve(started, by=boris).status == Status.IN_PROGRESS

    def test_who_alone_decides_two_steps_is_asked_once(self, started: ServiceRequest, olga: User, boris: User) -> None:
        started.requester.manager = boris
        started.requester.save()
        ask(started, olga, Wanted(Chosen.MANAGER), Wanted(people=[boris]))
        assert transitions.approve(started, by=boris).status == Status.IN_PROGRESS

    def test_taking_it_back_tells_everybody_who_was_asked(
        self, started: ServiceRequest, olga: User, boris: User, kim: User
    ) -> None:
        ask(started, olga, Wanted(people=[boris, kim]))
        transitions.withdraw_approval(started, by=olga)
        assert outcome(started) == "withdrawn"
        assert told(boris) == told(kim) == ["approval_asked*", "approval_withdrawn"]

    def test_the_request_tells_how_far_it_is(
        self, started: ServiceRequest, olga: User, boris: User, kim: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        ask(started, olga, Wanted(people=[boris, kim]), Wanted(people=[make_user("Later Lena")]))
        transitions.approve(started, by=boris)
        page = sign_in(li_wei).get(f"/requests/{started.pk}/").content.decode()
        assert "Waits for the approval of Kim Minjun" in page
        assert "1 of 2 agreed" in page
        assert "Later Lena" in page
        assert "<b>Boris Weber</b> approved it. 1 of 2 agreed so far." in page


class TestWhoLeaves:
    def test_the_others_can_still_agree(
        self,
        started: ServiceRequest,
        olga: User,
        board: ApproverGroup,
        boris: User,
        kim: User,
        wang_fang: User,
        ada: User,
    ) -> None:
        ask(started, olga, Wanted(Chosen.GROUP, group=board, needed=2))
        people.deactivate(boris, by=ada)
        started.refresh_from_db()
        assert (started.status, outcome(started)) == (Status.ON_HOLD, "")
        transitions.approve(started, by=kim)
        assert transitions.approve(started, by=wang_fang).status == Status.IN_PROGRESS

    def test_too_few_are_left(self, started: ServiceRequest, olga: User, boris: User, kim: User, ada: User) -> None:
        ask(started, olga, Wanted(people=[boris, kim]))
        people.deactivate(boris, by=ada)
        assert outcome(started) == "withdrawn"
        assert told(olga) == ["approval_lost*"]
        assert told(kim)[-1] == "approval_withdrawn"

    def test_who_left_before_their_turn_is_replaced_by_the_next_above(
        self, started: ServiceRequest, olga: User, boris: User, kim: User, ada: User
    ) -> None:
        lena = make_user("Lena Roth", manager=kim)
        ask(started, olga, Wanted(people=[boris]), Wanted(people=[lena]))
        people.deactivate(lena, by=ada)
        transitions.approve(started, by=boris)
        assert told(kim) == ["approval_next*"]


class TestNobodyApprovesTheirOwn:
    def test_the_line_manager_of_whoever_asks(
        self, started: ServiceRequest, olga: User, kim: User, li_wei: User
    ) -> None:
        li_wei.manager = kim
        li_wei.save()
        ask(started, olga, Wanted(Chosen.MANAGER))
        assert verdicts(started) == {"Kim Minjun": ""}

    def test_the_line_manager_who_filed_it_is_passed_over(
        self, laptop: Service, li_wei: User, kim: User, boris: User, olga: User
    ) -> None:
        li_wei.manager, kim.manager = kim, boris
        li_wei.save()
        kim.save()
        request = transitions.submit(laptop, transitions.Filing("Two"), requester=li_wei, by=kim)
        ask(request, olga, Wanted(Chosen.MANAGER))
        assert verdicts(request) == {"Boris Weber": ""}

    def test_the_head_of_the_asking_department_up_to_the_department_above(
        self, laptop: Service, li_wei: User, kim: User, boris: User, olga: User, analytics: Department
    ) -> None:
        above = make_department("operations", head=boris)
        analytics.head, analytics.parent = kim, above
        analytics.save()
        for requester, expected in ((li_wei, "Kim Minjun"), (kim, "Boris Weber")):
            request = make_request(laptop, requester)
            ask(request, olga, Wanted(Chosen.HEAD))
            assert verdicts(request) == {expected: ""}

    def test_a_member_of_the_group_who_asks_has_no_voice(
        self, laptop: Service, board: ApproverGroup, kim: User, olga: User
    ) -> None:
        request = make_request(laptop, kim)
        ask(request, olga, Wanted(Chosen.GROUP, group=board, needed=3))
        assert set(verdicts(request)) == {"Boris Weber", "王芳"}
        assert request.approval_rounds.get().steps.get().needed == 2

    def test_managers_in_a_circle_end_in_a_sentence(
        self, started: ServiceRequest, olga: User, li_wei: User, wang_fang: User
    ) -> None:
        wang_fang.is_active = False
        li_wei.manager, wang_fang.manager = wang_fang, li_wei
        li_wei.save()
        wang_fang.save()
        with pytest.raises(Refused, match="Nobody above 李伟 is known"):
            ask(started, olga, Wanted(Chosen.MANAGER))


@pytest.fixture
def rule(laptop: Service, board: ApproverGroup, li_wei: User, kim: User) -> ApprovalRule:
    """Laptops: the line manager first, then two of the board."""
    User.objects.filter(pk=li_wei.pk).update(manager=kim)
    li_wei.refresh_from_db()
    steps = [Wanted(Chosen.MANAGER), Wanted(Chosen.GROUP, group=board, needed=2)]
    kept = approval_rules.set_rule(laptop, QUESTION, steps, in_order=True)
    assert kept is not None
    return kept


class TestRuleOfAService:
    def test_it_begins_when_a_request_is_filed(
        self, rule: ApprovalRule, laptop: Service, li_wei: User, kim: User, olga: User
    ) -> None:
        request = make_request(laptop, li_wei)
        assert request.status == Status.ON_HOLD
        assert verbs(request) == ["submitted", "approval_asked"]
        begun = ApprovalRound.objects.get()
        assert (begun.asked_by, dict(begun.question)) == (None, dict(QUESTION))
        assert verdicts(request) == {"Kim Minjun": ""}
        assert told(kim) == ["approval_asked*"]
        assert told(li_wei) == ["approval_awaited"]

    def test_the_department_goes_on_after_the_last_step(
        self, rule: ApprovalRule, laptop: Service, li_wei: User, kim: User, boris: User, wang_fang: User, olga: User
    ) -> None:
        request = make_request(laptop, li_wei)
        transitions.approve(request, by=kim)
        Notification.objects.all().delete()
        assert transitions.approve(request, by=boris).status == Status.ON_HOLD
        assert transitions.approve(request, by=wang_fang).status == Status.NEW
        assert told(olga) == ["approved"]
        assert told(li_wei) == ["approved_for_you"]

    def test_the_question_is_read_in_the_approvers_language(
        self, rule: ApprovalRule, laptop: Service, li_wei: User, kim: User, sign_in: SignedIn
    ) -> None:
        request = make_request(laptop, li_wei)
        User.objects.filter(pk=kim.pk).update(language="ru")
        page = sign_in(User.objects.get(pk=kim.pk)).get(f"/requests/{request.pk}/").content.decode()
        assert page.count("Это в рамках бюджета?") >= 2, "in the box, and in the history"

    def test_without_anybody_above_whoever_leads_the_department_is_asked(
        self, laptop: Service, wang_fang: User, maria: User
    ) -> None:
        approval_rules.set_rule(laptop, QUESTION, [Wanted(Chosen.MANAGER)], in_order=True)
        request = make_request(laptop, wang_fang)
        assert verdicts(request) == {"Maria Schulz": ""}

    def test_where_really_nobody_is_found_the_request_goes_on(self, laptop: Service, wang_fang: User) -> None:
        approval_rules.set_rule(laptop, QUESTION, [Wanted(Chosen.MANAGER)], in_order=True)
        assert make_request(laptop, wang_fang).status == Status.NEW

    def test_the_time_of_the_approvers_is_not_the_departments(
        self, rule: ApprovalRule, laptop: Service, it: Department, li_wei: User, kim: User, boris: User, wang_fang: User
    ) -> None:
        make_standard(it, by_priority={("approval", None): 5 * 3600})
        nine = utc(2026, 6, 11, 9)
        request = make_request(laptop, li_wei, now=nine)
        transitions.approve(request, by=kim, now=nine + timedelta(hours=2))
        clock = request.clocks.get(metric="approval")
        assert clock.state == "running", "one clock a round, whatever its steps"
        transitions.approve(request, by=boris, now=nine + timedelta(hours=3))
        transitions.approve(request, by=wang_fang, now=nine + timedelta(hours=4))
        clock.refresh_from_db()
        assert (clock.state, clock.consumed_us) == ("met", 4 * 3600 * 1_000_000)
        resolution = request.clocks.get(metric="resolution")
        assert (resolution.consumed_us, resolution.running_since) == (0, nine + timedelta(hours=4))

    def test_a_changed_rule_leaves_open_rounds_alone(
        self, rule: ApprovalRule, laptop: Service, li_wei: User, kim: User
    ) -> None:
        request = make_request(laptop, li_wei)
        approval_rules.set_rule(laptop, QUESTION, [], in_order=True)
        assert outcome(request) == ""
        assert make_request(laptop, li_wei).status == Status.NEW


class TestOverHttp:
    def test_agents_ask_in_two_steps(
        self, started: ServiceRequest, olga: User, board: ApproverGroup, li_wei: User, kim: User, sign_in: SignedIn
    ) -> None:
        User.objects.filter(pk=li_wei.pk).update(manager=kim)
        client = sign_in(olga)
        page = client.get(f"/requests/{started.pk}/approval/").content.decode()
        assert "Line manager: Kim Minjun" in page
        assert "Purchasing board: Finance" in page
        form = {"who": "manager", "who_2": f"group-{board.pk}", "needed_2": "2", "why": "May they?"}
        assert send(client, started, "approval", **form) == 302
        begun = started.approval_rounds.get()
        assert [(step.chosen, step.needed) for step in begun.steps.all()] == [("manager", 1), ("group", 2)]

    def test_several_people_with_commas_between(
        self, started: ServiceRequest, olga: User, boris: User, kim: User, sign_in: SignedIn
    ) -> None:
        form = {"approver": "boris weber, kim@example.com", "needed": "1", "why": "May they?"}
        assert send(sign_in(olga), started, "approval", **form) == 302
        assert set(verdicts(started)) == {"Boris Weber", "Kim Minjun"}

    def test_names_are_suggested_behind_the_comma(self, olga: User, boris: User, sign_in: SignedIn) -> None:
        page = sign_in(olga).get("/colleagues/?approver=kim%40example.com%2C+bori").content.decode()
        assert 'value="kim@example.com, boris.weber@example.com"' in page.replace("boris-weber", "boris.weber")

    def test_a_step_without_names_is_asked_for_them(
        self, started: ServiceRequest, olga: User, boris: User, sign_in: SignedIn
    ) -> None:
        form = {"approver": "boris weber", "who_2": "people", "why": "May they?"}
        assert send(sign_in(olga), started, "approval", **form) == 422
        assert not ApprovalRound.objects.exists()


class TestScreensOfTheDepartment:
    ADDRESS = "/approvals/rules/it/services/laptop/"

    def test_the_manager_writes_a_rule(
        self, laptop: Service, maria: User, boris: User, li_wei: User, kim: User, sign_in: SignedIn
    ) -> None:
        client: Client = sign_in(maria)
        assert "No approval" in client.get("/approvals/rules/it/").content.decode()
        form = {"question_en": "Within budget?", "who": "manager", "who_2": "people", "approver_2": "boris weber"}
        assert client.post(self.ADDRESS, form).status_code == 302
        rule = ApprovalRule.objects.get(service=laptop)
        assert [step.chosen for step in rule.steps.all()] == ["manager", "people"]
        page = client.get(self.ADDRESS).content.decode()
        assert "Within budget?" in page
        assert boris.email in page
        assert "Needs approval" in client.get("/approvals/rules/it/").content.decode()
        assert client.post(self.ADDRESS, {"question_en": "Within budget?"}).status_code == 302
        assert not ApprovalRule.objects.exists()

    def test_a_rule_needs_words(self, laptop: Service, maria: User, sign_in: SignedIn) -> None:
        response = sign_in(maria).post(self.ADDRESS, {"who": "manager"})
        assert response.status_code == 422
        assert "Say what is to be approved" in response.content.decode()

    def test_groups_are_made_changed_and_removed(
        self, it: Department, maria: User, boris: User, kim: User, laptop: Service, sign_in: SignedIn
    ) -> None:
        client = sign_in(maria)
        form = {"name_en": "Board", "members": "boris weber, Kim Minjun"}
        assert client.post("/approvals/rules/it/groups/new/", form).status_code == 302
        group = ApproverGroup.objects.get()
        assert set(group.members.all()) == {boris, kim}
        approval_rules.set_rule(laptop, QUESTION, [Wanted(Chosen.GROUP, group=group)], in_order=True)
        client.post(f"/approvals/groups/{group.pk}/removal/")
        assert ApproverGroup.objects.exists(), "a rule names it"
        assert client.post(f"/approvals/groups/{group.pk}/", {"name_en": "Board", "members": ""}).status_code == 422
        approval_rules.set_rule(laptop, QUESTION, [], in_order=True)
        client.post(f"/approvals/groups/{group.pk}/removal/")
        assert not ApproverGroup.objects.exists()

    def test_another_departments_rules_are_not_found(self, laptop: Service, boris: User, sign_in: SignedIn) -> None:
        assert sign_in(boris).get(self.ADDRESS).status_code == 404
        assert sign_in(boris).get("/approvals/rules/it/").status_code == 404


def test_the_line_manager_is_set_where_people_are_administered(
    ada: User, li_wei: User, kim: User, sign_in: SignedIn
) -> None:
    form = {
        "display_name": li_wei.display_name, "email": li_wei.email, "department": li_wei.department_id,
        "language": "en", "time_zone": "UTC", "manager": "kim minjun",
        "roles-TOTAL_FORMS": "0", "roles-INITIAL_FORMS": "0",
    }  # fmt: skip
    assert sign_in(ada).post(f"/people/{li_wei.pk}/", form).status_code == 302
    li_wei.refresh_from_db()
    assert li_wei.manager == kim
    response = sign_in(ada).post(f"/people/{li_wei.pk}/", {**form, "manager": li_wei.email})
    assert response.status_code == 422
    assert "Nobody is their own line manager" in response.content.decode()


def test_verb_lines_tell_who_was_asked(started: ServiceRequest, olga: User, boris: User, kim: User) -> None:
    ask(started, olga, Wanted(people=[boris, kim]), Wanted(people=[make_user("Later Lena")]))
    line = started.events.get(verb=Verb.APPROVAL_ASKED)
    assert (line.data["approvers"], line.data["steps"]) == ([boris.pk, kim.pk], 2)


@pytest.mark.parametrize("seed", range(12))
def test_whatever_happens_the_rows_agree(
    seed: int, laptop: Service, li_wei: User, olga: User, board: ApproverGroup, boris: User, kim: User, wang_fang: User
) -> None:
    """Random rounds lived to their end: held exactly while open, a quorum behind every yes, one voice a person."""
    rng = random.Random(seed)
    crowd = [boris, kim, wang_fang, make_user("Lena Roth")]
    now = utc(2026, 6, 29, 8)
    for person in rng.sample(crowd, 2):
        away = absences.Away(now.date(), now.date() + timedelta(days=rng.randint(0, 3)), rng.choice(crowd))
        if away.stand_in != person:
            absences.record(person, away, now=now)
    request = make_request(laptop, rng.choice([li_wei, kim]), now=now)
    free = [one for one in crowd if one != request.requester]
    steps = [Wanted(people=rng.sample(free, rng.randint(1, 3)), needed=rng.randint(0, 3)) for _step in range(3)]
    request = transitions.ask_approval(request, steps, "May they?", by=olga, in_order=rng.random() < 0.6, now=now)
    for turn in range(1, 40):
        begun = request.approval_rounds.with_voices().get()
        assert (request.status == Status.ON_HOLD) == (begun.outcome == "")
        if begun.outcome:
            break
        asked = rng.choice(begun.open_voices()).approver
        decide = transitions.approve if rng.random() < 0.93 else transitions.reject
        request = decide(request, "So be it", by=asked, now=now + timedelta(hours=turn))
        transitions.ask_stand_ins(request, now=now + timedelta(hours=turn))
    rows = list(request.approvals.select_related("step"))
    assert begun.outcome in ("approved", "rejected")
    assert not any(one.is_open for one in rows)
    assert request.requester_id not in {one.approver_id for one in rows}
    assert len({(one.step_id, one.approver_id) for one in rows}) == len(rows)
    seats = [one.stands_in_for_id or one.pk for one in rows if one.verdict == Verdict.APPROVED]
    assert len(set(seats)) == len(seats), "one voice each, whoever gave it"
    if begun.outcome == "approved":
        assert all(step.voices >= step.needed for step in begun.steps.all())
    assert (begun.outcome == "rejected") == any(one.verdict == Verdict.REJECTED for one in rows)
