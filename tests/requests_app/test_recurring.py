"""Requests that come again: on which days, what is left out, filed once, and never a storm after a silence."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.test import Client

from requests_app import catalogue, form_drafts
from requests_app.fields.directory import here
from requests_app.fields.questions import read_questions
from requests_app.fields.validation import validate
from requests_app.models import (
    Department,
    FormVersion,
    Notification,
    Occurrence,
    Recurrence,
    Service,
    ServiceRequest,
    User,
)
from requests_app.recurring import filing, keeping
from requests_app.recurring.keeping import Wish
from requests_app.recurring.rule import Every, OnClosed, Planned, Rule, Why, planned
from requests_app.transitions import Refused, StaleForm
from tests.conftest import SignedIn, Travel
from tests.make import make_form, make_service, make_standard, utc

pytestmark = pytest.mark.django_db


def on_weekdays(day: date) -> bool:
    return day.weekday() < 5


def days_of(rule: Rule, most: int = 4, after: date = date(2026, 6, 1)) -> list[date | None]:
    return [one.on for one in planned(rule, on_weekdays, after=after, most=most)]


class TestTheRule:
    def test_daily_and_every_other_day(self) -> None:
        daily = Rule(every=Every.DAY, from_day=date(2026, 6, 1))
        assert days_of(daily, 2) == [date(2026, 6, 2), date(2026, 6, 3)]
        other = Rule(every=Every.DAY, interval=2, from_day=date(2026, 6, 1))
        assert days_of(other, 2) == [date(2026, 6, 3), date(2026, 6, 5)]

    def test_on_some_weekdays_every_other_week(self) -> None:
        rule = Rule(every=Every.WEEK, interval=2, weekdays=(0, 3), from_day=date(2026, 6, 3))
        assert days_of(rule) == [date(2026, 6, 4), date(2026, 6, 15), date(2026, 6, 18), date(2026, 6, 29)]

    def test_on_the_31st_shorter_months_end_earlier(self) -> None:
        rule = Rule(every=Every.MONTH, day=31, from_day=date(2026, 1, 1), on_closed=OnClosed.AFTER)
        named = [one.day for one in planned(rule, on_weekdays, after=date(2026, 1, 31), most=3)]
        assert named == [date(2026, 2, 28), date(2026, 3, 31), date(2026, 4, 30)]

    def test_on_the_last_working_day(self) -> None:
        rule = Rule(every=Every.MONTH_END, from_day=date(2026, 1, 1))
        assert days_of(rule, 3, date(2026, 1, 1)) == [date(2026, 1, 30), date(2026, 2, 27), date(2026, 3, 31)]

    def test_yearly_from_29_february(self) -> None:
        rule = Rule(every=Every.YEAR, from_day=date(2024, 2, 29), on_closed=OnClosed.BEFORE)
        assert days_of(rule, 2, date(2024, 3, 1)) == [date(2025, 2, 28), date(2026, 2, 27)]

    @pytest.mark.parametrize(
        ("on_closed", "told"),
        [
            (OnClosed.SKIP, Planned(date(2026, 6, 6), None, Why.CLOSED)),
            (OnClosed.BEFORE, Planned(date(2026, 6, 6), date(2026, 6, 5), Why.MOVED)),
            (OnClosed.AFTER, Planned(date(2026, 6, 6), date(2026, 6, 8), Why.MOVED)),
        ],
    )
    def test_a_closed_day_is_left_out_or_moved(self, on_closed: str, told: Planned) -> None:
        rule = Rule(every=Every.MONTH, day=6, from_day=date(2026, 6, 1), on_closed=on_closed)
        assert planned(rule, on_weekdays, after=date(2026, 6, 1), most=1) == [told]

    @pytest.mark.parametrize("on_closed", [OnClosed.BEFORE, OnClosed.AFTER])
    def test_what_moves_to_a_day_that_is_taken_comes_together_with_it(self, on_closed: str) -> None:
        rule = Rule(every=Every.DAY, from_day=date(2026, 6, 1), on_closed=on_closed)
        found = planned(rule, on_weekdays, after=date(2026, 6, 4), most=5)
        assert [one.on for one in found if one.on] == sorted({one.on for one in found if one.on})
        # It does not matter where one begins to look.
        assert planned(rule, on_weekdays, after=date(2026, 6, 5), most=4) == found[1:]

    def test_it_ends_with_its_last_day(self) -> None:
        rule = Rule(every=Every.DAY, from_day=date(2026, 6, 1), until_day=date(2026, 6, 3))
        assert days_of(rule, 10) == [date(2026, 6, 2), date(2026, 6, 3)]


def wish(rule: Rule | None = None, **fields: Any) -> Wish:
    """Every Monday at nine."""
    weekly = Rule(every=Every.WEEK, weekdays=(0,), from_day=date(2026, 6, 1))
    return Wish(**{"title": "Clean the lab", "rule": rule or weekly, "at": time(9), **fields})


@pytest.fixture
def monday(travel: Travel) -> None:
    travel("2026-06-01 08:00")  # a Monday, before nine


class TestFiling:
    @pytest.fixture
    def weekly(self, monday: None, laptop: Service, li_wei: User) -> Recurrence:
        return keeping.begin(laptop, wish(), owner=li_wei)

    def test_when_its_moment_comes_it_is_filed_for_its_owner(
        self, weekly: Recurrence, travel: Travel, li_wei: User, laptop: Service
    ) -> None:
        assert filing.file_due() == 0
        travel("2026-06-01 09:00")
        assert filing.file_due() == 1
        filed = ServiceRequest.objects.get()
        assert (filed.title, filed.requester, filed.service) == ("Clean the lab", li_wei, laptop)
        assert filed.events.get().data["recurrence"] == weekly.pk
        weekly.refresh_from_db()
        assert weekly.next_at == utc(2026, 6, 8, 9)
        assert Notification.objects.of(li_wei).get().kind == "recurring_filed"

    def test_twice_or_by_many_it_is_filed_once(self, weekly: Recurrence, travel: Travel) -> None:
        travel("2026-06-01 09:00")
        assert (filing.file_due(), filing.file_due()) == (1, 0)
        # A worker that took the row before the other one wrote it down.
        Recurrence.objects.update(done_until=date(2026, 5, 31), next_at=utc(2026, 6, 1, 9))
        assert filing.file_due() == 0
        assert ServiceRequest.objects.count() == 1

    def test_in_the_zone_of_its_owner(self, monday: None, laptop: Service, li_wei: User, travel: Travel) -> None:
        User.objects.filter(pk=li_wei.pk).update(time_zone="Asia/Shanghai")
        kept = keeping.begin(laptop, wish(), owner=User.objects.get(pk=li_wei.pk))
        assert kept.next_at == utc(2026, 6, 8, 1)  # nine o'clock of this Monday is over there

    def test_after_a_silence_only_the_newest_is_filed(self, weekly: Recurrence, travel: Travel) -> None:
        travel("2026-07-01 09:30")  # the 1st, 8th, 15th, 22nd and 29th of June have passed
        assert filing.file_due() == 1
        outcomes = dict(Occurrence.objects.values_list("day", "outcome"))
        assert outcomes.pop(date(2026, 6, 29)) == "filed"
        assert set(outcomes.values()) == {"missed"}
        assert len(outcomes) == 4

    def test_after_a_long_silence_nothing_is(self, weekly: Recurrence, travel: Travel) -> None:
        travel("2026-07-04 09:30")
        assert filing.file_due() == 0
        assert not ServiceRequest.objects.exists()
        weekly.refresh_from_db()
        assert weekly.next_at == utc(2026, 7, 6, 9)

    def test_closed_days_are_those_of_the_department(
        self, monday: None, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        week = {day: [["09:00", "18:00"]] for day in ("tue", "wed", "thu", "fri")}
        spec = {"tz": "UTC", "weekly": week}
        make_standard(laptop.provider, spec=spec)
        rule = Rule(every=Every.WEEK, weekdays=(0,), from_day=date(2026, 6, 1), on_closed=OnClosed.AFTER)
        kept = keeping.begin(laptop, wish(rule), owner=li_wei)
        assert kept.next_at == utc(2026, 6, 2, 9)
        travel("2026-06-02 09:00")
        assert filing.file_due() == 1

    def test_its_last_day_ends_it(self, monday: None, laptop: Service, li_wei: User, travel: Travel) -> None:
        rule = Rule(every=Every.DAY, from_day=date(2026, 6, 1), until_day=date(2026, 6, 1))
        kept = keeping.begin(laptop, wish(rule), owner=li_wei)
        travel("2026-06-01 09:00")
        assert filing.file_due() == 1
        kept.refresh_from_db()
        assert (kept.state, kept.next_at) == ("ended", None)

    def test_for_a_department_its_colleagues_see_it(
        self, monday: None, laptop: Service, finance: Department, anna: User, boris: User, travel: Travel
    ) -> None:
        keeping.begin(laptop, wish(department=finance), owner=anna)
        travel("2026-06-01 09:00")
        filing.file_due()
        assert ServiceRequest.objects.visible_to(boris).exists()


class TestWhenItCannotBeFiled:
    @pytest.fixture
    def weekly(self, monday: None, laptop: Service, li_wei: User) -> Recurrence:
        return keeping.begin(laptop, wish(), owner=li_wei)

    def stopped(self, travel: Travel) -> Recurrence:
        travel("2026-06-01 09:00")
        assert filing.file_due() == 0
        assert not ServiceRequest.objects.exists()
        return Recurrence.objects.get()

    def test_a_retired_service_pauses_it_and_tells_the_owner(
        self, weekly: Recurrence, laptop: Service, travel: Travel, li_wei: User
    ) -> None:
        catalogue.retire(laptop, edition=laptop.edition)
        kept = self.stopped(travel)
        assert (kept.state, kept.trouble) == ("paused", "service")
        assert Notification.objects.of(li_wei).get().kind == "recurring_stopped"

    def test_a_new_question_that_has_to_be_answered_pauses_it(
        self, weekly: Recurrence, laptop: Service, travel: Travel
    ) -> None:
        make_form(laptop, {"kind": "short", "code": "room", "required": True})
        assert self.stopped(travel).trouble == "form"

    def test_new_questions_that_take_its_answers_do_not(
        self, monday: None, laptop: Service, li_wei: User, travel: Travel
    ) -> None:
        version = make_form(laptop, {"kind": "short", "code": "room"})
        answered = validate(version, {"room": "4711"}, here(li_wei))
        keeping.begin(laptop, wish(answered=answered), owner=li_wei)
        rows = [{"kind": "short", "code": one, "label": {"en": one}} for one in ("room", "more")]
        saved = form_drafts.save(laptop, read_questions(rows), edition=0, by=None)
        newer = form_drafts.publish(laptop, edition=saved.edition, by=None)
        travel("2026-06-01 09:00")
        assert filing.file_due() == 1
        filed = ServiceRequest.objects.get()
        assert (filed.form, filed.answers) == (newer, {"room": "4711"})
        assert FormVersion.objects.count() == 2

    def test_without_its_owner_it_ends(self, weekly: Recurrence, travel: Travel, li_wei: User) -> None:
        User.objects.filter(pk=li_wei.pk).update(is_active=False)
        kept = self.stopped(travel)
        assert (kept.state, kept.trouble) == ("ended", "owner")

    def test_saving_it_again_lets_it_go_on(self, weekly: Recurrence, laptop: Service, travel: Travel) -> None:
        make_form(laptop, {"kind": "short", "code": "room", "required": True})
        kept = self.stopped(travel)
        version = FormVersion.objects.get()
        keeping.change(kept, wish(answered=validate(version, {"room": "1"}, here())), edition=kept.edition)
        travel("2026-06-08 09:00")
        assert filing.file_due() == 1


class TestKeeping:
    @pytest.fixture
    def weekly(self, monday: None, laptop: Service, li_wei: User) -> Recurrence:
        return keeping.begin(laptop, wish(), owner=li_wei)

    def test_a_pause_is_not_made_up_for(self, weekly: Recurrence, travel: Travel) -> None:
        paused = keeping.pause(weekly, edition=weekly.edition)
        travel("2026-06-10 09:00")
        assert filing.file_due() == 0
        assert keeping.resume(paused, edition=paused.edition).next_at == utc(2026, 6, 15, 9)

    def test_what_ended_does_not_come_back(self, weekly: Recurrence) -> None:
        ended = keeping.end(weekly, edition=weekly.edition)
        with pytest.raises(Refused):
            keeping.resume(ended, edition=ended.edition)

    def test_two_who_change_it_at_once_are_told(self, weekly: Recurrence) -> None:
        keeping.pause(weekly, edition=weekly.edition)
        with pytest.raises(StaleForm):
            keeping.end(weekly, edition=weekly.edition)

    def test_a_rule_without_a_day_is_refused(self, monday: None, laptop: Service, li_wei: User) -> None:
        sunday = Rule(every=Every.WEEK, weekdays=(6,), from_day=date(2026, 6, 1))
        with pytest.raises(Refused, match="no day"):
            keeping.begin(laptop, wish(sunday), owner=li_wei)

    def test_what_moved_from_today_to_a_later_day_is_still_to_come(
        self, travel: Travel, laptop: Service, li_wei: User
    ) -> None:
        travel("2026-06-07 10:00")  # Sunday, after nine
        daily = Rule(every=Every.DAY, from_day=date(2026, 6, 7), on_closed=OnClosed.AFTER)
        kept = keeping.begin(laptop, wish(daily), owner=li_wei)
        assert kept.next_at == utc(2026, 6, 8, 9)
        travel("2026-06-08 09:00")
        assert filing.file_due() == 1
        assert filing.file_due() == 0
        kept.refresh_from_db()
        assert kept.next_at == utc(2026, 6, 9, 9)

    def test_what_moves_to_a_day_that_is_over_waits_for_the_next(
        self, travel: Travel, laptop: Service, li_wei: User
    ) -> None:
        travel("2026-06-05 12:00")  # Friday noon
        saturdays = Rule(every=Every.WEEK, weekdays=(5,), from_day=date(2026, 6, 1), on_closed=OnClosed.BEFORE)
        assert keeping.begin(laptop, wish(saturdays), owner=li_wei).next_at == utc(2026, 6, 12, 9)


class TestThePages:
    FORM = {
        "title": "Clean the lab", "every": "week", "interval": "1", "weekdays": ["0"], "day": "1", "at": "09:00",
        "from_day": "2026-06-01", "until_day": "", "on_closed": "after",
    }  # fmt: skip

    @pytest.fixture
    def li_wei_asks(self, sign_in: SignedIn, li_wei: User, laptop: Service, monday: None) -> Client:
        return sign_in(li_wei)

    def test_a_rule_is_begun_changed_paused_and_ended(self, li_wei_asks: Client) -> None:
        assert li_wei_asks.get("/recurring/new/it/laptop/").status_code == 200
        response = li_wei_asks.post("/recurring/new/it/laptop/", self.FORM)
        kept = Recurrence.objects.get()
        assert response.headers["Location"] == f"/recurring/{kept.pk}/"
        page = li_wei_asks.get(f"/recurring/{kept.pk}/").content.decode()
        assert "Mon, 8 Jun 2026" in page
        li_wei_asks.post(f"/recurring/{kept.pk}/", {**self.FORM, "edition": kept.edition, "title": "Clean both labs"})
        kept.refresh_from_db()
        assert kept.title == "Clean both labs"
        li_wei_asks.post(f"/recurring/{kept.pk}/pause/", {"edition": kept.edition})
        li_wei_asks.post(f"/recurring/{kept.pk}/resumption/", {"edition": kept.edition + 1})
        li_wei_asks.post(f"/recurring/{kept.pk}/end/", {"edition": kept.edition + 2})
        kept.refresh_from_db()
        assert kept.state == "ended"
        assert "Clean both labs" in li_wei_asks.get("/recurring/").content.decode()

    def test_the_next_days_are_shown_with_what_is_left_out_and_why(self, li_wei_asks: Client) -> None:
        daily = {**self.FORM, "every": "day", "on_closed": "skip"}
        shown = li_wei_asks.get("/recurring/days/it/laptop/", daily).content.decode()
        assert "Fri, 5 Jun 2026" in shown
        assert shown.count("left out: closed") == 2  # of ten days: Saturday and Sunday
        moved = li_wei_asks.get("/recurring/days/it/laptop/", {**daily, "on_closed": "after"}).content.decode()
        assert "instead of Sat, 6 Jun 2026: closed" in moved
        assert "comes together with another day" in moved

    @pytest.mark.parametrize(
        ("changes", "told"),
        [
            ({"weekdays": []}, "Choose at least one weekday."),
            ({"every": "month", "day": ""}, "Say on which day of the month."),
            ({"until_day": "2026-05-01"}, "The last day is before the first one."),
            ({"interval": "0"}, "greater than or equal to 1"),
        ],
    )
    def test_what_does_not_fit_is_said(self, li_wei_asks: Client, changes: dict[str, Any], told: str) -> None:
        response = li_wei_asks.post("/recurring/new/it/laptop/", {**self.FORM, **changes})
        assert response.status_code == 422
        assert told in response.content.decode()

    def test_a_service_that_needs_a_file_each_time_cannot_come_by_a_rule(
        self, li_wei_asks: Client, it: Department
    ) -> None:
        make_form(make_service(it, "scan"), {"kind": "file", "required": True})
        response = li_wei_asks.post("/recurring/new/it/scan/", self.FORM)
        assert response.status_code == 422
        assert "needs a file with every request" in response.content.decode()

    def test_it_is_its_owners_and_their_departments(
        self, monday: None, laptop: Service, finance: Department, anna: User, boris: User, olga: User, sign_in: SignedIn
    ) -> None:
        kept = keeping.begin(laptop, wish(department=finance), owner=anna)
        url = f"/recurring/{kept.pk}/"
        assert [sign_in(one).get(url).status_code for one in (anna, boris, olga)] == [200, 200, 404]
