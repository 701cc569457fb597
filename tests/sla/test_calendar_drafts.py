"""A calendar is changed in a draft; publishing makes the next version, and the past is changed only on purpose."""

from __future__ import annotations

import ast
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from requests_app.models import Department, Service, ServiceRequest, User
from requests_app.transitions import Refused, StaleForm
from sla import calendar_problems, calendars
from sla.calendar import CalendarError, CalendarSpec, WorkingCalendar
from sla.calendar import spec as spec_module
from sla.calendar_words import Content, answer, content_of_draft, differences, zone_choices, zone_words
from sla.days import Day, Kind
from sla.holiday_import import Source, candidates
from sla.models import BusinessCalendar, CalendarDraft, CalendarVersion
from tests.make import OFFICE_HOURS, make_request, make_standard, utc

pytestmark = pytest.mark.django_db

NOON = utc(2026, 6, 10, 12)  # a Wednesday
CLOSED = Day(Kind.CLOSED)
WEEK: dict[str, list[list[str]]] = OFFICE_HOURS["weekly"]  # type: ignore[assignment]
PAST, AHEAD = date(2026, 6, 8), date(2026, 6, 11)


@pytest.fixture
def office(ada: User) -> BusinessCalendar:
    return calendars.ensure("office", {"en": "Office"}, OFFICE_HOURS, by=ada, now=utc(2026, 1, 1)).calendar


@pytest.fixture
def draft(office: BusinessCalendar, ada: User) -> CalendarDraft:
    return calendars.open_draft(office, by=ada, now=NOON)


@pytest.fixture
def used(office: BusinessCalendar, it: Department, laptop: Service, li_wei: User) -> ServiceRequest:
    """A request whose clocks count by the office's calendar, filed on Monday at 10:00."""
    make_standard(it, calendar=office)
    return make_request(laptop, li_wei, now=utc(2026, 6, 8, 8))


def with_day(draft: CalendarDraft, day: date, said: Day = CLOSED) -> CalendarDraft:
    return calendars.set_day(draft, day, said, by=None, now=NOON)


class TestDraft:
    def test_it_begins_with_what_the_newest_version_says(self, draft: CalendarDraft, office: BusinessCalendar) -> None:
        assert WorkingCalendar.from_spec(calendars.spec_of(draft)) == office.versions.get().working_calendar

    def test_there_is_one_for_a_calendar(self, draft: CalendarDraft, office: BusinessCalendar, ada: User) -> None:
        changed = with_day(draft, AHEAD)
        assert calendars.open_draft(office, by=ada).days == changed.days

    def test_changing_it_changes_no_clock(self, draft: CalendarDraft, office: BusinessCalendar) -> None:
        calendars.change_week(draft, "Asia/Shanghai", {"mon": [["10:00", "11:00"]]}, by=None)
        with_day(draft, AHEAD)
        assert office.versions.get().spec["tz"] == "Europe/Berlin"

    def test_a_stretch_of_days_is_one_change(self, draft: CalendarDraft) -> None:
        christmas = calendars.set_day(draft, date(2026, 12, 24), CLOSED, until=date(2027, 1, 1), by=None)
        assert len(christmas.days) == 9

    @pytest.mark.parametrize("until", [date(2026, 6, 1), date(2027, 7, 1)])
    def test_a_stretch_runs_forwards_and_ends_within_a_year(self, draft: CalendarDraft, until: date) -> None:
        with pytest.raises(Refused, match="before the first"):
            calendars.set_day(draft, AHEAD, CLOSED, until=until, by=None)

    def test_a_day_goes_back_to_normal(self, draft: CalendarDraft, ada: User) -> None:
        with_day(draft, AHEAD)
        assert calendars.clear_day(draft, AHEAD, by=ada).days == {}

    def test_an_import_replaces_what_it_said_before_and_leaves_own_days_alone(self, draft: CalendarDraft) -> None:
        with_day(draft, date(2026, 12, 25), Day(Kind.HOURS, (("09:00", "12:00"),)))
        found = candidates(Source("DE"), [2026], WEEK)
        calendars.take_over(draft, found, by=None)
        after = calendars.take_over(draft, {date(2026, 12, 26): None}, by=None)
        assert after.days["2026-12-25"]["kind"] == "hours"
        assert after.days["2026-12-25"]["beneath"]["kind"] == "holiday"
        assert "2026-12-26" not in after.days

    def test_hours_that_cannot_be_read_are_refused_with_the_day(self, draft: CalendarDraft) -> None:
        with pytest.raises(Refused, match=r"^Tuesday: 09:00–09:00 starts and ends at the same time\."):
            calendars.change_week(draft, "UTC", {"tue": [["09:00", "09:00"]]}, by=None)
        with pytest.raises(Refused, match=r"^11 June 2026: “25:00” is not a time"):
            with_day(draft, AHEAD, Day(Kind.HOURS, (("25:00", "26:00"),)))

    def test_a_zone_nobody_knows_is_refused(self, draft: CalendarDraft) -> None:
        with pytest.raises(Refused, match="“Mars/Olympus” is not a time zone"):
            calendars.change_week(draft, "Mars/Olympus", {}, by=None)

    def test_thrown_away_it_leaves_the_version_as_it_is(self, draft: CalendarDraft, office: BusinessCalendar) -> None:
        calendars.discard(with_day(draft, AHEAD), by=None)
        assert not CalendarDraft.objects.exists()
        assert office.versions.get().number == 1

    def test_one_that_is_gone_cannot_be_changed(self, draft: CalendarDraft) -> None:
        calendars.discard(draft, by=None)
        with pytest.raises(Refused, match="published or thrown away"):
            with_day(draft, AHEAD)


