"""The morning note: one message when somebody's working day begins, each line with a way to act, nothing if nothing."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives

from dashboards.morning import day, telling, words
from dashboards.morning.work import Waiting, waiting_for
from requests_app import absences, clock, transitions
from requests_app.models import (
    Delivery,
    Department,
    Notification,
    NotificationChoice,
    NotificationSettings,
    Service,
    ServiceRequest,
    User,
)
from requests_app.notifications import delivery
from requests_app.notifications.hours import AnyHour, Hours
from requests_app.notifications.receiving import receivers_of
from tests.conftest import SignedIn, Travel
from tests.make import make_request

# A Wednesday. Without a standard people work from nine to six in their department's zone, here UTC.
BEGINS, NIGHT = "2026-06-10 09:00", "2026-06-09 20:00"


def hours_of(person: User) -> Hours:
    return receivers_of([person], clock.now())[person.pk].hours


def waiting(person: User) -> Waiting:
    now = clock.now()
    return waiting_for([person.pk], day.day_of(hours_of(person), person.zone, now), now).get(person.pk, Waiting())


def given_to(person: User, service: Service, requester: User, **columns: object) -> ServiceRequest:
    request = transitions.assign(make_request(service, requester), to=person, by=person)
    ServiceRequest.objects.filter(pk=request.pk).update(**{"due_at": None, **columns})
    return ServiceRequest.objects.get(pk=request.pk)


def notes() -> list[Notification]:
    return list(Notification.objects.filter(kind=telling.KIND))


@pytest.fixture(autouse=True)
def _quiet_night(travel: Travel, db: None) -> None:
    travel(NIGHT)


class TestWhatWaits:
    def test_each_request_stands_once_under_the_first_reason(
        self, olga: User, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        today = clock.now() + timedelta(hours=15)
        both = given_to(olga, laptop, li_wei, promised_at=today, due_at=today)
        late = given_to(olga, laptop, li_wei, due_at=clock.now())
        far = given_to(olga, laptop, li_wei, due_at=clock.now() + timedelta(days=9))
        travel(BEGINS)
        found = waiting(olga)
        assert found.by_reason == {"promised": [both.pk], "late": [late.pk]}
        assert found.open == 3
        assert far.pk not in found.by_reason["silent"]

    def test_the_last_word_is_the_requesters(self, olga: User, laptop: Service, li_wei: User, travel: Travel) -> None:
        request = given_to(olga, laptop, li_wei)
        transitions.reply(request, "We look into it", by=olga)
        transitions.reply(request, "Please hurry", by=li_wei, now=clock.now() + timedelta(minutes=1))
        travel(BEGINS)
        assert waiting(olga).by_reason == {"unheard": [request.pk]}

    def test_a_note_is_no_word_to_the_requester(
        self, olga: User, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        request = given_to(olga, laptop, li_wei)
        travel("2026-06-15 09:00")
        transitions.reply(request, "Somebody should write to them", by=olga, internal=True)
        assert waiting(olga).by_reason == {"silent": [request.pk]}

    def test_a_weekend_is_no_silence(self, olga: User, laptop: Service, li_wei: User, travel: Travel) -> None:
        travel("2026-06-11 10:00")  # Thursday
        request = given_to(olga, laptop, li_wei)
        travel("2026-06-16 09:00")  # Tuesday: Thursday's rest, Friday, Monday
        assert not waiting(olga)
        travel("2026-06-17 09:00")
        assert waiting(olga).by_reason == {"silent": [request.pk]}

    def test_what_rests_is_neither_silent_nor_unheard(
        self, olga: User, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        request = given_to(olga, laptop, li_wei)
        transitions.ask(request, "Which one?", by=olga)
        travel("2026-06-22 09:00")
        assert not waiting(olga)
        assert waiting(li_wei).by_reason == {"asked": [request.pk]}

    def test_whoever_leads_hears_of_what_nobody_took(
        self, maria: User, olga: User, laptop_request: ServiceRequest
    ) -> None:
        ServiceRequest.objects.update(due_at=clock.now())
        assert waiting(maria).by_reason == {"untaken": [laptop_request.pk]}
        assert not waiting(olga)

    def test_confidential_work_is_not_counted_for_who_leads(
        self, maria: User, laptop: Service, laptop_request: ServiceRequest
    ) -> None:
        ServiceRequest.objects.update(due_at=clock.now())
        Service.objects.filter(pk=laptop.pk).update(is_confidential=True)
        assert not waiting(maria)

    def test_who_serves_elsewhere_by_now_has_nothing_to_do(self, olga: User, laptop: Service, li_wei: User) -> None:
        given_to(olga, laptop, li_wei, due_at=clock.now())
        olga.memberships.all().delete()
        assert not waiting(olga)

    def test_hours_are_those_of_days_on_which_one_is_there(
        self, olga: User, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        given_to(olga, laptop, li_wei, due_at=clock.now())
        absences.record(olga, absences.Away(date(2026, 6, 12), date(2026, 6, 19)))
        travel(BEGINS)  # Wednesday: with Thursday two fifths of forty
        assert waiting(olga).hours == 16

    def test_imported_requests_wait_for_nobody(self, olga: User, laptop: Service, li_wei: User) -> None:
        given_to(olga, laptop, li_wei, due_at=clock.now(), is_live=False)
        assert not waiting(olga)


class TestWhen:
    def test_it_comes_when_the_day_begins_and_once(
        self, olga: User, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        given_to(olga, laptop, li_wei, due_at=clock.now())
        travel("2026-06-10 08:59")
        assert telling.tell_due() == 0
        travel(BEGINS)
        telling.tell_due()
        telling.tell_due()
        travel("2026-06-10 09:30")
        telling.tell_due()
        assert [note.recipient for note in notes()] == [olga]
        travel("2026-06-11 09:00")
        telling.tell_due()
        assert len(notes()) == 2

    def test_a_job_that_slept_until_noon_writes_none(
        self, olga: User, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        given_to(olga, laptop, li_wei, due_at=clock.now())
        travel("2026-06-10 12:00")
        telling.tell_due()
        assert notes() == []

    def test_nothing_to_say_nothing_sent(self, olga: User, li_wei: User, travel: Travel) -> None:
        travel(BEGINS)
        assert telling.tell_due() == 0

    def test_not_on_a_weekend_and_not_to_who_is_away(
        self, olga: User, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        given_to(olga, laptop, li_wei, due_at=clock.now())
        absences.record(olga, absences.Away(date(2026, 6, 10), date(2026, 6, 11)))
        for moment in ("2026-06-10 09:00", "2026-06-13 09:00"):
            travel(moment)
            telling.tell_due()
        assert notes() == []
        travel("2026-06-12 09:00")
        telling.tell_due()
        assert len(notes()) == 1

    def test_by_the_clock_of_their_own_zone(
        self, olga: User, it: Department, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        it.time_zone = olga.time_zone = "Asia/Shanghai"
        it.save()
        olga.save()
        given_to(olga, laptop, li_wei, due_at=clock.now())
        travel("2026-06-10 01:00")
        telling.tell_due()
        assert [note.params["on_day"] for note in notes()] == ["2026-06-10"]

    def test_by_hours_somebody_chose(self, olga: User, laptop: Service, li_wei: User, travel: Travel) -> None:
        NotificationSettings.objects.create(person=olga, from_time=time(7, 30), until_time=time(15))
        given_to(olga, laptop, li_wei, due_at=clock.now())
        travel("2026-06-10 07:30")
        telling.tell_due()
        assert len(notes()) == 1

    def test_around_the_clock_begins_in_the_morning(self, olga: User, travel: Travel) -> None:
        travel("2026-06-10 00:10")
        begins = day.begins_at(AnyHour(), olga.zone, clock.now())
        assert begins is not None
        assert begins.hour == 6

    def test_many_people_in_batches(
        self, olga: User, ivan: User, laptop: Service, li_wei: User, travel: Travel, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(telling, "BATCH", 1)
        for person in (olga, ivan):
            given_to(person, laptop, li_wei, due_at=clock.now())
        travel(BEGINS)
        assert telling.tell_due() == 2


class TestTheMessage:
    @pytest.fixture
    def written(self, olga: User, laptop: Service, li_wei: User, travel: Travel) -> ServiceRequest:
        request = given_to(olga, laptop, li_wei, due_at=clock.now())
        for _number in range(2):
            given_to(olga, laptop, li_wei, promised_at=clock.now() + timedelta(hours=14))
        Delivery.objects.all().delete()
        travel(BEGINS)
        telling.tell_due()
        return request

    def test_each_line_leads_to_its_action(self, written: ServiceRequest) -> None:
        delivery.deliver_due()
        [sent] = mail.outbox
        assert isinstance(sent, EmailMultiAlternatives)
        assert "2 requests promised for today" in sent.body
        assert "/morning/#promised" in sent.body
        assert f"/requests/{written.pk}/" in sent.body
        assert "3 open requests are with you; this week has 24 of your hours left" in sent.body
        assert f'/requests/{written.pk}/">1 request due today or late</a>' in str(sent.alternatives[0][0])

    def test_it_speaks_the_readers_language(self, olga: User, written: ServiceRequest) -> None:
        User.objects.filter(pk=olga.pk).update(language="ru")
        delivery.deliver_due()
        assert "2 заявки обещаны на сегодня" in mail.outbox[0].body

    def test_the_daily_mail_does_not_hold_it_back(self, olga: User, written: ServiceRequest) -> None:
        NotificationSettings.objects.create(person=olga, pace=NotificationSettings.Pace.DAILY, daily_at=8)
        delivery.deliver_due()
        assert len(mail.outbox) == 1

    def test_whoever_wants_none_gets_none(self, olga: User, laptop: Service, li_wei: User, travel: Travel) -> None:
        given_to(olga, laptop, li_wei, due_at=clock.now())
        NotificationChoice.objects.create(person=olga, topic="morning", way="email", wanted=False)
        travel(BEGINS)
        telling.tell_due()
        assert not Delivery.objects.filter(notification__kind=telling.KIND).exists()


class TestThePage:
    def test_it_lists_the_requests_behind_each_line(
        self, olga: User, laptop: Service, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        request = given_to(olga, laptop, li_wei, due_at=clock.now())
        travel(BEGINS)
        page = sign_in(olga).get("/morning/").content.decode()
        assert 'id="late"' in page
        assert f"/requests/{request.pk}/" in page

    def test_it_is_empty_where_nothing_waits(self, li_wei: User, sign_in: SignedIn) -> None:
        assert "Nothing waits for you" in sign_in(li_wei).get("/morning/").content.decode()

    def test_the_page_of_choices_leads_there(self, olga: User, sign_in: SignedIn) -> None:
        assert "/morning/" in sign_in(olga).get("/notifications/choices/").content.decode()


def test_every_reason_has_words_in_both_numbers() -> None:
    for code in words.SAID:
        assert "%" not in words.said(code, 1) + words.said(code, 2)
