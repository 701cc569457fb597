"""The team's weeks ahead: hours that are left beside absences; open work of others only for whoever leads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from requests_app import absences, clock, transitions
from requests_app.absences import Away
from requests_app.models import Department, Membership, ServiceRequest, User
from requests_app.roster import hours_available, roster_of
from requests_app.templatetags.work_tags import holidays
from sla.models import CalendarVersion
from tests.bulk import in_bulk
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_standard


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


class TestWeeks:
    def test_absences_take_their_weekdays(self, it: Department, olga: User, ivan: User) -> None:
        Membership.objects.filter(user=ivan).update(weekly_hours=Decimal(20))
        absences.record(ivan, Away(date(2026, 7, 2), date(2026, 7, 6)))  # Thursday to Monday
        absences.record(olga, Away(date(2026, 7, 6), date(2026, 7, 12)))
        roster = roster_of(it, olga, clock.now())
        of_ivan, of_olga = roster.rows
        assert [(int(week.hours), week.away) for week in of_ivan.weeks[:3]] == [(12, 2), (16, 1), (20, 0)]
        assert of_olga.weeks[1].is_off
        assert [int(total) for total in roster.totals[:3]] == [52, 16, 60]

    def test_a_colleague_sees_the_week_but_not_how_much_others_have(
        self, laptop_request: ServiceRequest, it: Department, olga: User, ivan: User, maria: User
    ) -> None:
        transitions.assign(laptop_request, to=ivan, by=olga)
        assert {row.person: row.open for row in roster_of(it, olga, clock.now()).rows} == {
            ivan: None, maria: None, olga: 0,
        }  # fmt: skip
        assert {row.person: row.open for row in roster_of(it, maria, clock.now()).rows} == {
            ivan: 1, maria: 0, olga: 0,
        }  # fmt: skip


class TestHolidays:
    WEEK = {day: [["09:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}

    @pytest.fixture
    def in_july(self, it: Department) -> None:
        """IT is closed on Wednesday 1 and Thursday 2 July, and on a Saturday on which nobody works anyway."""
        days = ["2026-07-01", "2026-07-02", "2026-07-04"]
        make_standard(it, spec={"tz": "Europe/Berlin", "weekly": self.WEEK, "holidays": days})
        CalendarVersion.objects.update(days={"2026-07-01": {"kind": "holiday", "name": {"en": "Company day"}}})

    def test_they_take_hours_and_are_named(self, in_july: None, it: Department, olga: User, sign_in: SignedIn) -> None:
        User.objects.filter(pk=olga.pk).update(department=it)
        [row] = roster_of(it, olga, clock.now()).rows
        assert [(int(week.hours), list(week.holidays)) for week in row.weeks[:2]] == [
            (24, ["Company day", ""]),
            (40, []),
        ]
        page = sign_in(olga).get("/team/it/").content.decode()
        assert "Company day, closed" in page

    def test_each_one_has_those_of_their_own_department(
        self, in_july: None, it: Department, finance: Department, olga: User, ivan: User
    ) -> None:
        User.objects.filter(pk=olga.pk).update(department=it)
        User.objects.filter(pk=ivan.pk).update(department=finance)
        of_ivan, of_olga = roster_of(it, olga, clock.now()).rows
        assert (int(of_ivan.weeks[0].hours), int(of_olga.weeks[0].hours)) == (40, 24)

    def test_a_holiday_during_an_absence_is_counted_once(self, in_july: None, it: Department, olga: User) -> None:
        User.objects.filter(pk=olga.pk).update(department=it)
        absences.record(olga, Away(date(2026, 6, 30), date(2026, 7, 2)))
        [row] = roster_of(it, olga, clock.now()).rows
        assert (int(row.weeks[0].hours), row.weeks[0].away, row.weeks[0].is_off) == (16, 1, False)

    def test_the_rest_of_a_week_away_is_a_week_off(self, in_july: None, it: Department, olga: User) -> None:
        User.objects.filter(pk=olga.pk).update(department=it)
        absences.record(olga, Away(date(2026, 6, 29), date(2026, 7, 3)))
        assert roster_of(it, olga, clock.now()).rows[0].weeks[0].is_off

    def test_hours_available_leave_them_out(self, in_july: None, it: Department, olga: User) -> None:
        User.objects.filter(pk=olga.pk).update(department=it)
        assert [int(one) for one in hours_available(it, [date(2026, 6, 29), date(2026, 7, 6)], clock.now())] == [24, 40]

    def test_the_same_name_is_said_once(self) -> None:
        assert holidays(["National Day"] * 3 + ["", "Fair"]) == "National Day (3 days), closed, Fair"


class TestOverHttp:
    def test_the_team_reads_who_is_there(
        self, it: Department, olga: User, ivan: User, maria: User, sign_in: SignedIn
    ) -> None:
        absences.record(ivan, Away(date(2026, 6, 29), date(2026, 7, 7), note="At the sea"))
        page = sign_in(olga).get("/team/it/").content.decode()
        assert "Ivan Kuznetsov" in page
        assert "away 2 days" in page
        assert "At the sea" not in page
        assert f"/team/it/hours/{olga.pk}/" in page
        assert f"/team/it/hours/{ivan.pk}/" not in page

    def test_one_sets_ones_own_hours_and_the_manager_everybodys(
        self, it: Department, olga: User, ivan: User, maria: User, sign_in: SignedIn
    ) -> None:
        assert sign_in(olga).post(f"/team/it/hours/{olga.pk}/", {"hours": "19.5"}).status_code == 302
        assert Membership.objects.get(user=olga).weekly_hours == Decimal("19.5")
        assert sign_in(olga).post(f"/team/it/hours/{ivan.pk}/", {"hours": "1"}).status_code == 404
        assert sign_in(maria).post(f"/team/it/hours/{ivan.pk}/", {"hours": "0"}).status_code == 302
        assert sign_in(maria).post(f"/team/it/hours/{ivan.pk}/", {"hours": "81"}).status_code == 422
        assert Membership.objects.get(user=ivan).weekly_hours == 0

    def test_selected_work_of_somebody_absent_is_handed_to_a_colleague(
        self, laptop_request: ServiceRequest, li_wei: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        other = make_request(laptop_request.service, li_wei, "A dock")
        for one in (laptop_request, other):
            transitions.assign(one, to=ivan, by=olga)
        absences.record(ivan, Away(date(2026, 6, 29), date(2026, 7, 3)))
        client = sign_in(olga)
        shown = client.get("/queue/it/?view=absent").context["page"].rows
        assert {one.pk for one in shown} == {laptop_request.pk, other.pk}
        in_bulk(client, "assign", [laptop_request], to=olga.pk)
        laptop_request.refresh_from_db()
        assert laptop_request.assignee == olga
        assert [one.pk for one in client.get("/queue/it/?view=absent").context["page"].rows] == [other.pk]