class TestPublish:
    def test_it_makes_the_next_version(self, draft: CalendarDraft, ada: User) -> None:
        with_day(draft, AHEAD, Day(Kind.CLOSED, name={"en": "Summer party"}))
        version = calendars.publish(draft, by=ada, note="Party", now=NOON)
        assert (version.number, version.note, version.created_by, version.counts_from) == (2, "Party", ada, NOON)
        assert version.spec["exceptions"] == {"2026-06-11": []}
        assert version.days == {"2026-06-11": {"kind": "closed", "name": {"en": "Summer party"}}}
        assert not CalendarDraft.objects.exists()

    def test_days_go_into_the_list_of_their_kind(self, draft: CalendarDraft) -> None:
        found = candidates(Source("RU"), [2027], WEEK)
        calendars.take_over(draft, found, by=None, now=NOON)
        spec = calendars.publish(draft, by=None, now=NOON).spec
        assert "2027-02-22" in spec["holidays"]
        assert spec["workdays"] == {"2027-02-20": [["09:00", "17:00"]]}
        assert spec["exceptions"]["2027-06-11"] == [["09:00", "17:00"]]

    def test_what_was_known_about_its_days_comes_back_in_the_next_draft(
        self, draft: CalendarDraft, office: BusinessCalendar
    ) -> None:
        found = candidates(Source("CN"), [2027], WEEK)
        written = calendars.take_over(draft, found, by=None, now=NOON).days
        calendars.publish(draft, by=None, now=NOON)
        assert calendars.open_draft(office, by=None).days == written

    def test_a_version_that_says_the_same_is_refused(self, draft: CalendarDraft) -> None:
        with pytest.raises(Refused, match="says what version 1 says"):
            calendars.publish(draft, by=None, now=NOON)

    def test_but_not_one_that_only_settles_what_was_provisional(self, draft: CalendarDraft, ada: User) -> None:
        feast = Day(Kind.HOLIDAY, origin="CN", provisional=True)
        calendars.take_over(draft, {AHEAD: feast}, by=ada, now=NOON)
        first = calendars.publish(draft, by=ada, now=NOON)
        again = calendars.open_draft(first.calendar, by=ada)
        calendars.take_over(again, {AHEAD: Day(Kind.HOLIDAY, origin="CN")}, by=ada, now=NOON)
        second = calendars.publish(again, by=ada, now=NOON)
        assert (second.number, second.digest) == (3, first.digest)

    def test_never_open_is_refused(self, draft: CalendarDraft) -> None:
        calendars.change_week(draft, "UTC", {}, by=None)
        with pytest.raises(Refused, match="never open"):
            calendars.publish(draft, by=None, now=NOON)

    def test_what_changed_since_one_looked_is_not_published(self, draft: CalendarDraft) -> None:
        seen = with_day(draft, AHEAD).version
        with_day(draft, date(2026, 6, 12))
        with pytest.raises(StaleForm):
            calendars.publish(draft, by=None, edition=seen, now=NOON)

    def test_a_version_is_never_written_again(self, draft: CalendarDraft, office: BusinessCalendar) -> None:
        before = CalendarVersion.objects.values().get()
        with_day(draft, AHEAD)
        calendars.publish(draft, by=None, now=NOON)
        assert CalendarVersion.objects.values().get(number=1) == before


