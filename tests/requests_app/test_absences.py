"""Being away: whole days in one's own zone, entered by oneself or by whoever leads; nobody gives work to the absent."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from requests_app import absences, transitions
from requests_app.absences import Away, NotPossible
from requests_app.models import Absence, Department, Service, ServiceRequest, User
from requests_app.models.absences import edges
from requests_app.transitions import Refused
from tests.bulk import in_bulk
from tests.conftest import SignedIn, Travel
from tests.make import make_request, utc
from tests.requests_app.test_approvals import send

TODAY, FRIDAY = date(2026, 6, 29), date(2026, 7, 3)
DAYS = {"from_day": "2026-06-29", "until_day": "2026-07-03"}


@pytest.fixture(autouse=True)
def _monday(travel: Travel) -> None:
    travel("2026-06-29 10:00")


class TestDays:
    def test_the_first_and_the_last_belong_to_it(self, olga: User) -> None:
        absence = absences.record(olga, Away(TODAY, FRIDAY))
        assert (absence.begins_at, absence.ends_at) == (utc(2026, 6, 29), utc(2026, 7, 4))
        assert absence.back_on == date(2026, 7, 4)

    def test_they_are_days_where_the_person_lives(self, olga: User) -> None:
        olga.time_zone = "Asia/Shanghai"
        assert edges(TODAY, TODAY, olga.zone) == (utc(2026, 6, 28, 16), utc(2026, 6, 29, 16))

    def test_they_move_with_the_person(self, olga: User, sign_in: SignedIn) -> None:
        absence = absences.record(olga, Away(TODAY, FRIDAY))
        form = {"display_name": "Olga Petrova", "language": "en", "theme": "system", "time_zone": "Europe/Berlin"}
        assert sign_in(olga).post("/preferences/", form).status_code == 302
        absence.refresh_from_db()
        assert absence.begins_at == utc(2026, 6, 28, 22)

    @pytest.mark.parametrize(
        ("days", "problem"),
        [
            ((FRIDAY, TODAY), "last day comes before"),
            ((date(2026, 7, 2), date(2026, 7, 9)), "covers some of these days"),
        ],
    )
    def test_days_that_do_not_fit(self, olga: User, days: tuple[date, date], problem: str) -> None:
        absences.record(olga, Away(TODAY, FRIDAY))
        with pytest.raises(NotPossible, match=problem):
            absences.record(olga, Away(*days))

    def test_the_database_keeps_them_apart(self, olga: User) -> None:
        kept = absences.record(olga, Away(TODAY, FRIDAY))
        kept.pk = None
        with pytest.raises(IntegrityError, match="absence_once_at_a_time"), transaction.atomic():
            kept.save()

    def test_nobody_stands_in_for_themselves(self, olga: User) -> None:
        with pytest.raises(NotPossible, match="Nobody stands in for themselves"):
            absences.record(olga, Away(TODAY, FRIDAY, olga))


class TestAssigning:
    @pytest.fixture
    def away(self, ivan: User) -> Absence:
        return absences.record(ivan, Away(TODAY, FRIDAY))

    def test_a_colleague_is_told_when_they_are_back(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, away: Absence
    ) -> None:
        with pytest.raises(Refused, match="Ivan Kuznetsov is away until Friday"):
            transitions.assign(laptop_request, to=ivan, by=olga)

    def test_it_can_be_assigned_anyway(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, away: Absence
    ) -> None:
        assert transitions.assign(laptop_request, to=ivan, by=olga, anyway=True).assignee == ivan

    def test_who_takes_it_themselves_is_there(
        self, laptop_request: ServiceRequest, it: Department, ivan: User, away: Absence
    ) -> None:
        assert transitions.take_next(it, by=ivan) == laptop_request

    def test_the_screen_asks_once_more(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, away: Absence, sign_in: SignedIn
    ) -> None:
        client = sign_in(olga)
        page = client.get(f"/requests/{laptop_request.pk}/assignment/").content.decode()
        assert "Ivan Kuznetsov (away until Friday)" in page
        assert "Assign it anyway" not in page
        address, form = f"/requests/{laptop_request.pk}/assignment/", {"version": "0", "to": str(ivan.pk)}
        refused = client.post(address, form)
        assert refused.status_code == 422
        assert "Ivan Kuznetsov is away until Friday" in refused.content.decode()
        assert "Assign it anyway" in refused.content.decode()
        assert client.post(address, {**form, "anyway": "on"}).status_code == 302
        laptop_request.refresh_from_db()
        assert laptop_request.assignee == ivan

    def test_after_the_last_day_nothing_is_asked(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, away: Absence, travel: Travel
    ) -> None:
        travel("2026-07-04 08:00")
        assert transitions.assign(laptop_request, to=ivan, by=olga).assignee == ivan

    def test_the_queue_marks_who_is_away_and_lists_their_work(
        self, laptop: Service, laptop_request: ServiceRequest, li_wei: User, olga: User, ivan: User, sign_in: SignedIn
    ) -> None:
        transitions.assign(laptop_request, to=ivan, by=olga)
        other = transitions.assign(make_request(laptop, li_wei, "A dock for Olga"), to=olga, by=olga)
        absences.record(ivan, Away(TODAY, FRIDAY))
        response = sign_in(olga).get("/queue/it/?view=absent")
        assert [ticket.pk for ticket in response.context["page"].rows] == [laptop_request.pk]
        assert "Ivan Kuznetsov (away until Friday)" in response.content.decode()
        assert other.title not in response.content.decode()

    def test_several_at_once_are_asked_about_once_more(
        self, laptop_request: ServiceRequest, olga: User, ivan: User, away: Absence, sign_in: SignedIn
    ) -> None:
        page = in_bulk(sign_in(olga), "assign", [laptop_request], to=ivan.pk)
        assert "They are away. Choose somebody else, or say that it shall wait." in page
        assert "Ivan Kuznetsov (away until Friday)" in page
        assert send(sign_in(ivan), laptop_request, "assignment", to=str(ivan.pk)) == 302


class TestOverHttp:
    def test_everybody_enters_changes_and_removes_their_own(
        self, li_wei: User, wang_fang: User, sign_in: SignedIn
    ) -> None:
        client = sign_in(li_wei)
        assert "No absence is entered" in client.get("/absences/").content.decode()
        assert client.post("/absences/", {**DAYS, "stand_in": "wang.fang@example.com"}).status_code == 302
        absence = Absence.objects.get()
        assert (absence.user, absence.stand_in) == (li_wei, wang_fang)
        page = client.get("/absences/").content.decode()
        assert "today – Friday" in page
        assert "王芳 stands in" in page
        assert "Away now" in page
        edited = {**DAYS, "until_day": "2026-07-10", "note": "At the sea"}
        assert client.post(f"/absences/{absence.pk}/", edited).status_code == 302
        absence.refresh_from_db()
        assert (absence.until_day, absence.stand_in) == (date(2026, 7, 10), None)
        assert client.post(f"/absences/{absence.pk}/removal/").status_code == 302
        assert not Absence.objects.exists()

    def test_what_does_not_fit_is_said_beside_the_field(self, li_wei: User, sign_in: SignedIn) -> None:
        response = sign_in(li_wei).post("/absences/", {"from_day": "2026-07-03", "until_day": "2026-06-29"})
        assert response.status_code == 422
        assert "The last day comes before the first one." in response.content.decode()
        assert sign_in(li_wei).post("/absences/", {**DAYS, "stand_in": "Nobody Atall"}).status_code == 422

    def test_the_stand_in_sees_for_whom(self, li_wei: User, wang_fang: User, sign_in: SignedIn) -> None:
        absences.record(li_wei, Away(TODAY, FRIDAY, wang_fang, "At the sea"))
        page = sign_in(wang_fang).get("/absences/").content.decode()
        assert "You stand in for" in page
        assert "At the sea" not in page

    def test_who_leads_sees_and_enters_those_of_the_team(
        self, maria: User, olga: User, ivan: User, anna: User, sign_in: SignedIn
    ) -> None:
        absences.record(olga, Away(TODAY, FRIDAY))
        absences.record(anna, Away(TODAY, FRIDAY))
        client = sign_in(maria)
        page = client.get("/absences/").content.decode()
        assert "Olga Petrova" in page
        assert "Anna Orlova" not in page
        assert client.post("/absences/", {**DAYS, "person": str(ivan.pk), "stand_in": olga.email}).status_code == 302
        assert Absence.objects.get(user=ivan).stand_in == olga
        assert client.get(f"/absences/{Absence.objects.get(user=olga).pk}/").status_code == 200
        assert client.post("/absences/", {**DAYS, "person": str(anna.pk)}).status_code == 422

    def test_a_line_manager_sees_whoever_reports_to_them(self, boris: User, li_wei: User, sign_in: SignedIn) -> None:
        User.objects.filter(pk=li_wei.pk).update(manager=boris)
        absences.record(li_wei, Away(TODAY, FRIDAY))
        assert "李伟" in sign_in(boris).get("/absences/").content.decode()

    def test_those_of_others_are_not_found(self, olga: User, ivan: User, sign_in: SignedIn) -> None:
        absence = absences.record(ivan, Away(TODAY, FRIDAY))
        client = sign_in(olga)
        assert client.get(f"/absences/{absence.pk}/").status_code == 404
        assert client.post(f"/absences/{absence.pk}/removal/").status_code == 404
        assert client.post("/absences/", {**DAYS, "person": str(ivan.pk)}).status_code == 302
        assert set(Absence.objects.values_list("user", flat=True)) == {ivan.pk, olga.pk}, (
            "who leads nobody enters their own"
        )
