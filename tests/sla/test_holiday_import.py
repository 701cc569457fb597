"""A country's days as rows: what the library knows, what it does not, and what changes in a draft."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from sla import days
from sla.calendar import CalendarSpec
from sla.calendar.spec import WEEKDAYS
from sla.days import Day, Days, Kind
from sla.holiday_import import (
    DECREED,
    Source,
    State,
    candidates,
    compare,
    countries,
    is_announced,
    regions,
)

WEEK = {day: [["09:00", "13:00"], ["14:00", "18:00"]] for day in WEEKDAYS[:5]}
CHINA, RUSSIA = Source("CN"), Source("RU")


def spec_of(source: Source, *years: int, weekly: dict[str, list[list[str]]] = WEEK) -> CalendarSpec:
    """A calendar that takes over all of it."""
    return CalendarSpec.parse(days.to_spec("UTC", weekly, candidates(source, years, weekly)))


def worked(spec: CalendarSpec, year: int) -> list[date]:
    return [day for day in days.days_of(year) if spec.openings_on(day)]


def hours(spec: CalendarSpec, year: int) -> int:
    return sum(closes - opens for day in days.days_of(year) for opens, closes in spec.openings_on(day)) // 60


def shortened(year: int) -> list[str]:
    found = candidates(RUSSIA, [year], WEEK)
    return [f"{day:%m-%d}" for day, said in found.items() if said.kind is Kind.SHORT or said.shortened]


def dates(year: int, *texts: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{text}") for text in texts}


class TestChina:
    MAKE_UP = {
        2024: ("02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"),
        2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
        2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
    }

    def test_the_14th_of_february_2026_is_worked(self) -> None:
        assert spec_of(CHINA, 2026).openings_on(date(2026, 2, 14)) == ((540, 780), (840, 1080))

    @pytest.mark.parametrize("year", MAKE_UP)
    def test_its_make_up_days_are_those_that_were_announced(self, year: int) -> None:
        found = candidates(CHINA, [year], WEEK)
        assert {day for day, said in found.items() if said.kind is Kind.WORKDAY} == dates(year, *self.MAKE_UP[year])

    @pytest.mark.parametrize("year", range(2010, 2027))
    def test_every_day_agrees_with_a_second_source(self, year: int) -> None:
        spec = spec_of(CHINA, year)
        assert [
            day for day in days.days_of(year) if bool(spec.openings_on(day)) != chinese_calendar.is_workday(day)
        ] == []

    @pytest.mark.parametrize("year", [2025, 2026])
    def test_a_year_has_248_working_days(self, year: int) -> None:
        assert len(worked(spec_of(CHINA, year), year)) == 248

    def test_a_make_up_day_knows_for_which_day_off_it_is_worked_and_the_other_way_round(self) -> None:
        found = candidates(CHINA, [2026], WEEK)
        assert found[date(2026, 2, 14)].instead == date(2026, 2, 20)
        assert found[date(2026, 2, 20)].instead == date(2026, 2, 14)

    def test_it_has_the_hours_of_the_weekday_it_is_worked_for(self) -> None:
        # 20 February is a Friday, 23 February a Monday.
        found = candidates(CHINA, [2026], WEEK | {"fri": [["09:00", "15:00"]]})
        assert found[date(2026, 2, 14)].openings == (("09:00", "15:00"),)
        assert found[date(2026, 2, 28)].openings == (("09:00", "13:00"), ("14:00", "18:00"))

    def test_or_the_hours_that_were_asked_for(self) -> None:
        found = candidates(CHINA, [2026], WEEK, (("10:00", "16:00"),))
        assert {said.openings for said in found.values() if said.kind is Kind.WORKDAY} == {(("10:00", "16:00"),)}

    def test_where_that_weekday_is_closed_it_has_the_commonest_hours(self) -> None:
        week = {"tue": [["10:00", "18:00"]], "wed": [["10:00", "18:00"]], "sat": [["10:00", "14:00"]]}
        assert candidates(CHINA, [2026], week)[date(2026, 2, 28)].openings == (("10:00", "18:00"),)

    def test_days_have_names_in_the_languages_the_library_speaks(self) -> None:
        name = candidates(CHINA, [2026], WEEK)[date(2026, 2, 17)].name
        assert (name["en"], name["zh-hans"]) == ("Chinese New Year (Spring Festival)", "春节")
        assert candidates(RUSSIA, [2026], WEEK)[date(2026, 5, 9)].name["ru"] == "День Победы"


class TestProvisional:
    def test_a_year_that_is_not_announced_yet_is_provisional(self) -> None:
        found = candidates(CHINA, [2026, 2028], WEEK)
        assert {day.year for day, said in found.items() if said.provisional} == {2028}
        assert not any(said.kind is Kind.WORKDAY for day, said in found.items() if day.year == 2028)

    def test_so_are_feasts_that_follow_the_moon(self) -> None:
        found = candidates(Source("AE"), [2028], WEEK)
        assert not found[date(2028, 1, 1)].provisional
        assert any(said.provisional and "Eid al-Fitr" in said.name["en"] for said in found.values())

    def test_a_country_that_moves_nothing_has_nothing_to_announce(self) -> None:
        assert is_announced("DE", 2040)

    @pytest.mark.parametrize("country", sorted(DECREED))
    def test_those_that_do_announced_every_year_so_far(self, country: str) -> None:
        assert [year for year in range(2020, 2026) if not is_announced(country, year)] == []
        assert not is_announced(country, 2060)


class TestRussia:
    @pytest.mark.parametrize(
        ("year", "eves"),
        [
            # Moved onto a Saturday: 28 April and 9 June were worked for eves, and 29 December for 31 December.
            (2018, ["02-22", "03-07", "04-28", "05-08", "06-09", "12-29"]),
            # 2 November was worked for 30 April, the eve of 1 May.
            (2024, ["02-22", "03-07", "05-08", "06-11", "11-02"]),
            # 8 May was off; 1 November was worked for 3 November.
            (2025, ["03-07", "04-30", "06-11", "11-01"]),
            (2026, ["04-30", "05-08", "06-11", "11-03"]),
            (2027, ["02-20", "04-30", "06-11", "11-03"]),
        ],
    )
    def test_the_working_day_before_a_public_holiday_is_an_hour_shorter(self, year: int, eves: list[str]) -> None:
        assert shortened(year) == eves

    @pytest.mark.parametrize(
        ("year", "norm"),
        [
            (2018, 1970),
            (2019, 1970),
            (2021, 1972),
            (2022, 1973),
            (2023, 1973),
            (2024, 1979),
            (2025, 1972),
            (2026, 1972),
        ],
    )
    def test_a_40_hour_week_gives_the_norm_of_the_year(self, year: int, norm: int) -> None:
        assert hours(spec_of(RUSSIA, year), year) == norm

    def test_a_shortened_day_ends_an_hour_earlier(self) -> None:
        assert candidates(RUSSIA, [2026], WEEK)[date(2026, 4, 30)].openings == (("09:00", "13:00"), ("14:00", "17:00"))

    def test_so_does_a_make_up_day_that_stands_for_an_eve(self) -> None:
        made_up = candidates(RUSSIA, [2025], WEEK)[date(2025, 11, 1)]
        assert (made_up.kind, made_up.shortened) == (Kind.WORKDAY, True)
        assert made_up.openings == (("09:00", "13:00"), ("14:00", "17:00"))

    def test_days_off_that_were_moved_are_off(self) -> None:
        spec = spec_of(RUSSIA, 2027)
        assert {day for day in dates(2027, "02-22", "11-05", "12-31") if spec.openings_on(day)} == set()
        assert spec.openings_on(date(2027, 2, 20))

    def test_where_the_eve_is_no_working_day_of_the_calendar_nothing_is_shortened(self) -> None:
        found = candidates(RUSSIA, [2026], {"mon": WEEK["mon"]})
        assert not any(said.kind is Kind.SHORT for said in found.values())

    @pytest.mark.parametrize(
        ("openings", "left"),
        [
            ([["09:00", "18:00"]], (("09:00", "17:00"),)),
            ([["22:00", "06:00"]], (("22:00", "05:00"),)),
            ([["00:00", "24:00"]], (("00:00", "23:00"),)),
            ([["16:00", "00:30"]], (("16:00", "23:30"),)),
            ([["09:00", "13:00"], ["13:30", "14:00"]], (("09:00", "12:30"),)),
            ([["09:00", "09:40"]], ()),
        ],
    )
    def test_an_hour_is_taken_from_the_end_of_any_day(
        self, openings: list[list[str]], left: tuple[tuple[str, str], ...]
    ) -> None:
        assert days.an_hour_less(days.as_pairs(openings)) == left


class TestTrapsOfTheLibrary:
    def test_make_up_days_of_other_years_are_there_whatever_year_it_is(self) -> None:
        """A fresh object knows only those of the years it was asked about."""
        assert date(2024, 2, 4) not in holidays.country_holidays("CN", years=[2026]).weekend_workdays
        assert date(2024, 2, 4) in candidates(CHINA, [2024], WEEK)
        found = candidates(CHINA, [2024, 2026], WEEK)
        assert {date(2024, 2, 4), date(2026, 2, 14)} <= found.keys()

    def test_only_the_years_asked_for_come(self) -> None:
        assert {day.year for day in candidates(CHINA, [2025], WEEK)} == {2025}

    def test_two_countries_are_never_one_question(self) -> None:
        """Their sum forgets the make-up days; an import of one leaves the rows of the other alone."""
        both = holidays.country_holidays("CN", years=[2026]) + holidays.country_holidays("RU", years=[2026])
        assert not getattr(both, "weekend_workdays", ())
        chinese = candidates(CHINA, [2026], WEEK)
        rows = compare(chinese, candidates(RUSSIA, [2026], WEEK), RUSSIA, [2026])
        assert State.GONE not in {row.state for row in rows}

    def test_regions_have_days_of_their_own(self) -> None:
        epiphany = date(2026, 1, 6)
        assert epiphany in candidates(Source("DE", "BY"), [2026], WEEK)
        assert epiphany not in candidates(Source("DE", "BE"), [2026], WEEK)
        assert ("BY", "Bayern") in regions("DE")
        assert regions("CN") == []

    @pytest.mark.parametrize("country", ["BR", "FR", "GB", "IN", "JP", "KR", "KZ", "US", "UZ"])
    def test_other_countries_come_as_well(self, country: str) -> None:
        found = candidates(Source(country), [2026], WEEK)
        assert len(found) > 5
        assert all(said.name or said.instead for said in found.values() if said.kind is Kind.HOLIDAY)

    def test_there_are_many(self) -> None:
        assert len(countries()) > 200


class TestReview:
    YEAR = 2026

    def states(self, known: Days, found: Days) -> dict[str, State]:
        return {f"{row.day:%m-%d}": row.state for row in compare(known, found, CHINA, [self.YEAR])}

    def day(self, text: str) -> date:
        return date.fromisoformat(f"{self.YEAR}-{text}")

    def holiday(self, name: str = "Feast", **changes: object) -> Day:
        return Day(Kind.HOLIDAY, name={"en": name}, origin="CN", **changes)  # type: ignore[arg-type]

    def test_what_is_not_there_is_new(self) -> None:
        assert self.states({}, {self.day("05-01"): self.holiday()}) == {"05-01": State.NEW}

    def test_what_is_there_is_the_same_also_from_another_release_of_the_library(self) -> None:
        before, after = self.holiday(library="holidays 0.1"), self.holiday(library="holidays 0.2")
        assert self.states({self.day("05-01"): before}, {self.day("05-01"): after}) == {"05-01": State.SAME}

    @pytest.mark.parametrize("change", [{"name": "Another"}, {"provisional": True}])
    def test_what_says_something_else_is_different(self, change: dict[str, object]) -> None:
        known = {self.day("05-01"): self.holiday(**change)}  # type: ignore[arg-type]
        assert self.states(known, {self.day("05-01"): self.holiday()}) == {"05-01": State.DIFFERENT}

    def test_what_was_imported_and_is_gone_goes(self) -> None:
        assert self.states({self.day("05-01"): self.holiday()}, {}) == {"05-01": State.GONE}

    def test_what_another_country_or_year_said_is_none_of_its_business(self) -> None:
        russian = Day(Kind.HOLIDAY, origin="RU")
        assert self.states({self.day("05-01"): russian, date(2025, 5, 1): self.holiday()}, {}) == {}

    def test_what_somebody_said_is_kept(self) -> None:
        own = Day(Kind.CLOSED)
        assert self.states({self.day("05-01"): own}, {self.day("05-01"): self.holiday()}) == {"05-01": State.KEPT}

    def test_an_announcement_makes_provisional_days_settled_and_adds_make_up_days(self) -> None:
        found = candidates(CHINA, [self.YEAR], WEEK)
        statutory = {
            day: Day(said.kind, name=said.name, origin="CN", provisional=True)
            for day, said in found.items()
            if said.kind is Kind.HOLIDAY and not said.instead
        }
        states = self.states(statutory, found)
        assert states["05-01"] is State.DIFFERENT
        assert states["02-14"] is State.NEW


class TestPrecedence:
    """A8: own exception, make-up working day, holiday, week."""

    DAY = date(2026, 2, 14)

    def openings(self, known: Days) -> Iterable[object]:
        return CalendarSpec.parse(days.to_spec("UTC", WEEK, known)).openings_on(self.DAY)

    def test_an_own_day_covers_an_imported_one_and_gives_it_back(self) -> None:
        imported = {self.DAY: Day(Kind.WORKDAY, (("09:00", "18:00"),), origin="CN")}
        own = days.with_own(imported, self.DAY, Day(Kind.CLOSED))
        assert self.openings(own) == ()
        assert days.without_own(own, self.DAY) == imported

    def test_going_back_twice_leaves_the_week(self) -> None:
        imported = {self.DAY: Day(Kind.WORKDAY, (("09:00", "18:00"),), origin="CN")}
        assert days.without_own(imported, self.DAY) == {}

    def test_saying_it_again_keeps_the_import_beneath(self) -> None:
        known = {self.DAY: Day(Kind.HOLIDAY, origin="CN")}
        for said in (Day(Kind.CLOSED), Day(Kind.HOURS, (("10:00", "12:00"),))):
            known = days.with_own(known, self.DAY, said)
        assert days.without_own(known, self.DAY) == {self.DAY: Day(Kind.HOLIDAY, origin="CN")}

    def test_an_import_goes_beneath_an_own_day(self) -> None:
        own = days.with_own({}, self.DAY, Day(Kind.CLOSED))
        both = days.with_imported(own, self.DAY, Day(Kind.WORKDAY, (("09:00", "18:00"),), origin="CN"))
        assert self.openings(both) == ()
        assert days.without_own(both, self.DAY)[self.DAY].kind is Kind.WORKDAY
        assert days.with_imported(both, self.DAY, None) == own

    def test_days_survive_being_written(self) -> None:
        known = candidates(CHINA, [2026], WEEK) | days.with_own(
            {self.DAY: Day(Kind.WORKDAY, (("09:00", "18:00"),), origin="CN", instead=self.DAY + timedelta(days=6))},
            self.DAY,
            Day(Kind.HOURS, (("22:00", "06:00"),), {"en": "Night"}),
        )
        assert days.read(days.write(known)) == known

    def test_and_being_published(self) -> None:
        known = candidates(RUSSIA, [2025], WEEK)
        spec = CalendarSpec.parse(days.to_spec("UTC", WEEK, known))
        assert days.of_version(spec, days.write(known, with_openings=False)) == known

    def test_of_old_versions_nothing_is_known_but_the_hours(self) -> None:
        spec = CalendarSpec.parse(
            {
                "tz": "UTC",
                "weekly": WEEK,
                "holidays": ["2026-12-25"],
                "exceptions": {"2026-12-24": [["09:00", "12:00"]]},
            }
        )
        known = days.of_version(spec, {})
        assert {day.day: (said.kind, said.is_manual) for day, said in known.items()} == {
            24: (Kind.HOURS, True),
            25: (Kind.HOLIDAY, True),
        }
        assert CalendarSpec.parse(days.to_spec("UTC", WEEK, known)) == spec
