"""The team's weeks ahead: hours that are left beside absences; open work of others only for whoever leads."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from requests_app import absences, clock, transitions
from requests_app.absences import Away
from requests_app.models import Department, Membership, ServiceRequest, User
from requests_app.roster import roster_of
from tests.bulk import in_bulk
from tests.conftest import SignedIn, Travel
from tests.make import make_request


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
