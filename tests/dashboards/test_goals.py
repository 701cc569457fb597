"""Goals on indicators and annotations of figures: set, shown beside the figure, kept in the list of changes."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.html import strip_tags

from dashboards import rollups
from dashboards.models import Annotation, Goal
from dashboards.steering import page, verbs
from dashboards.steering.aims import AIMS, WEEKS, Heap, together, weekly, window
from dashboards.steering.keeping import OURS
from dashboards.steering.verbs import Noted
from requests_app import clock, transitions
from requests_app.models import ConfigurationChange, Department, Service, User
from requests_app.transitions import StaleForm
from tests.conftest import SignedIn, Travel
from tests.dashboards.history import rate
from tests.make import make_annotation, make_goal, make_request, make_standard, utc

PAGE = "/figures/goals/it/"


def text(client: Client, url: str = PAGE) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return " ".join(unescape(strip_tags(response.content.decode().replace("<", " <"))).split())


@pytest.fixture
def twelve_weeks(laptop: Service, li_wei: User, olga: User, travel: Travel) -> Service:
    """Each Wednesday two requests, one done within an hour and one after six; four hours are promised."""
    make_standard(laptop.provider, first_response=None, resolution=4 * 3600)
    for week in range(12):
        at = utc(2026, 1, 7, 8) + timedelta(weeks=week)
        travel(at)
        for hours in (1, 6):
            transitions.resolve(make_request(laptop, li_wei), by=olga, now=at + timedelta(hours=hours))
    travel(utc(2026, 3, 31, 8))
    rollups.recount()
    return laptop


class TestAims:
    def test_weeks_hold_what_was_counted_in_them(self, twelve_weeks: Service) -> None:
        start, end = window(clock.now().date())
        assert (start, end) == (date(2025, 9, 29), date(2026, 3, 30))
        weeks = weekly(twelve_weeks.provider_id, start, end)
        assert len(weeks) == WEEKS
        week, heap = weeks[-1]
        assert week == date(2026, 3, 23)
        assert heap.value(AIMS["done_kept"]) == 0.5
        assert heap.value(AIMS["chased"]) == 0
        # Between one hour and six, within the 1 % of the roll-ups.
        assert heap.value(AIMS["done_time"]) == pytest.approx(3.5, rel=0.01)
        assert heap.value(AIMS["answer_kept"]) is None
        assert weeks[0][1].value(AIMS["done_kept"]) is None

    def test_several_weeks_are_counted_as_one(self) -> None:
        heaps = [
            Heap(Counter({"clock.resolution.kept": kept, "clock.resolution.broken": 4 - kept})) for kept in (1, 3, 4)
        ]
        assert together(heaps).value(AIMS["done_kept"]) == pytest.approx(8 / 12)


class TestCourse:
    def test_a_single_week_beyond_chance_is_a_signal_as_in_the_picture(self) -> None:
        calm = [1.0, 1.2, 0.8, 1.1, 0.9, 1.0, 1.2, 0.8, 1.1, 0.9, 1.0, 1.1]
        assert page.course_of(AIMS["answer_time"], calm) == "No signal: the weeks vary as chance explains."
        said = "A signal: a week lies beyond what chance explains."
        assert page.course_of(AIMS["answer_time"], [*calm, 9.0]) == said
        assert page.course_of(AIMS["satisfied"], [*calm, 9.0]) == ""


class TestGoals:
    def test_missing_one_is_no_signal(self, twelve_weeks: Service, maria: User, sign_in: SignedIn) -> None:
        client = sign_in(maria)
        sent = {"indicator": "done_kept", "value": "90", "until": "2026-06-30"}
        assert client.post(f"{PAGE}new/", sent).status_code == 302
        shown = text(client)
        assert "50 % at least 90 % · until 30 Jun 2026" in shown
        assert "Below the goal. No signal: the weeks vary as chance explains." in shown
        assert "Goal: at least 90 %" in shown

    def test_of_times_less_is_better(
        self, twelve_weeks: Service, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        make_goal(it, "done_time", "4.0", until=date(2026, 3, 1))
        shown = text(sign_in(maria))
        assert "at most 4 h" in shown
        assert "The goal is reached." in shown
        assert "Its day has passed." in shown

    def test_ratings_are_shown_only_where_they_may_be(
        self, laptop: Service, li_wei: User, olga: User, maria: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        make_goal(laptop.provider, "satisfied", "80")
        travel("2026-06-10 08:00")
        for score in (5, 5, 1, 4):
            rate(transitions.resolve(make_request(laptop, li_wei), by=olga), score, at=clock.now())
        travel("2026-06-17 08:00")
        rollups.recount()
        client = sign_in(maria)
        assert "Nothing to count yet." in text(client)
        travel("2026-06-12 08:00")
        rate(transitions.resolve(make_request(laptop, li_wei), by=olga), 5, at=clock.now())
        travel("2026-06-17 08:00")
        rollups.recount()
        assert "80 % at least 80 %" in text(client)

    @pytest.mark.parametrize(("value", "words"), [("101", "at most 100 per cent"), ("0", "greater than or equal")])
    def test_what_cannot_be_reached_is_refused(self, maria: User, sign_in: SignedIn, value: str, words: str) -> None:
        sent = {"indicator": "done_kept", "value": value, "until": "2026-06-30"}
        answer = sign_in(maria).post(f"{PAGE}new/", sent)
        assert answer.status_code == 422
        assert words in unescape(answer.content.decode())
        assert not Goal.objects.exists()

    def test_an_indicator_has_one(self, it: Department, maria: User, sign_in: SignedIn) -> None:
        make_goal(it)
        sent = {"indicator": "done_kept", "value": "95", "until": "2026-06-30"}
        assert sign_in(maria).post(f"{PAGE}new/", sent).status_code == 422
        with pytest.raises(transitions.Refused):
            verbs.set_goal(it, "done_kept", Goal.objects.get().value, date(2030, 1, 1), by=maria)

    def test_a_stale_form_keeps_what_was_typed(self, it: Department, maria: User, sign_in: SignedIn) -> None:
        goal = make_goal(it, value="90", edition=3)
        sent = {"value": "97", "until": "2030-01-31", "edition": "2"}
        answer = sign_in(maria).post(f"/figures/goal/{goal.pk}/", sent)
        assert answer.status_code == 422
        assert "Somebody else changed this goal" in answer.content.decode()
        assert 'value="97"' in answer.content.decode()
        assert sign_in(maria).post(f"/figures/goal/{goal.pk}/", {**sent, "edition": "3"}).status_code == 302
        goal.refresh_from_db()
        assert (float(goal.value), goal.edition) == (97.0, 4)

    def test_what_was_changed_is_written_down(self, it: Department, maria: User, sign_in: SignedIn) -> None:
        client = sign_in(maria)
        client.post(f"{PAGE}new/", {"indicator": "done_kept", "value": "90", "until": "2030-12-31"})
        goal = Goal.objects.get()
        client.post(f"/figures/goal/{goal.pk}/removal/", {"edition": goal.edition})
        rows = ConfigurationChange.objects.filter(kind="goal").order_by("pk").values_list("action", "by")
        assert list(rows) == [("created", maria.pk), ("removed", maria.pk)]
        assert not Goal.objects.exists()


class TestAnnotations:
    def test_one_is_marked_in_the_charts(
        self, twelve_weeks: Service, it: Department, maria: User, sign_in: SignedIn
    ) -> None:
        make_goal(it)
        client = sign_in(maria)
        client.post(f"{PAGE}annotation/", {"day": "2026-02-11", "text": "We moved <upstairs>"})
        response = client.get(PAGE).content.decode()
        assert "11 Feb: We moved &lt;upstairs&gt;" in response
        assert "We moved <upstairs>" not in response

    def test_it_falls_into_its_piece_of_time(self) -> None:
        firsts = [date(2026, 6, 1), date(2026, 6, 8)]
        days = (date(2026, 5, 31), date(2026, 6, 1), date(2026, 6, 7), date(2026, 6, 14), date(2026, 6, 15))
        made = [Annotation(day=day, text=f"{day:%d}") for day in days]
        assert page.remarks_at(firsts, made, timedelta(weeks=1)) == {0: "1 Jun: 01, 7 Jun: 07", 1: "14 Jun: 14"}

    def test_what_concerns_everybody_is_for_admins(
        self, it: Department, maria: User, ada: User, sign_in: SignedIn
    ) -> None:
        sent = {"day": "2026-06-10", "text": "New mail", "everybody": "on"}
        sign_in(maria).post(f"{PAGE}annotation/", sent)
        sign_in(ada).post(f"{PAGE}annotation/", sent)
        assert [one.department for one in Annotation.objects.order_by("pk")] == [it, None]
        everybodys = Annotation.objects.get(department=None)
        assert text(sign_in(maria)).count("New mail") == 3  # two rows, and the way to change one's own
        assert sign_in(maria).get(f"/figures/annotation/{everybodys.pk}/").status_code == 404
        assert sign_in(ada).get(f"/figures/annotation/{everybodys.pk}/").status_code == 200

    def test_a_stale_removal_is_refused(self, it: Department, maria: User, sign_in: SignedIn) -> None:
        one = make_annotation(it)
        verbs.annotate(one, Noted(department=it, day=one.day, text="Newer"), edition=0, by=maria)
        assert sign_in(maria).post(f"/figures/annotation/{one.pk}/removal/", {"edition": "0"}).status_code == 409
        with pytest.raises(StaleForm):
            verbs.remove(one, edition=0, by=maria)
        assert sign_in(maria).post(f"/figures/annotation/{one.pk}/removal/", {"edition": "1"}).status_code == 302


class TestDepartmentsThatBecomeOne:
    def test_theirs_go_along_and_one_goal_an_indicator_stays(
        self, it: Department, finance: Department, maria: User
    ) -> None:
        kept, _dropped, moved = make_goal(finance, value="80"), make_goal(it, value="90"), make_goal(it, "chased", "5")
        one = make_annotation(it)
        for kind in OURS:
            for thing in kind.rows(it):
                kind.move(thing, finance, maria)
        assert set(Goal.objects.values_list("pk", "department")) == {(kept.pk, finance.pk), (moved.pk, finance.pk)}
        assert Annotation.objects.get().department == finance
        assert one.pk == Annotation.objects.get().pk
