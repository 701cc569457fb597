"""Who is asked, when, how often; and that asking never undoes what it is about."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from requests_app import transitions
from requests_app.models import Delivery, Department, Notification, Service, ServiceRequest, User
from requests_app.notifications import notify, texts
from requests_app.states import Status, Verb
from surveys import answering, inviting, tasks
from surveys.models import Instrument, Invitation, NotAsked
from tests.conftest import Travel
from tests.make import make_agent, make_department, make_request, make_service, make_user, utc

DONE_AT = utc(2026, 6, 11, 10)
Finish = Callable[..., ServiceRequest]
Capture = Any


def reason(request: ServiceRequest) -> str:
    return NotAsked.objects.get(request=request).reason


def asked_before(person: User, day: date, department: Department | None = None, instrument: str = "P") -> None:
    """An earlier invitation to any survey."""
    Invitation.objects.create(person=person, instrument=instrument, department=department, sent_on=day)


class TestWhen:
    def test_a_confirmation_is_followed_by_the_invitation_at_once(
        self, resolved_request: ServiceRequest, li_wei: User, django_capture_on_commit_callbacks: Capture
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            transitions.confirm(resolved_request, by=li_wei)
        invitation = Invitation.objects.get(request=resolved_request)
        assert (invitation.person, invitation.instrument) == (li_wei, Instrument.RATING)
        assert invitation.sent_on == date(2026, 6, 11)

    def test_nobody_is_asked_on_resolution_alone(
        self, laptop_request: ServiceRequest, olga: User, django_capture_on_commit_callbacks: Capture
    ) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            transitions.resolve(laptop_request, by=olga)
        assert not Invitation.objects.exists()

    @pytest.mark.parametrize(("late", "invited"), [(timedelta(hours=24) - timedelta(seconds=1), 0), (timedelta(1), 1)])
    def test_without_a_confirmation_it_is_sent_a_day_after_resolution(
        self, resolved_request: ServiceRequest, late: timedelta, invited: int
    ) -> None:
        assert inviting.invite_due(now=DONE_AT + late) == invited

    def test_the_sweep_finds_a_confirmation_whose_invitation_was_missed(
        self, resolved_request: ServiceRequest, li_wei: User
    ) -> None:
        transitions.confirm(resolved_request, by=li_wei)
        assert inviting.invite_due(now=DONE_AT + timedelta(minutes=5)) == 1

    def test_what_closed_by_itself_is_asked_about_too(self, resolved_request: ServiceRequest) -> None:
        transitions.close(resolved_request, now=DONE_AT + timedelta(days=2))
        assert inviting.invite_due(now=DONE_AT + timedelta(days=2)) == 1

    def test_after_a_week_nobody_is_asked_any_more(self, resolved_request: ServiceRequest) -> None:
        assert inviting.invite_due(now=DONE_AT + timedelta(days=7)) == 0

    def test_a_second_run_adds_nothing(self, resolved_request: ServiceRequest, travel: Travel) -> None:
        travel(DONE_AT + timedelta(days=1))
        assert [tasks.invite_due(), tasks.invite_due()] == [1, 0]
        assert Invitation.objects.count() == 1
        assert Notification.objects.filter(kind="rating_invitation").count() == 1

    def test_reopened_work_is_not_asked_about_until_a_day_after_it_is_done_again(
        self, resolved_request: ServiceRequest, li_wei: User, finish: Finish
    ) -> None:
        transitions.confirm(resolved_request, by=li_wei)
        transitions.reopen(resolved_request, "One is missing.", by=li_wei)
        assert inviting.invite_due(now=DONE_AT + timedelta(days=2)) == 0
        again = DONE_AT + timedelta(days=2)
        transitions.resolve(resolved_request, by=None, now=again)
        assert inviting.invite_due(now=again + timedelta(hours=23)) == 0
        assert inviting.invite_due(now=again + timedelta(hours=24)) == 1


class TestWho:
    def test_the_requester_and_not_the_colleague_who_filed_it(
        self, laptop: Service, li_wei: User, wang_fang: User, finish: Finish, travel: Travel
    ) -> None:
        travel(DONE_AT)
        filing = transitions.Filing("For Li Wei")
        finish(transitions.submit(laptop, filing, requester=li_wei, by=wang_fang))
        inviting.invite_due(now=DONE_AT + timedelta(days=1))
        assert [i.person for i in Invitation.objects.all()] == [li_wei]
        assert {n.recipient for n in Notification.objects.filter(kind="rating_invitation")} == {li_wei}

    def test_the_department_is_the_one_that_handled_it_and_the_handler_who_worked_on_it(
        self, laptop_request: ServiceRequest, finance: Department, anna: User, finish: Finish, travel: Travel
    ) -> None:
        travel(DONE_AT)
        moved = transitions.hand_over(laptop_request, finance, "They buy.", by=None)
        finish(moved, anna)
        inviting.invite_due(now=DONE_AT + timedelta(days=1))
        invitation = Invitation.objects.get()
        assert (invitation.department, invitation.handler) == (finance, anna)

    def test_who_said_that_it_is_done_is_the_handler_where_nobody_took_it(
        self, laptop_request: ServiceRequest, ivan: User
    ) -> None:
        transitions.resolve(laptop_request, by=ivan, now=DONE_AT)
        inviting.invite_due(now=DONE_AT + timedelta(days=1))
        assert Invitation.objects.get().handler == ivan

    def test_nobody_is_asked_about_their_own_work(self, laptop: Service, olga: User) -> None:
        request = make_request(laptop, olga, now=DONE_AT)
        transitions.resolve(request, by=olga, now=DONE_AT)
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 0
        assert reason(request) == "own_work"

    def test_a_colleague_of_the_handler_is_asked_like_anybody(
        self, laptop: Service, ivan: User, finish: Finish, travel: Travel
    ) -> None:
        travel(DONE_AT)
        finish(make_request(laptop, ivan))
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 1

    def test_the_database_refuses_an_invitation_about_own_work(
        self, laptop_request: ServiceRequest, li_wei: User
    ) -> None:
        with pytest.raises(IntegrityError, match="invitation_not_about_own_work"), transaction.atomic():
            Invitation.objects.create(
                person=li_wei,
                handler=li_wei,
                request=laptop_request,
                department=laptop_request.department,
                sent_on=DONE_AT.date(),
            )

    @pytest.mark.parametrize("end", ["decline", "cancel"])
    def test_what_has_no_result_is_not_asked_about(self, laptop_request: ServiceRequest, olga: User, end: str) -> None:
        getattr(transitions, end)(laptop_request, "No longer needed.", by=olga, now=DONE_AT)
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 0
        assert not NotAsked.objects.exists()

    def test_an_imported_request_asks_nobody(
        self, resolved_request: ServiceRequest, li_wei: User, django_capture_on_commit_callbacks: Capture
    ) -> None:
        ServiceRequest.objects.filter(pk=resolved_request.pk).update(is_live=False)
        with django_capture_on_commit_callbacks(execute=True):
            transitions.confirm(resolved_request, by=li_wei)
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 0

    def test_somebody_who_has_left_is_not_asked(self, resolved_request: ServiceRequest, li_wei: User) -> None:
        li_wei.is_active = False
        li_wei.save(update_fields=["is_active"])
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 0
        assert reason(resolved_request) == "inactive"

    def test_who_does_not_want_to_is_not_asked_and_may_change_their_mind(
        self, resolved_request: ServiceRequest, li_wei: User, laptop: Service, finish: Finish
    ) -> None:
        answering.set_opt_out(li_wei, True, now=DONE_AT)
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 0
        assert reason(resolved_request) == "opt_out"
        answering.set_opt_out(li_wei, False, now=DONE_AT)
        finish(make_request(laptop, li_wei))
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 1


class TestTheSwitchOfAService:
    def test_one_that_never_asks_asks_nobody(self, resolved_request: ServiceRequest, laptop: Service) -> None:
        Service.objects.filter(pk=laptop.pk).update(asking="never")
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == 0
        assert reason(resolved_request) == "service_off"

    @pytest.mark.parametrize(("lot", "invited"), [(0.39, 1), (0.4, 0)])
    @pytest.mark.usefixtures("resolved_request")
    def test_one_that_draws_lots_asks_some_and_remembers_the_chance(
        self, laptop: Service, monkeypatch: pytest.MonkeyPatch, lot: float, invited: int
    ) -> None:
        Service.objects.filter(pk=laptop.pk).update(asking="sampled", asking_share=40)
        monkeypatch.setattr(inviting, "draw", lambda: lot)
        assert inviting.invite_due(now=DONE_AT + timedelta(days=1)) == invited
        if invited:
            assert Invitation.objects.get().probability == pytest.approx(0.4)
        else:
            assert NotAsked.objects.get().reason == "not_drawn"


class TestThrottle:
    DAY = date(2026, 6, 12)  # when the sweep looks

    def decide(self) -> int:
        return inviting.invite_due(now=DONE_AT + timedelta(days=1))

    @pytest.mark.parametrize(("ago", "invited"), [(13, 0), (14, 1)])
    def test_two_weeks_between_any_two_invitations(
        self, resolved_request: ServiceRequest, li_wei: User, finance: Department, ago: int, invited: int
    ) -> None:
        asked_before(li_wei, self.DAY - timedelta(days=ago), finance)
        assert self.decide() == invited
        assert invited or reason(resolved_request) == "person_cooldown"

    @pytest.mark.parametrize(("ago", "invited"), [(59, 0), (60, 1)])
    def test_sixty_days_between_two_about_the_same_department(
        self, resolved_request: ServiceRequest, li_wei: User, it: Department, ago: int, invited: int
    ) -> None:
        asked_before(li_wei, self.DAY - timedelta(days=ago), it)
        assert self.decide() == invited
        assert invited or reason(resolved_request) == "department_cooldown"

    @pytest.mark.parametrize(("oldest", "invited"), [(364, 0), (365, 1)])
    def test_twelve_in_365_days(
        self, resolved_request: ServiceRequest, li_wei: User, finance: Department, oldest: int, invited: int
    ) -> None:
        for number in range(11):
            asked_before(li_wei, self.DAY - timedelta(days=20 + number * 14), finance)
        asked_before(li_wei, self.DAY - timedelta(days=oldest), finance)
        assert self.decide() == invited
        assert invited or reason(resolved_request) == "max_per_365_days"

    @pytest.mark.parametrize(("ahead", "invited"), [(13, 0), (14, 1)])
    def test_a_campaign_reserves_its_people_by_rows_that_lie_ahead(
        self, resolved_request: ServiceRequest, li_wei: User, ahead: int, invited: int
    ) -> None:
        asked_before(li_wei, self.DAY + timedelta(days=ahead), instrument="S")
        assert self.decide() == invited

    def test_refusing_falls_once_and_is_not_made_good_when_the_cooldown_ends(
        self, resolved_request: ServiceRequest, li_wei: User, finance: Department
    ) -> None:
        asked_before(li_wei, self.DAY - timedelta(days=13), finance)
        self.decide()
        assert inviting.invite_due(now=DONE_AT + timedelta(days=3)) == 0

    def test_a_new_resolution_after_reopening_is_decided_anew(
        self, resolved_request: ServiceRequest, li_wei: User, finance: Department, olga: User
    ) -> None:
        asked_before(li_wei, self.DAY - timedelta(days=13), finance)
        self.decide()
        transitions.reopen(resolved_request, "Still broken.", by=li_wei, now=DONE_AT + timedelta(days=2))
        transitions.resolve(resolved_request, by=olga, now=DONE_AT + timedelta(days=3))
        assert inviting.invite_due(now=DONE_AT + timedelta(days=4)) == 1

    def test_of_two_requests_done_together_one_is_asked_about(
        self, resolved_request: ServiceRequest, laptop: Service, li_wei: User, finish: Finish
    ) -> None:
        finish(make_request(laptop, li_wei))
        assert self.decide() == 1
        assert NotAsked.objects.get().reason == "person_cooldown"

    def test_over_a_year_nobody_is_asked_too_often(self, db: None) -> None:
        """Two people, six departments, two finished requests a week each, half of them confirmed at once."""
        chance = random.Random(20260611)
        handlers = [make_agent(f"Handler {n}", make_department(f"dept-{n}")) for n in range(6)]
        services = [make_service(_only_department(h), f"service-{h.pk}") for h in handlers]
        people = [make_user(f"Asker {n}") for n in range(2)]
        first = utc(2026, 1, 5)
        for person in people:
            for _request in range(104):
                number, at = chance.randrange(6), first + timedelta(minutes=chance.randrange(365 * 24 * 60))
                _finished(services[number], person, handlers[number], at, confirmed=chance.random() < 0.5)
        for day in range(370):
            inviting.invite_due(now=first + timedelta(days=day, minutes=chance.randrange(24 * 60)))
        for person in people:
            invitations = list(Invitation.objects.of(person).order_by("sent_on"))
            assert 6 <= len(invitations) <= 12
            self.check(invitations)

    def check(self, invitations: list[Invitation]) -> None:
        days = [i.sent_on for i in invitations]
        assert all(later - earlier >= timedelta(days=14) for earlier, later in pairwise(days))
        for department in {i.department_id for i in invitations}:
            same = [i.sent_on for i in invitations if i.department_id == department]
            assert all(later - earlier >= timedelta(days=60) for earlier, later in pairwise(same))
        assert all(sum(day - timedelta(days=365) < other <= day for other in days) <= 12 for day in days)


def _only_department(agent: User) -> Department:
    return Department.objects.with_role_of(agent).get()


def _finished(service: Service, person: User, handler: User, at: datetime, *, confirmed: bool) -> None:
    """A request and the end of its journal, as rows: a year of verbs would take long and is not what is tested."""
    request = ServiceRequest.objects.create(
        title="Once more",
        service=service,
        department=service.provider,
        requester=person,
        filed_by=person,
        assignee=handler,
        status=Status.CLOSED if confirmed else Status.RESOLVED,
        filed_at=at,
        updated_at=at,
        resolved_at=at,
        closed_at=at if confirmed else None,
    )
    for verb in (Verb.RESOLVED, Verb.CONFIRMED) if confirmed else (Verb.RESOLVED,):
        request.events.create(verb=verb, at=at, new_status=request.status, department=service.provider)


class TestTelling:
    def test_the_invitation_is_told_in_the_portal_and_by_mail(self, invitation: Invitation, li_wei: User) -> None:
        told = Notification.objects.get(kind="rating_invitation")
        assert (told.recipient, told.request) == (li_wei, invitation.request)
        assert told.deliveries.get().channel == Delivery.Channel.EMAIL

    def test_its_link_opens_the_questions_and_stores_nothing(
        self, invitation: Invitation, li_wei: User, sign_in: Any
    ) -> None:
        told = Notification.objects.get(kind="rating_invitation")
        page = sign_in(li_wei).get(texts.wording_of(told.kind).path_in_mail(told))
        assert page.status_code == 200
        invitation.refresh_from_db()
        assert not invitation.done

    def test_its_words_name_department_and_request(self, invitation: Invitation) -> None:
        words = texts.words_of(Notification.objects.get(kind="rating_invitation"))
        assert words.line.startswith("IT has finished “Two laptops for new starters”.")
        assert "not to be asked again" in words.why


class TestCourtesy:
    @pytest.fixture
    def broken(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*args: object, **kwargs: object) -> None:
            raise RuntimeError("the outbox is full")

        monkeypatch.setattr(inviting, "notify", fail)

    @pytest.mark.django_db(transaction=True)
    def test_a_failing_invitation_leaves_the_confirmation_alone(
        self, broken: None, resolved_request: ServiceRequest, li_wei: User
    ) -> None:
        transitions.confirm(resolved_request, by=li_wei)
        resolved_request.refresh_from_db()
        assert resolved_request.status == "closed"
        assert not Invitation.objects.exists()

    def test_one_that_fails_does_not_stop_the_others_and_comes_round_again(
        self,
        resolved_request: ServiceRequest,
        laptop: Service,
        wang_fang: User,
        finish: Finish,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        finish(make_request(laptop, wang_fang))
        tell = notify

        def only_others(kind: str, recipients: Any, *, request: ServiceRequest, **kwargs: Any) -> None:
            if request == resolved_request:
                raise RuntimeError("this one fails")
            tell(kind, recipients, request=request, **kwargs)

        monkeypatch.setattr(inviting, "notify", only_others)
        tomorrow: datetime = DONE_AT + timedelta(days=1)
        assert inviting.invite_due(now=tomorrow) == 1
        monkeypatch.setattr(inviting, "notify", tell)
        assert inviting.invite_due(now=tomorrow) == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_request_that_somebody_is_changing_is_left_for_the_next_round(
        self, resolved_request: ServiceRequest
    ) -> None:
        from threading import Thread

        from django.db import connection

        tomorrow = DONE_AT + timedelta(days=1)
        results: list[int] = []

        def other_worker() -> None:
            results.append(inviting.invite_due(now=tomorrow))
            connection.close()

        with transaction.atomic():
            ServiceRequest.objects.select_for_update().get(pk=resolved_request.pk)
            worker = Thread(target=other_worker)
            worker.start()
            worker.join(timeout=10)
        assert results == [0]
        assert inviting.invite_due(now=tomorrow) == 1

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_cannot_ask_one_person_twice(
        self, resolved_request: ServiceRequest, laptop: Service, li_wei: User, finish: Finish
    ) -> None:
        from threading import Barrier, Thread

        from django.db import connection

        other = finish(make_request(laptop, li_wei))
        together = Barrier(2)

        def worker(pk: int) -> None:
            together.wait(timeout=10)
            inviting.invite_robustly(pk, now=DONE_AT + timedelta(days=1))
            connection.close()

        threads = [Thread(target=worker, args=[request.pk]) for request in (resolved_request, other)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=10)
        assert Invitation.objects.count() == 1
        assert NotAsked.objects.count() == 1