class TestThePast:
    def test_days_that_have_passed_are_refused(self, draft: CalendarDraft, used: ServiceRequest) -> None:
        with_day(draft, PAST)
        with pytest.raises(Refused, match="days that have passed"):
            calendars.publish(draft, by=None, note="Strike", now=NOON)

    def test_they_need_a_reason(self, draft: CalendarDraft, used: ServiceRequest) -> None:
        with_day(draft, PAST)
        with pytest.raises(Refused, match="Say why"):
            calendars.publish(draft, by=None, note="  ", correct_past=True, now=NOON)

    def test_on_purpose_it_counts_from_the_first_of_them(self, draft: CalendarDraft, used: ServiceRequest) -> None:
        with_day(draft, PAST)
        with_day(draft, date(2026, 6, 9))
        version = calendars.publish(draft, by=None, note="Strike", correct_past=True, now=NOON)
        assert version.counts_from.astimezone(ZoneInfo("Europe/Berlin")).isoformat() == "2026-06-08T00:00:00+02:00"

    def test_today_is_not_the_past(self, draft: CalendarDraft, used: ServiceRequest) -> None:
        with_day(draft, date(2026, 6, 10))
        assert calendars.publish(draft, by=None, now=NOON).counts_from == NOON

    def test_today_is_that_of_the_calendar(self, used: ServiceRequest, draft: CalendarDraft) -> None:
        """Late on Wednesday in Berlin it is Thursday already in Shanghai."""
        calendars.change_week(draft, "Asia/Shanghai", WEEK, by=None)
        with_day(draft, date(2026, 6, 10))
        assert calendars.first_past_change(CalendarDraft.objects.get(), utc(2026, 6, 10, 15)) is None
        assert calendars.first_past_change(CalendarDraft.objects.get(), utc(2026, 6, 10, 17)) == date(2026, 6, 10)

    def test_a_day_off_on_a_closed_day_changes_nothing(self, draft: CalendarDraft, used: ServiceRequest) -> None:
        with_day(draft, date(2026, 6, 6))  # a Saturday
        assert calendars.publish(draft, by=None, now=NOON).counts_from == NOON

    def test_another_week_is_for_the_future(self, draft: CalendarDraft, used: ServiceRequest) -> None:
        calendars.change_week(draft, "Europe/Berlin", {"mon": [["10:00", "12:00"]]}, by=None)
        assert calendars.publish(draft, by=None, now=NOON).counts_from == NOON

    def test_a_calendar_no_clock_counted_by_may_say_what_it_likes(self, draft: CalendarDraft) -> None:
        with_day(draft, PAST)
        assert calendars.publish(draft, by=None, now=NOON).counts_from == NOON


