"""Departments meet on a rhythm: an agenda from their figures, decisions that go on as improvements, the next date."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.core import mail

from dashboards.meetings import telling, verbs
from dashboards.meetings.agenda import agenda_of
from dashboards.meetings.models import ReviewDecision, ReviewMeeting, ServiceReview
from dashboards.meetings.verbs import Decided, Outline
from requests_app import belongings, clock, transitions
from requests_app.models import ConfigurationChange, Delivery, Department, Notification, Service, User
from requests_app.notifications import delivery
from requests_app.transitions import Refused, StaleForm
from surveys.models import Improvement
from tests.conftest import SignedIn, Travel
from tests.make import make_department, make_request, make_standard, utc

NOW, BEGINS, AFTER = "2026-06-10 10:00", utc(2026, 6, 17, 9), "2026-06-17 11:00"


def outline(starts_at: datetime = BEGINS, place: str = "Room 3") -> Outline:
    return Outline(starts_at=starts_at, ends_at=starts_at + timedelta(hours=1), place=place, link="")


@pytest.fixture(autouse=True)
def _now(travel: Travel, db: None) -> None:
    travel(NOW)


@pytest.fixture
def review(it: Department, finance: Department, maria: User, boris: User) -> ServiceReview:
    """IT and finance, every four weeks, planned by Maria."""
    return verbs.begin([it, finance], 4, outline(), by=maria)


@pytest.fixture
def meeting(review: ServiceReview) -> ReviewMeeting:
    return review.meetings.get()


def decided(it: Department, olga: User, text: str = "Laptops are ordered on Monday") -> Decided:
    return Decided(text=text, department=it, owner=olga, until_on=date(2026, 7, 1))


def kinds(person: User) -> list[str]:
    rows = Notification.objects.filter(recipient=person, kind__startswith="review_").order_by("pk")
    return list(rows.values_list("kind", flat=True))


class TestPlanning:
    def test_whoever_leads_one_of_them_is_invited_and_told(
        self, meeting: ReviewMeeting, maria: User, boris: User
    ) -> None:
        assert set(meeting.people.all()) == {maria, boris}
        assert kinds(boris) == ["review_planned"]

    def test_the_mail_brings_it_into_a_calendar(self, meeting: ReviewMeeting, boris: User) -> None:
        Delivery.objects.exclude(recipient=boris).delete()
        delivery.deliver_due()
        [sent] = mail.outbox
        [(name, content, kind)] = sent.attachments
        assert (name, kind) == ("service-review.ics", "text/calendar")
        assert "DTSTART:20260617T090000Z" in str(content)
        assert "SUMMARY:Service review: Finance\\, IT" in str(content)

    @pytest.mark.parametrize("names", [["it"], ["it", "it"]])
    def test_one_department_alone_has_nobody_to_meet(self, it: Department, maria: User, names: list[str]) -> None:
        with pytest.raises(Refused):
            verbs.begin([it for _name in names], 4, outline(), by=maria)

    def test_nobody_calls_others_together(self, it: Department, finance: Department, olga: User) -> None:
        with pytest.raises(Refused):
            verbs.begin([it, finance], 4, outline(), by=olga)

    def test_not_in_the_past_and_not_nowhere(self, it: Department, finance: Department, maria: User) -> None:
        for wrong in (outline(utc(2026, 6, 1)), outline(place="")):
            with pytest.raises(Refused):
                verbs.begin([it, finance], 4, wrong, by=maria)

    def test_a_change_is_told_and_a_stale_form_refused(self, meeting: ReviewMeeting, maria: User, boris: User) -> None:
        verbs.change(meeting, outline(place="Room 4"), edition=meeting.edition, by=maria)
        assert kinds(boris) == ["review_planned", "review_changed"]
        with pytest.raises(StaleForm):
            verbs.change(meeting, outline(), edition=meeting.edition, by=maria)

    def test_called_off_with_a_reason_and_planned_anew(
        self, review: ServiceReview, meeting: ReviewMeeting, maria: User, boris: User
    ) -> None:
        with pytest.raises(Refused):
            verbs.plan(review, outline(), by=maria)
        verbs.cancel(meeting, "Holidays", by=maria)
        planned = verbs.plan(review, outline(BEGINS + timedelta(days=7)), by=maria)
        assert set(planned.people.all()) == {maria, boris}
        assert kinds(boris) == ["review_planned", "review_cancelled", "review_planned"]

    def test_somebody_else_is_invited_or_left_out(self, meeting: ReviewMeeting, maria: User, olga: User) -> None:
        for _twice in range(2):
            verbs.invite(meeting, olga, by=maria)
        assert kinds(olga) == ["review_planned"]
        verbs.leave_out(meeting, olga)
        assert olga not in meeting.people.all()

    def test_one_is_reminded_once_the_day_before(self, meeting: ReviewMeeting, boris: User, travel: Travel) -> None:
        assert telling.remind_due() == 0
        travel("2026-06-16 10:00")
        assert telling.remind_due() == 1
        assert telling.remind_due() == 0
        assert kinds(boris) == ["review_planned", "review_soon"]

    def test_changes_leave_rows(self, meeting: ReviewMeeting, maria: User) -> None:
        rows = ConfigurationChange.objects.filter(by=maria, kind__in=["service_review", "review_meeting"])
        assert set(rows.values_list("kind", flat=True)) == {"service_review", "review_meeting"}


class TestHolding:
    def test_the_next_one_is_planned_by_the_rhythm(
        self, review: ServiceReview, meeting: ReviewMeeting, maria: User, boris: User, travel: Travel
    ) -> None:
        travel(AFTER)
        verbs.hold(meeting, [maria.pk], "We spoke about laptops", by=maria)
        following = review.meetings.planned().get()
        assert following.starts_at == utc(2026, 7, 15, 9)
        assert set(following.people.all()) == {maria, boris}
        assert list(meeting.came.all()) == [maria]

    def test_written_up_late_it_is_not_planned_in_the_past(
        self, review: ServiceReview, meeting: ReviewMeeting, maria: User, travel: Travel
    ) -> None:
        travel("2026-08-01 09:00")
        verbs.hold(meeting, [], "", by=maria)
        assert review.meetings.planned().get().starts_at == utc(2026, 8, 12, 9)

    def test_not_before_it_began_and_not_twice(self, meeting: ReviewMeeting, maria: User, travel: Travel) -> None:
        with pytest.raises(Refused):
            verbs.hold(meeting, [], "", by=maria)
        travel(AFTER)
        verbs.hold(meeting, [], "", by=maria)
        with pytest.raises(Refused):
            verbs.hold(meeting, [], "", by=maria)

    def test_the_end_calls_off_what_is_planned(
        self, review: ServiceReview, meeting: ReviewMeeting, maria: User
    ) -> None:
        verbs.end(review, by=maria)
        meeting.refresh_from_db()
        assert meeting.state == ReviewMeeting.State.CANCELLED
        assert not ServiceReview.objects.running().exists()


class TestDeciding:
    def test_it_goes_on_as_an_improvement_and_its_owner_is_told(
        self, it: Department, meeting: ReviewMeeting, boris: User, olga: User, travel: Travel
    ) -> None:
        travel(AFTER)
        made = verbs.decide(meeting, decided(it, olga), by=boris)
        assert made.improvement.department == it
        assert made.improvement.owner == olga
        assert made.improvement.kind == Improvement.Kind.COOPERATION
        assert kinds(olga) == ["review_decided"]

    def test_an_owner_serves_where_it_is_done(
        self, it: Department, meeting: ReviewMeeting, maria: User, anna: User, travel: Travel
    ) -> None:
        travel(AFTER)
        with pytest.raises(Refused):
            verbs.decide(meeting, decided(it, anna), by=maria)
        assert not ReviewDecision.objects.exists()

    def test_only_departments_that_meet_and_only_once_it_began(
        self, it: Department, analytics: Department, meeting: ReviewMeeting, maria: User, olga: User, travel: Travel
    ) -> None:
        with pytest.raises(Refused):
            verbs.decide(meeting, decided(it, olga), by=maria)
        travel(AFTER)
        with pytest.raises(Refused):
            verbs.decide(meeting, decided(analytics, olga), by=maria)


class TestTheAgenda:
    def test_it_counts_what_they_asked_of_each_other(
        self, meeting: ReviewMeeting, laptop: Service, anna: User, olga: User, maria: User, li_wei: User
    ) -> None:
        make_standard(laptop.provider)
        make_request(laptop, li_wei)  # of neither
        make_request(laptop, olga)  # of one's own
        pushed, late = make_request(laptop, anna), make_request(laptop, anna)
        transitions.chase(pushed, by=anna)
        transitions.ask(pushed, "Which one?", by=olga)
        agenda = agenda_of(meeting, maria, clock.now() + timedelta(days=1))
        [pair] = agenda.pairs
        assert (str(pair.asks), str(pair.serves), pair.filed) == ("Finance", "IT", 2)
        assert (pair.broken, pair.chased, pair.asked_back, pair.done) == (1, 1, 1, 0)
        assert [one.pk for one in agenda.broken] == [late.pk]

    def test_each_figure_leads_to_its_requests(
        self,
        meeting: ReviewMeeting,
        laptop: Service,
        anna: User,
        olga: User,
        maria: User,
        sign_in: SignedIn,
        travel: Travel,
    ) -> None:
        pushed, _other = make_request(laptop, anna), make_request(laptop, anna)
        transitions.chase(pushed, by=anna)
        travel("2026-06-11 10:00")
        client, its = sign_in(maria), f"/service-reviews/meetings/{meeting.pk}/requests/"
        page = client.get(f"/service-reviews/meetings/{meeting.pk}/").content.decode()
        counted = {name: int(n) for name, n in re.findall(r'serves=it&amp;figure=(\w+)">(\d+)<', page)}
        assert counted == {"filed": 2, "chased": 1}
        for figure, number in counted.items():
            listed = client.get(its, {"asks": "finance", "serves": "it", "figure": figure}).content.decode()
            assert len(set(re.findall(r'href="/requests/(\d+)/', listed))) == number
        assert client.get(its, {"asks": "finance", "serves": "it", "figure": "none"}).status_code == 404
        assert client.get(its, {"asks": "people", "serves": "it"}).status_code == 404
        assert sign_in(olga).get(its).status_code == 404

    def test_it_begins_with_the_meeting_before(
        self, review: ServiceReview, meeting: ReviewMeeting, laptop: Service, anna: User, maria: User, travel: Travel
    ) -> None:
        make_request(laptop, anna)
        travel(AFTER)
        verbs.hold(meeting, [], "", by=maria)
        following = review.meetings.planned().get()
        agenda = agenda_of(following, maria, clock.now())
        assert agenda.since == meeting.starts_at
        assert agenda.pairs == []

    def test_what_was_decided_before_stays_until_it_is_done(
        self, it: Department, review: ServiceReview, meeting: ReviewMeeting, maria: User, olga: User, travel: Travel
    ) -> None:
        travel(AFTER)
        made = verbs.decide(meeting, decided(it, olga), by=maria)
        verbs.hold(meeting, [], "", by=maria)
        following = review.meetings.planned().get()
        assert list(agenda_of(following, maria, clock.now()).decisions) == [made]
        Improvement.objects.update(state=Improvement.State.DROPPED)
        assert agenda_of(following, maria, clock.now()).decisions == []

    def test_requests_nobody_may_open_are_counted_and_not_named(
        self, meeting: ReviewMeeting, laptop: Service, anna: User, li_wei: User, maria: User
    ) -> None:
        make_standard(laptop.provider)
        make_request(laptop, anna)
        verbs.invite(meeting, li_wei, by=maria)
        agenda = agenda_of(meeting, li_wei, clock.now() + timedelta(days=1))
        assert (agenda.broken, agenda.broken_all) == ([], 1)


class TestOnThePages:
    def test_who_leads_plans_and_who_is_invited_reads(
        self, it: Department, finance: Department, maria: User, olga: User, boris: User, sign_in: SignedIn
    ) -> None:
        said = {
            "departments": [it.pk, finance.pk],
            "every_weeks": "4",
            "starts_at": "2026-06-17T09:00",
            "ends_at": "2026-06-17T10:00",
            "place": "Room 3",
        }
        answer = sign_in(maria).post("/service-reviews/new/", said)
        meeting = ReviewMeeting.objects.get()
        assert answer.url == f"/service-reviews/{meeting.review_id}/"  # type: ignore[attr-defined]
        assert sign_in(olga).post("/service-reviews/new/", said).status_code == 403
        page = f"/service-reviews/meetings/{meeting.pk}/"
        assert sign_in(olga).get(page).status_code == 404
        sign_in(boris).post(f"{page}invitation/", {"person": olga.email})
        assert "Room 3" in sign_in(olga).get(page).content.decode()
        assert sign_in(olga).post(f"{page}invitation/", {"person": maria.email}).status_code == 403

    def test_a_meeting_from_its_beginning_to_the_next(
        self, it: Department, meeting: ReviewMeeting, maria: User, olga: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        page, client = f"/service-reviews/meetings/{meeting.pk}/", sign_in(maria)
        assert "It took place" not in client.get(page).content.decode()
        travel(AFTER)
        said = {"text": "Laptops on Monday", "department": it.pk, "owner": olga.email, "until_on": "2026-07-01"}
        assert client.post(f"{page}decision/", {**said, "text": ""}).status_code == 422
        client.post(f"{page}decision/", said)
        client.post(f"{page}holding/", {"came": [maria.pk], "notes": "Good"})
        shown = client.get(page).content.decode()
        assert "Laptops on Monday" in shown
        assert "was there" in shown
        review = client.get(f"/service-reviews/{meeting.review_id}/").content.decode()
        assert "Laptops on Monday" in review
        assert f"/service-reviews/{meeting.review_id}/" in client.get("/service-reviews/").content.decode()

    def test_a_form_that_does_not_fit_keeps_what_was_typed(
        self, meeting: ReviewMeeting, maria: User, sign_in: SignedIn
    ) -> None:
        answer = sign_in(maria).post(
            f"/service-reviews/meetings/{meeting.pk}/edit/",
            {"starts_at": "2026-06-17T10:00", "ends_at": "2026-06-17T09:00", "place": "Room 9", "edition": "1"},
        )
        assert answer.status_code == 422
        assert "Room 9" in answer.content.decode()


class TestDepartmentsThatBecomeOthers:
    def test_the_other_takes_its_place(
        self, it: Department, finance: Department, review: ServiceReview, ada: User
    ) -> None:
        other = make_department("other")
        [thing] = belongings.BELONGINGS["service_review"].rows(finance)
        belongings.BELONGINGS["service_review"].move(thing, other, ada)
        assert set(review.departments.all()) == {it, other}

    def test_one_left_alone_ends_it(
        self, it: Department, finance: Department, review: ServiceReview, meeting: ReviewMeeting, ada: User
    ) -> None:
        [thing] = belongings.BELONGINGS["service_review"].rows(finance)
        belongings.BELONGINGS["service_review"].move(thing, it, ada)
        review.refresh_from_db()
        assert review.ended_at is not None
