"""When somebody is told outside the portal: in their hours, what belongs together together, and never in a storm."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives
from pytest_django.fixtures import Settings

from requests_app import absences, people, transitions
from requests_app.models import (
    Delivery,
    Department,
    Level,
    NotificationSettings,
    Service,
    ServiceRequest,
    User,
)
from requests_app.notifications import notify, waiting
from requests_app.notifications.delivery import deliver_due
from tests.conftest import Travel
from tests.make import OFFICE_HOURS, make_request, make_standard, utc

Box = list[EmailMultiAlternatives]

# A Thursday; Analytics has no standard of its own, so its people work from nine to six in UTC.
MORNING = utc(2026, 6, 11, 9)
NIGHT = utc(2026, 6, 11, 22)
FRIDAY, MONDAY = utc(2026, 6, 12, 9), utc(2026, 6, 15, 9)


@pytest.fixture
def chosen(li_wei: User) -> NotificationSettings:
    return NotificationSettings.objects.create(person=li_wei)


@pytest.fixture(autouse=True)
def _clock(travel: Travel) -> None:
    travel(MORNING)


def reply(request: ServiceRequest, by: User, text: str = "Soon.") -> None:
    transitions.reply(request, text, by=by)


def subjects(box: Box) -> list[str]:
    return [str(mail.subject) for mail in box]


class TestWorkingHours:
    def test_at_night_mail_waits_until_the_receiver_works_again(
        self, laptop_request: ServiceRequest, olga: User, mailoutbox: Box, travel: Travel
    ) -> None:
        travel(NIGHT)
        reply(laptop_request, olga)
        assert deliver_due() == 0
        assert Delivery.objects.get().next_attempt_at == FRIDAY
        assert Delivery.objects.get().attempts == 0, "waiting is no attempt"
        travel(FRIDAY)
        assert deliver_due() == 1
        assert len(mailoutbox) == 1

    def test_they_are_those_of_the_receivers_department(
        self, laptop_request: ServiceRequest, analytics: Department, olga: User, travel: Travel
    ) -> None:
        make_standard(analytics, spec=OFFICE_HOURS)
        travel(utc(2026, 6, 11, 16, 30))  # half past six in Berlin
        reply(laptop_request, olga)
        assert deliver_due() == 0
        assert Delivery.objects.get().next_attempt_at == utc(2026, 6, 12, 7)

    def test_over_the_weekend_it_waits_for_monday(
        self, laptop_request: ServiceRequest, olga: User, travel: Travel
    ) -> None:
        travel("2026-06-12 20:00")
        reply(laptop_request, olga)
        deliver_due()
        assert Delivery.objects.get().next_attempt_at == MONDAY

    def test_what_is_critical_comes_at_any_hour_unless_somebody_wants_none_of_it(
        self, laptop: Service, li_wei: User, olga: User, chosen: NotificationSettings, travel: Travel
    ) -> None:
        travel(NIGHT)
        critical = make_request(laptop, li_wei, impact=Level.HIGH, urgency=Level.HIGH)
        reply(critical, olga)
        assert deliver_due() == 1
        chosen.outside = NotificationSettings.Outside.NEVER
        chosen.save()
        reply(make_request(laptop, li_wei, impact=Level.HIGH, urgency=Level.HIGH), olga)
        assert deliver_due() == 0

    def test_whoever_wants_everything_at_once_gets_it(
        self, laptop_request: ServiceRequest, olga: User, chosen: NotificationSettings, travel: Travel
    ) -> None:
        chosen.outside = NotificationSettings.Outside.ALWAYS
        chosen.save()
        travel(NIGHT)
        reply(laptop_request, olga)
        assert deliver_due() == 1

    def test_ones_own_hours_count_on_the_departments_days(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, chosen: NotificationSettings, travel: Travel
    ) -> None:
        User.objects.filter(pk=li_wei.pk).update(time_zone="Asia/Shanghai")
        chosen.from_time, chosen.until_time = time(7, 30), time(15, 0)
        chosen.save()
        travel("2026-06-12 08:00")  # four in the afternoon in Shanghai, a Friday
        reply(laptop_request, olga)
        assert deliver_due() == 0
        assert Delivery.objects.get().next_attempt_at == utc(2026, 6, 14, 23, 30)  # Monday, half past seven

    def test_a_link_for_a_new_password_waits_for_nothing(self, li_wei: User, travel: Travel, mailoutbox: Box) -> None:
        travel(NIGHT)
        people.forgot_password(li_wei.email, now=NIGHT)
        assert deliver_due() == 1

    def test_other_hours_count_for_what_waits_already(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, chosen: NotificationSettings, travel: Travel
    ) -> None:
        travel(NIGHT)
        reply(laptop_request, olga)
        deliver_due()
        assert waiting.next_moment(li_wei, NIGHT) == FRIDAY
        chosen.outside = NotificationSettings.Outside.ALWAYS
        chosen.save()
        waiting.look_again(li_wei, at=NIGHT)
        assert deliver_due() == 1


class TestOfOneRequest:
    def test_several_changes_are_one_mail(self, laptop_request: ServiceRequest, olga: User, mailoutbox: Box) -> None:
        reply(laptop_request, olga, "First.")
        reply(laptop_request, olga, "Second.")
        transitions.resolve(laptop_request, "Here.", by=olga)
        assert deliver_due() == 1
        [mail] = mailoutbox
        assert mail.subject == f"[#{laptop_request.pk}] 3 changes: Two laptops for new starters"
        html = str(mail.alternatives[0][0])
        for body in (str(mail.body), html):
            assert body.index("First.") < body.index("Second.") < body.index("Confirm or object")
            assert body.count("because you asked for it") == 1
        assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}

    def test_what_follows_within_the_window_comes_together_when_it_is_over(
        self, laptop_request: ServiceRequest, olga: User, mailoutbox: Box, travel: Travel
    ) -> None:
        reply(laptop_request, olga)
        assert deliver_due() == 1
        for minute in (2, 5):
            travel(MORNING + timedelta(minutes=minute))
            reply(laptop_request, olga)
            assert deliver_due() == 0
        travel(MORNING + timedelta(minutes=10))
        assert deliver_due() == 1
        assert [subject.split(": ")[0].split("] ")[1] for subject in subjects(mailoutbox)] == [
            "Olga Petrova wrote to you",
            "2 changes",
        ]

    def test_what_goes_together_is_tried_together_again(
        self, laptop_request: ServiceRequest, olga: User, mailoutbox: Box, monkeypatch: Any, travel: Travel
    ) -> None:
        reply(laptop_request, olga)
        reply(laptop_request, olga)

        def fail(*args: Any) -> None:
            raise OSError("down")

        with monkeypatch.context() as broken:
            broken.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", fail)
            assert deliver_due() == 0
        assert sorted(Delivery.objects.values_list("state", flat=True)) == ["packed", "pending"]
        reply(laptop_request, olga)  # a third one does not join what has been tried already
        travel(MORNING + timedelta(minutes=2))
        deliver_due()
        assert subjects(mailoutbox)[0].endswith("2 changes: Two laptops for new starters")

    def test_other_requests_have_mails_of_their_own(
        self, laptop: Service, li_wei: User, olga: User, mailoutbox: Box
    ) -> None:
        for title in ("One", "Two"):
            reply(make_request(laptop, li_wei, title), olga)
        assert deliver_due() == 2

    def test_what_one_may_no_longer_read_is_left_out(
        self, laptop: Service, li_wei: User, olga: User, ivan: User, mailoutbox: Box, settings: Settings
    ) -> None:
        settings.MESSAGES_PER_HOUR = 1
        mine, gone = make_request(laptop, olga, "Mine"), make_request(laptop, li_wei, "Gone")
        notify("closed", [olga], key="a", at=MORNING, request=gone)
        notify("closed", [olga], key="b", at=MORNING, request=mine)
        olga.memberships.all().delete()
        assert deliver_due() == 1
        assert "Gone" not in str(mailoutbox[0].body)
        assert "Mine" in str(mailoutbox[0].body)


class TestAStorm:
    @pytest.fixture
    def many(self, laptop: Service, li_wei: User, settings: Settings) -> list[ServiceRequest]:
        settings.MESSAGES_PER_HOUR = 3
        return [make_request(laptop, li_wei, f"Request {number}") for number in range(40)]

    def test_it_ends_in_one_mail_with_all_the_rest(
        self, many: list[ServiceRequest], olga: User, mailoutbox: Box
    ) -> None:
        for request in many:
            reply(request, olga)
        assert deliver_due() == 3
        assert [len(str(mail.body).split("wrote to you about")) - 1 for mail in mailoutbox] == [1, 1, 25]
        assert "and 13 more" in str(mailoutbox[-1].body)
        assert mailoutbox[-1].subject == "38 pieces of news from the portal"
        assert not Delivery.objects.pending().exists()

    def test_what_comes_later_waits_until_the_hour_is_over(
        self, many: list[ServiceRequest], olga: User, mailoutbox: Box, travel: Travel
    ) -> None:
        for request in many[:3]:
            reply(request, olga)
        assert deliver_due() == 3
        travel(MORNING + timedelta(minutes=30))
        for request in many[3:10]:
            reply(request, olga)
        assert deliver_due() == 0
        travel(MORNING + timedelta(minutes=60, seconds=1))
        assert deliver_due() == 3
        assert mailoutbox[-1].subject == "5 pieces of news from the portal"


class TestTheDailyMail:
    def test_it_comes_once_a_working_day_with_everything(
        self, laptop: Service, li_wei: User, olga: User, chosen: NotificationSettings, mailoutbox: Box, travel: Travel
    ) -> None:
        chosen.pace, chosen.daily_at = NotificationSettings.Pace.DAILY, 16
        chosen.save()
        for hour, title in ((9, "One"), (15, "Two")):
            travel(MORNING.replace(hour=hour))
            reply(make_request(laptop, li_wei, title), olga)
            assert deliver_due() == 0
        travel(MORNING.replace(hour=16))
        reply(make_request(laptop, li_wei, "Three"), olga)  # after the hour has struck
        assert deliver_due() == 1
        assert mailoutbox[0].subject == "2 pieces of news from the portal"
        assert Delivery.objects.pending().get().next_attempt_at == FRIDAY.replace(hour=16)

    def test_what_is_urgent_does_not_wait_for_it(
        self, laptop: Service, li_wei: User, olga: User, chosen: NotificationSettings
    ) -> None:
        chosen.pace = NotificationSettings.Pace.DAILY
        chosen.save()
        reply(make_request(laptop, li_wei, impact=Level.HIGH, urgency=Level.HIGH), olga)
        assert deliver_due() == 1


class TestAbsence:
    def away(self, person: User, first: date, last: date) -> None:
        absences.record(person, absences.Away(first, last), now=MORNING)

    def test_while_somebody_is_away_nothing_comes_and_afterwards_all_of_it_in_one_mail(
        self, laptop: Service, li_wei: User, olga: User, mailoutbox: Box, travel: Travel
    ) -> None:
        self.away(li_wei, date(2026, 6, 11), date(2026, 6, 12))
        for title in ("One", "Two", "Three"):
            request = make_request(laptop, li_wei, title, impact=Level.HIGH, urgency=Level.HIGH)
            reply(request, olga)
        assert deliver_due() == 0
        assert set(Delivery.objects.values_list("next_attempt_at", flat=True)) == {MONDAY}
        travel(MONDAY)
        assert deliver_due() == 1
        assert mailoutbox[0].subject == "3 pieces of news from the portal"

    def test_who_comes_back_early_is_told_early(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, mailoutbox: Box
    ) -> None:
        self.away(li_wei, date(2026, 6, 11), date(2026, 6, 12))
        reply(laptop_request, olga)
        deliver_due()
        absences.remove(li_wei.absences.get())
        assert deliver_due() == 1


@pytest.mark.parametrize("at", [MORNING, NIGHT])
def test_planning_again_and_again_ends_and_changes_nothing(
    at: datetime, laptop: Service, li_wei: User, olga: User, settings: Settings, travel: Travel
) -> None:
    """However often workers look, each row is sent once or has a moment that is still to come."""
    settings.MESSAGES_PER_HOUR = 2
    for number in range(6):
        reply(make_request(laptop, li_wei, f"Request {number}"), olga)
    travel(at)
    sent = deliver_due() + deliver_due() + deliver_due()
    assert sent == (2 if at == MORNING else 0)
    assert not Delivery.objects.due(at).exists()
