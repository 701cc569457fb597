"""One named person is asked to say yes or no: the department waits, they decide, everybody is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from requests_app import access, clock, people, readership, transitions
from requests_app.models import Approval, ApprovalRound, Department, Notification, Service, ServiceRequest, User
from requests_app.states import IllegalMove, Status, Verb
from requests_app.transitions import Refused
from tests.conftest import SignedIn
from tests.make import make_request, utc
from tests.requests_app.test_notifications import told

LONG_AGO, IN_TIME = utc(2020, 1, 1), utc(2099, 1, 1)
Verdict = Approval.Verdict


@pytest.fixture
def asked(laptop_request: ServiceRequest, olga: User, boris: User) -> ServiceRequest:
    """Olga works on it, and Boris, who leads finance, is to say whether it may be bought."""
    transitions.start(laptop_request, by=olga)
    Notification.objects.all().delete()
    return transitions.ask_approval(laptop_request, boris, "2,400 EUR for two laptops", by=olga)


def the_approval() -> Approval:
    return Approval.objects.get()


def verbs(request: ServiceRequest) -> list[str]:
    return list(request.events.order_by("at", "id").values_list("verb", flat=True))


class TestAsking:
    def test_the_request_waits_and_the_question_is_kept(self, asked: ServiceRequest, olga: User, boris: User) -> None:
        approval = the_approval()
        assert (approval.approver, approval.asked_by, approval.asked_at) == (boris, olga, asked.updated_at)
        assert approval.question == "2,400 EUR for two laptops"
        assert approval.is_open
        assert asked.status == Status.ON_HOLD
        line = asked.events.get(verb=Verb.APPROVAL_ASKED)
        assert line.data == {"approval": approval.pk, "approver": boris.pk, "question": approval.question}
        assert (line.old_status, line.new_status, line.actor) == (Status.IN_PROGRESS, Status.ON_HOLD, olga)

    def test_it_needs_words(self, laptop_request: ServiceRequest, olga: User, boris: User) -> None:
        with pytest.raises(Refused, match="Say what is to be approved"):
            transitions.ask_approval(laptop_request, boris, "  ", by=olga)

    @pytest.mark.parametrize("who", ["requester", "filer", "asker"])
    def test_nobody_approves_what_they_ask_for(
        self, laptop: Service, li_wei: User, wang_fang: User, olga: User, who: str
    ) -> None:
        filing = transitions.Filing("Two laptops")
        request = transitions.submit(laptop, filing, requester=li_wei, by=wang_fang)
        approver = {"requester": li_wei, "filer": wang_fang, "asker": olga}[who]
        with pytest.raises(Refused, match="Nobody approves what they ask for themselves"):
            transitions.ask_approval(request, approver, "May they?", by=olga)

    def test_somebody_who_left_is_not_asked(self, laptop_request: ServiceRequest, olga: User, boris: User) -> None:
        boris.is_active = False
        with pytest.raises(Refused, match="Boris Weber no longer works here"):
            transitions.ask_approval(laptop_request, boris, "May they?", by=olga)

    def test_one_person_is_asked_at_a_time(self, asked: ServiceRequest, olga: User, maria: User) -> None:
        with pytest.raises(Refused, match="It waits for the approval of Boris Weber"):
            transitions.ask_approval(asked, maria, "Or you?", by=olga)

    def test_a_question_to_the_requester_comes_first(
        self, laptop_request: ServiceRequest, olga: User, boris: User
    ) -> None:
        transitions.ask(laptop_request, "Which model?", by=olga)
        with pytest.raises(IllegalMove):
            transitions.ask_approval(laptop_request, boris, "May they?", by=olga)

    def test_what_has_ended_needs_no_approval(self, laptop_request: ServiceRequest, olga: User, boris: User) -> None:
        transitions.resolve(laptop_request, by=olga)
        with pytest.raises(IllegalMove):
            transitions.ask_approval(laptop_request, boris, "May they?", by=olga)


class TestDeciding:
    def test_yes_lets_the_work_go_on(self, asked: ServiceRequest, boris: User) -> None:
        later = asked.updated_at + timedelta(hours=3)
        request = transitions.approve(asked, "Within the budget", by=boris, now=later)
        approval = the_approval()
        assert (approval.verdict, approval.decided_at, approval.reason) == (
            Verdict.APPROVED, later, "Within the budget",
        )  # fmt: skip
        assert request.status == Status.IN_PROGRESS

    def test_no_lets_the_department_decide_what_follows(self, asked: ServiceRequest, boris: User) -> None:
        request = transitions.reject(asked, "Not this quarter", by=boris)
        assert the_approval().verdict == Verdict.REJECTED
        assert request.status == Status.IN_PROGRESS
        assert request.events.get(verb=Verb.REJECTED).data["reason"] == "Not this quarter"

    def test_what_nobody_works_on_goes_back_to_the_inbox(
        self, laptop_request: ServiceRequest, olga: User, boris: User
    ) -> None:
        transitions.ask_approval(laptop_request, boris, "May they?", by=olga)
        assert transitions.approve(laptop_request, by=boris).status == Status.NEW

    def test_a_no_needs_a_reason(self, asked: ServiceRequest, boris: User) -> None:
        with pytest.raises(Refused, match="Say why you reject it"):
            transitions.reject(asked, " ", by=boris)

    @pytest.mark.parametrize("decide", [transitions.approve, lambda r, by: transitions.reject(r, "No", by=by)])
    def test_only_the_approver_decides(
        self, asked: ServiceRequest, maria: User, decide: Callable[..., ServiceRequest]
    ) -> None:
        with pytest.raises(Refused, match="Only Boris Weber was asked"):
            decide(asked, by=maria)

    def test_a_decision_is_made_once(self, asked: ServiceRequest, olga: User, boris: User) -> None:
        transitions.approve(asked, by=boris)
        with pytest.raises(IllegalMove):
            transitions.reject(asked, "On second thought", by=boris)
        transitions.hold(asked, "The supplier", by=olga)
        with pytest.raises(Refused, match="Nobody is asked"):
            transitions.reject(asked, "On second thought", by=boris)

    def test_another_approval_can_follow(self, asked: ServiceRequest, olga: User, boris: User, maria: User) -> None:
        transitions.reject(asked, "Ask Maria", by=boris)
        transitions.ask_approval(asked, maria, "May they?", by=olga)
        transitions.approve(asked, by=maria)
        assert [one.verdict for one in Approval.objects.oldest_first()] == [Verdict.REJECTED, Verdict.APPROVED]


class TestWhileItIsOpen:
    MOVES: dict[str, Callable[[ServiceRequest, User, Department], object]] = {
        "start": lambda request, olga, finance: transitions.start(request, by=olga),
        "resume": lambda request, olga, finance: transitions.resume(request, by=olga),
        "hold": lambda request, olga, finance: transitions.hold(request, "The supplier", by=olga),
        "ask": lambda request, olga, finance: transitions.ask(request, "Which?", by=olga),
        "propose": lambda request, olga, finance: transitions.propose(request, "A tablet?", by=olga),
        "hand_over": lambda request, olga, finance: transitions.hand_over(request, finance, "Yours", by=olga),
    }

    @pytest.mark.parametrize("move", MOVES)
    def test_nothing_else_moves_it(self, asked: ServiceRequest, olga: User, finance: Department, move: str) -> None:
        with pytest.raises(Refused, match="It waits for the approval of Boris Weber"):
            self.MOVES[move](asked, olga, finance)
        assert verbs(asked)[-1] == Verb.APPROVAL_ASKED
        assert asked.messages.count() == 0

    def test_what_does_not_move_it_is_possible(self, asked: ServiceRequest, olga: User, ivan: User) -> None:
        transitions.reply(asked, "We wait for finance", by=olga)
        transitions.promise(asked, clock.now() + timedelta(days=2), "Finance answers tomorrow", by=olga)
        transitions.assign(asked, to=ivan, by=olga)
        assert the_approval().is_open

    def test_taking_it_back_lets_the_work_go_on(self, asked: ServiceRequest, olga: User) -> None:
        assert transitions.withdraw_approval(asked, by=olga).status == Status.IN_PROGRESS
        assert the_approval().verdict == Verdict.WITHDRAWN
        with pytest.raises(IllegalMove):
            transitions.withdraw_approval(asked, by=olga)

    ENDS: dict[str, Callable[[ServiceRequest, User, User], ServiceRequest]] = {
        "resolve": lambda request, olga, li_wei: transitions.resolve(request, "Here", by=olga),
        "decline": lambda request, olga, li_wei: transitions.decline(request, "Too dear", by=olga),
        "cancel": lambda request, olga, li_wei: transitions.cancel(request, by=li_wei),
    }

    @pytest.mark.parametrize("end", ENDS)
    def test_an_end_takes_the_question_back_first(
        self, asked: ServiceRequest, olga: User, li_wei: User, end: str
    ) -> None:
        ended = self.ENDS[end](asked, olga, li_wei)
        assert not ended.is_open
        assert the_approval().verdict == Verdict.WITHDRAWN
        *_earlier, back, last = asked.events.order_by("at", "id")
        assert (back.verb, back.old_status, back.new_status) == (
            Verb.APPROVAL_WITHDRAWN, Status.ON_HOLD, Status.IN_PROGRESS,
        )  # fmt: skip
        assert (last.old_status, last.new_status) == (Status.IN_PROGRESS, ended.status)

    def test_an_ordinary_hold_is_left_as_before(self, laptop_request: ServiceRequest, olga: User) -> None:
        transitions.hold(laptop_request, "The supplier", by=olga)
        transitions.resume(laptop_request, by=olga)
        assert verbs(laptop_request) == ["submitted", "held", "resumed"]

    def test_it_does_not_wait_for_somebody_who_leaves(
        self, asked: ServiceRequest, olga: User, boris: User, ada: User
    ) -> None:
        people.deactivate(boris, by=ada)
        asked.refresh_from_db()
        assert (the_approval().verdict, asked.status) == (Verdict.WITHDRAWN, Status.IN_PROGRESS)
        assert told(olga) == ["approval_lost*"]


class TestWhatTheDatabaseKeeps:
    def test_one_open_round_a_request(self, asked: ServiceRequest, olga: User) -> None:
        with pytest.raises(IntegrityError, match="approval_one_open_round_a_request"), transaction.atomic():
            ApprovalRound.objects.create(request=asked, asked_by=olga, asked_at=IN_TIME, question="?")

    def test_one_voice_a_person_and_step(self, asked: ServiceRequest, boris: User) -> None:
        with pytest.raises(IntegrityError, match="approval_one_voice_a_step"), transaction.atomic():
            Approval.objects.create(request=asked, step=the_approval().step, approver=boris, asked_at=IN_TIME)

    @pytest.mark.parametrize(
        ("fields", "rule"),
        [
            ({"verdict": "approved"}, "approval_verdict_has_moment"),
            ({"decided_at": IN_TIME}, "approval_verdict_has_moment"),
            ({"verdict": "approved", "decided_at": LONG_AGO}, "approval_verdict_has_moment"),
            ({"verdict": "maybe", "decided_at": IN_TIME}, "approval_known_verdict"),
            ({"verdict": "rejected", "decided_at": IN_TIME}, "approval_rejected_with_reason"),
        ],
    )
    def test_a_verdict_has_its_moment_and_a_no_its_reason(
        self, asked: ServiceRequest, fields: dict[str, object], rule: str
    ) -> None:
        with pytest.raises(IntegrityError, match=rule), transaction.atomic():
            Approval.objects.filter(pk=the_approval().pk).update(**fields)


class TestWhoSeesIt:
    def test_the_approver_from_the_question_on(
        self, laptop_request: ServiceRequest, olga: User, boris: User, wang_fang: User
    ) -> None:
        assert not ServiceRequest.objects.visible_to(boris).exists()
        transitions.ask_approval(laptop_request, boris, "May they?", by=olga)
        for moment in ("asked", "decided"):
            assert ServiceRequest.objects.visible_to(boris).get() == laptop_request, moment
            assert not ServiceRequest.objects.visible_to(wang_fang).exists()
            assert readership.readers([(laptop_request, [wang_fang, boris])]) == [[boris]]
            if moment == "asked":
                transitions.approve(laptop_request, by=boris)

    def test_only_that_request(self, asked: ServiceRequest, laptop: Service, wang_fang: User, boris: User) -> None:
        make_request(laptop, wang_fang, "Another one")
        assert ServiceRequest.objects.visible_to(boris).get() == asked

    def test_internal_notes_stay_with_those_who_serve(
        self, asked: ServiceRequest, olga: User, boris: User, sign_in: SignedIn
    ) -> None:
        transitions.reply(asked, "He always says no", by=olga, internal=True)
        assert not access.sees_notes(boris, asked)
        page = sign_in(boris).get(f"/requests/{asked.pk}/").content.decode()
        assert "He always says no" not in page
        assert "2,400 EUR for two laptops" in page

    def test_the_approver_finds_it_by_its_number(self, asked: ServiceRequest, boris: User, sign_in: SignedIn) -> None:
        found = sign_in(boris).get(f"/?q=%23{asked.pk}", headers={"hx-request": "true"})
        assert f"/requests/{asked.pk}/" in found.content.decode()


class TestWhoIsTold:
    def test_the_approver_by_mail_and_the_requester_under_the_bell(
        self, asked: ServiceRequest, olga: User, boris: User, li_wei: User, ivan: User
    ) -> None:
        assert (told(boris), told(li_wei), told(olga), told(ivan)) == (
            ["approval_asked*"], ["approval_awaited"], [], [],
        )  # fmt: skip
        row = Notification.objects.of(boris).get()
        assert row.params["text"] == "2,400 EUR for two laptops"

    @pytest.mark.parametrize("verdict", ["approved", "rejected"])
    def test_whoever_asked_and_the_requester_hear_the_verdict(
        self, asked: ServiceRequest, olga: User, boris: User, li_wei: User, verdict: str
    ) -> None:
        Notification.objects.all().delete()
        if verdict == "approved":
            transitions.approve(asked, by=boris)
        else:
            transitions.reject(asked, "No money", by=boris)
            assert Notification.objects.of(olga).get().params["text"] == "No money"
        assert (told(olga), told(li_wei), told(boris)) == ([f"{verdict}*"], [f"{verdict}_for_you"], [])

    def test_whoever_works_on_it_now_hears_it_too(
        self, asked: ServiceRequest, olga: User, ivan: User, boris: User
    ) -> None:
        transitions.assign(asked, to=ivan, by=ivan)
        Notification.objects.all().delete()
        transitions.approve(ServiceRequest.objects.get(pk=asked.pk), by=boris)
        assert told(olga) == told(ivan) == ["approved*"]

    def test_the_approver_hears_that_it_is_off(self, asked: ServiceRequest, olga: User, boris: User) -> None:
        transitions.withdraw_approval(asked, by=olga)
        assert told(boris) == ["approval_asked*", "approval_withdrawn"]
        assert told(olga) == []


def send(client: Client, request: ServiceRequest, noun: str, **data: object) -> int:
    version = ServiceRequest.objects.get(pk=request.pk).version
    return client.post(f"/requests/{request.pk}/{noun}/", {"version": version, **data}).status_code


class TestOverHttp:
    def test_the_department_asks_a_colleague_by_name(
        self, laptop_request: ServiceRequest, olga: User, boris: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(olga)
        assert "Ask for approval" in client.get(f"/requests/{laptop_request.pk}/").content.decode()
        assert send(client, laptop_request, "approval", approver="boris weber", why="May they?") == 302
        assert the_approval().approver == boris

    @pytest.mark.parametrize(
        ("name", "answer"),
        [("Nobody Atall", "Nobody with this address"), ("", "required"), ("李伟", "Nobody approves")],
    )
    def test_who_cannot_be_asked_is_said_beside_the_field(
        self, laptop_request: ServiceRequest, olga: User, sign_in: SignedIn, name: str, answer: str
    ) -> None:
        form = {"version": laptop_request.version, "approver": name, "why": "May they have them?"}
        response = sign_in(olga).post(f"/requests/{laptop_request.pk}/approval/", form)
        page = response.content.decode()
        assert response.status_code == 422
        assert answer in page
        assert "May they have them?" in page
        assert not Approval.objects.exists()

    def test_names_are_suggested_while_typing(self, olga: User, boris: User, sign_in: SignedIn) -> None:
        assert "Boris Weber" in sign_in(olga).get("/colleagues/?approver=bori").content.decode()

    def test_home_and_the_list_of_what_waits_decide_in_place(
        self, laptop: Service, li_wei: User, olga: User, boris: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(boris)
        for address, back in (("/", "home"), ("/waiting/", "waiting")):
            request = make_request(laptop, li_wei, f"Laptop, seen on {back}")
            transitions.ask_approval(request, boris, "May they?", by=olga)
            page = client.get(address).content.decode()
            assert f"Olga Petrova asks you to approve: Laptop, seen on {back}" in page
            assert f'action="/requests/{request.pk}/consent/"' in page
            assert f'formaction="/requests/{request.pk}/rejection/"' in page
            form = {"version": request.version + 1, "back": back}
            assert client.post(f"/requests/{request.pk}/consent/", form).headers["Location"] == address
            assert f"Laptop, seen on {back}" not in client.get(address).content.decode()
        assert set(Approval.objects.values_list("verdict", flat=True)) == {Verdict.APPROVED}

    def test_the_way_back_leads_nowhere_else(self, asked: ServiceRequest, boris: User, sign_in: SignedIn) -> None:
        form = {"version": asked.version, "back": "https://example.org/"}
        response = sign_in(boris).post(f"/requests/{asked.pk}/consent/", form)
        assert response.headers["Location"] == f"/requests/{asked.pk}/"

    def test_the_number_in_the_menu_counts_them(self, asked: ServiceRequest, boris: User, sign_in: SignedIn) -> None:
        client = sign_in(boris)
        waits = [item for item in client.get("/").context["nav"]()[0].items if item.url == "/waiting/"]
        assert [item.count for item in waits] == ["1"]

    def test_the_request_asks_the_approver_and_tells_the_others(
        self, asked: ServiceRequest, olga: User, boris: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        pages = {who: sign_in(who).get(f"/requests/{asked.pk}/").content.decode() for who in (olga, boris, li_wei)}
        assert "Olga Petrova asks you to approve it" in pages[boris]
        for other in (olga, li_wei):
            assert "Waits for the approval of Boris Weber" in pages[other]
            assert "/consent/" not in pages[other]
        assert "/withdrawal/" in pages[olga]
        for page in pages.values():
            assert "<b>Olga Petrova</b> asked Boris Weber to approve it: “2,400 EUR for two laptops”" in page
            for noun in ("resumption", "hold", "handover", "question", "approval"):
                assert f"/requests/{asked.pk}/{noun}/" not in page

    def test_a_no_without_a_reason_is_asked_for_one(
        self, asked: ServiceRequest, boris: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(boris)
        assert send(client, asked, "rejection", reason="") == 422
        assert send(client, asked, "rejection", reason="No money") == 302
        page = client.get(f"/requests/{asked.pk}/").content.decode()
        assert "<b>Boris Weber</b> rejected it: “No money”" in page
        assert "/rejection/" not in page

    def test_what_is_approved_is_what_was_shown(
        self, asked: ServiceRequest, li_wei: User, boris: User, sign_in: SignedIn
    ) -> None:
        transitions.amend(asked, {"title": "Twenty laptops"}, by=li_wei)
        form = {"version": asked.version, "reason": "Two are fine"}
        response = sign_in(boris).post(f"/requests/{asked.pk}/consent/", form)
        assert response.status_code == 409
        assert "Two are fine" in response.content.decode()
        assert the_approval().is_open

    def test_who_comes_too_late_is_told_so(
        self, asked: ServiceRequest, olga: User, boris: User, sign_in: SignedIn
    ) -> None:
        transitions.withdraw_approval(asked, by=olga)
        assert send(sign_in(boris), asked, "consent") == 409
        transitions.hold(asked, "The supplier", by=olga)
        assert send(sign_in(boris), asked, "consent") == 422

    def test_what_an_import_brought_in_bothers_nobody(
        self, asked: ServiceRequest, boris: User, sign_in: SignedIn
    ) -> None:
        ServiceRequest.objects.update(is_live=False)
        for address in ("/", "/waiting/"):
            assert asked.title not in sign_in(boris).get(address).content.decode()

    def test_deactivating_says_what_waits_for_the_person(
        self, asked: ServiceRequest, boris: User, ada: User, sign_in: SignedIn
    ) -> None:
        page = sign_in(ada).get(f"/people/{boris.pk}/deactivation/").content.decode()
        assert "Approvals that wait for this person" in page


def test_an_approver_reads_and_decides_and_does_nothing_else(
    asked: ServiceRequest, boris: User, sign_in: SignedIn
) -> None:
    """The column that the access table does not have: every address of a request, for its approver."""
    from requests_app.views.verb_table import VERBS

    client = sign_in(boris)
    assert client.get(f"/requests/{asked.pk}/").status_code == 200
    for verb in VERBS:
        expected = 200 if verb.noun in ("consent", "rejection", "message") else 403
        assert client.get(f"/requests/{asked.pk}/{verb.noun}/").status_code == expected, verb.noun
    transitions.approve(asked, by=boris)
    assert send(client, asked, "message", text="Hello") == 403