class TestWords:
    def content(self, *years: int) -> Content:
        found = candidates(Source("CN"), years or [2026], WEEK)
        draft = CalendarDraft(
            tz="Asia/Shanghai", weekly=WEEK, days={day.isoformat(): said.as_json() for day, said in found.items()}
        )
        return content_of_draft(draft)

    def test_the_tester_says_why_a_saturday_is_worked(self) -> None:
        assert answer(self.content(), date(2026, 2, 14))[0] == (
            "Saturday, 14 February 2026 is a working day: 09:00–18:00"
            " (make-up working day for 20 February, imported from China 2026)."
        )

    def test_it_says_when_it_opens_next(self) -> None:
        assert answer(self.content(), date(2026, 2, 17)) == [
            "Tuesday, 17 February 2026 is closed (Chinese New Year (Spring Festival), imported from China 2026).",
            "Next opening: Tuesday, 24 February 2026, 09:00.",
        ]

    def test_it_answers_for_a_time_of_day(self) -> None:
        def sentence(hour: int) -> str:
            return answer(self.content(), date(2026, 2, 14), utc(2026, 1, 1, hour).time())[1]

        assert sentence(10) == "At 10:00 it is open."
        assert sentence(18) == "At 18:00 it is closed."

    def test_it_knows_the_night_before(self) -> None:
        nights = {"tz": "Europe/Berlin", "weekly": {"fri": [["22:00", "06:00"]]}}
        told = answer(Content(WorkingCalendar.from_spec(nights), {}), date(2026, 6, 13))
        assert told[:2] == ["Saturday, 13 June 2026 is closed.", "The shift of the day before runs until 06:00."]

    def test_a_calendar_that_never_opens_again_says_so(self) -> None:
        closed = Content(WorkingCalendar.from_spec({"tz": "UTC"}), {})
        assert answer(closed, AHEAD)[-1] == "It does not open again within ten years."

    def test_differences_name_rows_of_the_week_and_runs_of_days(self, draft: CalendarDraft) -> None:
        before = content_of_draft(draft)
        calendars.change_week(draft, "Europe/Moscow", WEEK | {"fri": [["22:00", "06:00"]]}, by=None)
        after = calendars.set_day(
            draft, date(2026, 12, 28), Day(Kind.CLOSED, name={"en": "Holidays"}), until=date(2026, 12, 31), by=None
        )
        assert [(row.what, row.before, row.after) for row in differences(before, content_of_draft(after))] == [
            ("Time zone", "Berlin (Europe/Berlin)", "Moscow (Europe/Moscow)"),
            ("Friday", "09:00–18:00", "22:00–06:00"),
            ("28–31 Dec 2026", "as usual: 09:00–18:00", "closed, Holidays"),
        ]

    def test_zones_are_called_by_their_cities(self) -> None:
        with translation.override("zh-hans"):
            assert zone_words("Asia/Shanghai") == "上海（Asia/Shanghai）"
            assert ("Asia/Shanghai", "上海（Shanghai）") in dict(zone_choices())["Asia"]
        assert zone_words("UTC") == "UTC"

    def test_every_reason_of_the_reader_has_a_sentence_for_people(self) -> None:
        tree = ast.parse(Path(spec_module.__file__).read_text())
        raised = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _name(node) == "CalendarError"]
        reasons = [ast.literal_eval(_constant(node.args[2])) for node in raised]
        assert len(reasons) > 8
        for reason in reasons:
            assert calendar_problems.sentence(CalendarError("weekly.mon", "x", reason))


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else ""


def _constant(node: ast.expr) -> ast.expr:
    """The text, or the constant beginning of an f-string."""
    return node.values[0] if isinstance(node, ast.JoinedStr) else node


def test_zone_comes_from_the_calendar_alone(draft: CalendarDraft) -> None:
    """Whoever looks, wherever the server stands: Shanghai opens at 01:00 UTC."""
    changed = calendars.change_week(draft, "Asia/Shanghai", WEEK, by=None)
    spec = CalendarSpec.parse(calendars.spec_of(changed))
    with translation.override("ru"):
        opens = WorkingCalendar(spec).next_open(utc(2026, 6, 10, 18))
    assert opens == utc(2026, 6, 11, 1)
