"""A calendar whose days end soon is named where admins look, before clocks run out of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from operations import status
from requests_app.models import Department, User
from sla import calendars
from sla.days import Day, Kind
from sla.models import BusinessCalendar
from tests.conftest import SignedIn, Travel
from tests.make import OFFICE_HOURS, make_standard, utc

AUTUMN, EARLIER = utc(2026, 11, 22, 9), utc(2026, 10, 31, 9)
OPENINGS: dict[str, Any] = {"tz": "UTC", "weekly": {}, "exceptions": {"2027-01-10": [["09:00", "12:00"]]}}
CHRISTMAS = {date(2026, 12, 25): Day(Kind.HOLIDAY, name={"en": "Christmas"}, origin="DE")}


@pytest.fixture
def german() -> BusinessCalendar:
    """Holidays of 2026, and nothing about 2027."""
    spec = {**OFFICE_HOURS, "holidays": ["2026-12-25"]}
    return calendars.ensure("office", {"en": "Office"}, spec, days=CHRISTMAS, now=utc(2026, 1, 1)).calendar


@pytest.fixture
def fair() -> BusinessCalendar:
    """Open on one day only."""
    return calendars.ensure("fair", {"en": "Fair"}, OPENINGS, now=utc(2026, 1, 1)).calendar


def notes(now: Any) -> list[str]:
    return [one.note for one in status.calendars(now) if not one.is_good]


@pytest.mark.django_db
class TestOnTheStatusPage:
    def test_holidays_that_were_not_imported_for_next_year(self, german: BusinessCalendar, it: Department) -> None:
        make_standard(it, calendar=german)
        [line] = status.calendars(AUTUMN)
        assert "Calendar “Office” has no holidays beyond Dec. 31, 2026." in line.note
        assert (line.is_good, line.url) == (False, "/standards/calendars/office/")

    def test_not_long_before_that(self, german: BusinessCalendar, it: Department) -> None:
        make_standard(it, calendar=german)
        assert notes(EARLIER) == []

    def test_openings_that_are_all_dated(self, fair: BusinessCalendar, it: Department) -> None:
        make_standard(it, calendar=fair, first_response=None, resolution=3600)
        assert notes(utc(2026, 12, 1))[0].startswith("Calendar “Fair” has no working days beyond Jan. 10, 2027.")
        assert notes(AUTUMN)[0].startswith("Calendar “Fair”"), "sixty days ahead"
        assert notes(utc(2026, 11, 10)) == []

    def test_what_no_standard_in_force_uses_is_not_named(self, german: BusinessCalendar) -> None:
        assert notes(AUTUMN) == []

    def test_a_week_without_holidays_never_ends(self, it: Department) -> None:
        make_standard(it, spec=OFFICE_HOURS)
        assert notes(AUTUMN) == []

    def test_an_admin_sees_it_with_the_way_there(
        self, german: BusinessCalendar, it: Department, ada: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_standard(it, calendar=german)
        travel(AUTUMN)
        page = sign_in(ada).get("/status/").text
        assert "has no holidays beyond" in page
        assert 'href="/standards/calendars/office/"' in page


@pytest.mark.django_db
class TestWhenItIsPublished:
    @pytest.fixture(autouse=True)
    def _autumn(self, travel: Travel) -> None:
        travel(AUTUMN)

    def test_one_is_warned_and_not_kept_from_it(self, german: BusinessCalendar, ada: User, sign_in: SignedIn) -> None:
        draft = calendars.open_draft(german, by=ada)
        calendars.set_day(draft, date(2026, 12, 24), Day(Kind.CLOSED), by=ada)
        browser = sign_in(ada)
        address = "/standards/calendars/office/draft/publication/"
        assert "has no holidays beyond" in browser.get(address).text
        draft.refresh_from_db()
        answer = browser.post(address, {"note": "", "version": draft.version}, follow=True)
        assert german.versions.count() == 2
        assert "has no holidays beyond" in answer.text.split('id="toasts"')[1]

    def test_with_the_next_year_imported_there_is_nothing_to_warn_of(
        self, german: BusinessCalendar, ada: User, sign_in: SignedIn
    ) -> None:
        draft = calendars.open_draft(german, by=ada)
        calendars.take_over(draft, {date(2027, 1, 1): Day(Kind.HOLIDAY, origin="DE")}, by=ada)
        page = sign_in(ada).get("/standards/calendars/office/draft/publication/").text
        assert "has no holidays beyond" not in page

    def test_who_may_not_change_it_reads_no_advice(
        self, german: BusinessCalendar, ada: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        assert "has no holidays beyond" in sign_in(ada).get("/standards/calendars/office/").text
        assert "has no holidays beyond" not in sign_in(li_wei).get("/standards/calendars/office/").text
