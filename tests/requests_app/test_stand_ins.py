"""An approver who is away: whoever stands in is asked as well and told why; of the two the first decision counts."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from requests_app import absences, readership, transitions
from requests_app.absences import Away
from requests_app.approvers import Wanted
from requests_app.models import Absence, Approval, Department, Notification, Service, ServiceRequest, User
from requests_app.notifications import texts
from requests_app.states import Status, Verb
from requests_app.tasks import ask_stand_ins
from requests_app.transitions import Refused
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_user
from tests.requests_app.test_approvals import send, verbs
from tests.requests_app.test_notifications import told

TODAY, FRIDAY = date(2026, 6, 29), date(2026, 7, 3)


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


@pytest.fixture
def boris_is_away(boris: User, anna: User) -> Absence:
    return absences.record(boris, Away(TODAY, FRIDAY, anna))


@pytest.fixture
def started(laptop_request: ServiceRequest, olga: User) -> ServiceRequest:
    transitions.start(laptop_request, by=olga)
    Notification.objects.all().delete()
    return laptop_request


@pytest.fixture
def asked(started: ServiceRequest, olga: User, boris: User, boris_is_away: Absence) -> ServiceRequest:
    return transitions.ask_approval(started, boris, "2,400 EUR for two laptops", by=olga)


def voices(request: ServiceRequest) -> dict[str, str]:
    rows = request.approvals.select_related("approver")
    return {one.approver.display_name: one.verdict for one in rows}


class TestAskingBoth:
    def test_the_stand_in_is_asked_as_well_and_told_why(self, asked: ServiceRequest, anna: User, boris: User) -> None:
        assert voices(asked) == {"Boris Weber": "", "Anna Orlova": ""}
        assert (told(boris), told(anna)) == (["approval_asked*"], ["stand_in_asked*"])
        words = texts.words_of(Notification.objects.of(anna).get())
        assert "because Boris Weber is away until 3 July 2026" in words.line
        assert words.quote == "2,400 EUR for two laptops"

    def test_the_journal_says_so_without_making_open_forms_stale(
        self, asked: ServiceRequest, olga: User, boris: User, sign_in: SignedIn
    ) -> None:
        assert verbs(asked)[-2:] == ["approval_asked", "stand_in_asked"]
        assert ServiceRequest.objects.get(pk=asked.pk).version == asked.version
        page = sign_in(olga).get(f"/requests/{asked.pk}/").content.decode()
        assert "Anna Orlova is asked as well: Boris Weber is away until Friday." in page
        assert "Waits for the approval of Boris Weber" in page

    def test_the_stand_in_sees_the_request_and_nobody_else_does(
        self, asked: ServiceRequest, anna: User, wang_fang: User
    ) -> None:
        assert ServiceRequest.objects.visible_to(anna).get() == asked
        assert readership.readers([(asked, [anna, wang_fang])]) == [[anna]]

    def test_the_first_decision_counts_and_is_said_for_whom(
        self, asked: ServiceRequest, anna: User, boris: User, olga: User, sign_in: SignedIn
    ) -> None:
        request = transitions.approve(asked, "Go ahead", by=anna)
        assert request.status == Status.IN_PROGRESS
        assert voices(request) == {"Boris Weber": "settled", "Anna Orlova": "approved"}
        assert request.events.get(verb=Verb.APPROVED).data["for"] == boris.pk
        assert told(boris) == ["approval_asked*", "approval_settled"]
        page = sign_in(olga).get(f"/requests/{request.pk}/").content.decode()
        assert "<b>Anna Orlova</b> for Boris Weber approved it: “Go ahead”" in page
        with pytest.raises(Refused, match="Nobody is asked"):
            transitions.reject(transitions.hold(request, "Supplier", by=olga), "No", by=boris)

    def test_the_absent_one_may_decide_after_all(self, asked: ServiceRequest, anna: User, boris: User) -> None:
        request = transitions.approve(asked, by=boris)
        assert voices(request) == {"Boris Weber": "approved", "Anna Orlova": "settled"}
        assert "for" not in request.events.get(verb=Verb.APPROVED).data
        assert told(anna) == ["stand_in_asked*", "approval_settled"]

    def test_a_no_of_the_stand_in_ends_it(self, asked: ServiceRequest, anna: User) -> None:
        transitions.reject(asked, "Too dear", by=anna)
        assert asked.approval_rounds.get().outcome == "rejected"

    def test_two_people_for_one_voice_are_one_voice(
        self, started: ServiceRequest, olga: User, boris: User, anna: User, maria: User, boris_is_away: Absence
    ) -> None:
        transitions.ask_approval(started, [Wanted(people=[boris, maria])], "May they?", by=olga)
        transitions.approve(started, by=anna)
        assert started.approval_rounds.get().outcome == ""
        transitions.approve(started, by=maria)
        assert started.approval_rounds.get().outcome == "approved"

    def test_who_has_a_voice_of_their_own_does_not_get_a_second_one(
        self, started: ServiceRequest, olga: User, boris: User, anna: User, boris_is_away: Absence
    ) -> None:
        transitions.ask_approval(started, [Wanted(people=[boris, anna])], "May they?", by=olga)
        assert Approval.objects.exclude(stands_in_for=None).count() == 0
        transitions.approve(started, by=anna)
        assert started.approval_rounds.get().outcome == ""

    def test_the_next_step_finds_its_stand_ins_too(
        self, started: ServiceRequest, olga: User, boris: User, anna: User, maria: User, boris_is_away: Absence
    ) -> None:
        transitions.ask_approval(started, [Wanted(people=[maria]), Wanted(people=[boris])], "May they?", by=olga)
        assert told(anna) == []
        transitions.approve(started, by=maria)
        assert told(anna) == ["stand_in_asked*"]


class TestChains:
    def test_at_most_three_one_after_the_other(
        self, started: ServiceRequest, olga: User, boris: User, finance: Department
    ) -> None:
        chain = [boris, *(make_user(f"Deputy {number}", finance) for number in range(1, 6))]
        for absent, deputy in pairwise(chain):
            absences.record(absent, Away(TODAY, FRIDAY, deputy))
        transitions.ask_approval(started, boris, "May they?", by=olga)
        assert set(voices(started)) == {"Boris Weber", "Deputy 1", "Deputy 2", "Deputy 3"}
        transitions.approve(started, by=chain[3])
        assert started.events.get(verb=Verb.APPROVED).data["for"] == boris.pk

    def test_a_circle_ends(
        self, started: ServiceRequest, olga: User, boris: User, anna: User, boris_is_away: Absence
    ) -> None:
        absences.record(anna, Away(TODAY, FRIDAY, boris))
        transitions.ask_approval(started, boris, "May they?", by=olga)
        assert set(voices(started)) == {"Boris Weber", "Anna Orlova"}

    def test_a_stand_in_does_not_approve_what_they_ask_for(
        self, laptop: Service, olga: User, boris: User, anna: User, maria: User, boris_is_away: Absence
    ) -> None:
        User.objects.filter(pk=boris.pk).update(manager=maria)
        request = make_request(laptop, anna)
        transitions.ask_approval(request, User.objects.get(pk=boris.pk), "May she?", by=olga)
        assert set(voices(request)) == {"Boris Weber", "Maria Schulz"}, "the next one above decides instead"

    def test_who_left_stands_in_for_nobody(
        self, started: ServiceRequest, olga: User, boris: User, anna: User, boris_is_away: Absence
    ) -> None:
        User.objects.filter(pk=anna.pk).update(is_active=False)
        transitions.ask_approval(started, boris, "May they?", by=olga)
        assert set(voices(started)) == {"Boris Weber"}


class TestAnAbsenceThatBeginsLater:
    def test_it_passes_on_at_once_what_waits(
        self, started: ServiceRequest, olga: User, boris: User, anna: User
    ) -> None:
        transitions.ask_approval(started, boris, "May they?", by=olga)
        absences.record(boris, Away(TODAY, FRIDAY, anna))
        assert told(anna) == ["stand_in_asked*"]
        assert transitions.approve(started, by=anna).status == Status.IN_PROGRESS

    def test_on_its_first_day_the_timetable_does_it_and_only_once(
        self, started: ServiceRequest, olga: User, boris: User, anna: User, travel: Travel
    ) -> None:
        transitions.ask_approval(started, boris, "May they?", by=olga)
        absences.record(boris, Away(date(2026, 7, 1), FRIDAY, anna))
        assert (ask_stand_ins(), told(anna)) == (0, [])
        travel("2026-07-01 00:30")
        assert (ask_stand_ins(), ask_stand_ins()) == (1, 0)
        assert told(anna) == ["stand_in_asked*"]

    def test_days_begin_in_the_zone_of_the_absent_person(
        self, started: ServiceRequest, olga: User, boris: User, anna: User, travel: Travel
    ) -> None:
        boris.time_zone = "Asia/Shanghai"
        boris.save()
        transitions.ask_approval(started, boris, "May they?", by=olga)
        absences.record(boris, Away(date(2026, 7, 1), FRIDAY, anna))
        travel("2026-06-30 15:30")
        assert ask_stand_ins() == 0
        travel("2026-06-30 16:30")
        assert ask_stand_ins() == 1

    def test_one_that_ends_takes_nothing_back(
        self, asked: ServiceRequest, boris: User, anna: User, boris_is_away: Absence, travel: Travel
    ) -> None:
        absences.remove(boris_is_away)
        travel("2026-07-06 09:00")
        ask_stand_ins()
        assert told(anna) == ["stand_in_asked*"]
        assert transitions.approve(asked, by=anna).status == Status.IN_PROGRESS

    def test_imported_requests_bother_nobody(
        self, started: ServiceRequest, olga: User, boris: User, anna: User
    ) -> None:
        transitions.ask_approval(started, boris, "May they?", by=olga)
        ServiceRequest.objects.update(is_live=False)
        absences.record(boris, Away(TODAY, FRIDAY, anna))
        assert told(anna) == []
        assert set(voices(started)) == {"Boris Weber"}


class TestOverHttp:
    def test_the_stand_in_decides_in_place(self, asked: ServiceRequest, anna: User, sign_in: SignedIn) -> None:
        client = sign_in(anna)
        for address in ("/", "/waiting/"):
            page = client.get(address).content.decode()
            assert "Olga Petrova asks you to approve in place of Boris Weber: Two laptops" in page
        assert "Boris Weber is away, and may decide as well" in client.get(f"/requests/{asked.pk}/").content.decode()
        assert send(client, asked, "consent", back="waiting") == 302
        assert asked.approval_rounds.get().outcome == "approved"

    def test_the_one_who_comes_second_is_told_so(
        self, asked: ServiceRequest, anna: User, boris: User, sign_in: SignedIn
    ) -> None:
        transitions.approve(asked, by=anna)
        assert send(sign_in(boris), asked, "consent") == 409
        assert "for Boris Weber approved it" in sign_in(boris).get(f"/requests/{asked.pk}/").content.decode()
