"""Training sessions: planned from an improvement, seats and a waiting list, mails with a calendar file, who came."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse

from requests_app import clock, retention
from requests_app.leaving import Moved
from requests_app.leaving.holdings import HOLDINGS
from requests_app.models import ConfigurationChange, Department, Notification, Service, Translated, User
from requests_app.notifications import delivery, texts
from requests_app.transitions import Refused, StaleForm
from surveys.models import Improvement, TrainingPlace, TrainingSession
from surveys.training import access, rounds, verbs
from surveys.training.calendar_file import calendar_file
from surveys.training.needs import needs_of
from tests.conftest import SignedIn, Travel
from tests.make import make_improvement, make_request, make_session, utc

BEGINS = utc(2026, 7, 6, 9)
TOPIC = "The archive in an hour"
Seat, Waiting = TrainingPlace.State.SEAT, TrainingPlace.State.WAITING


@pytest.fixture(autouse=True)
def _wednesday(travel: Travel) -> None:
    travel("2026-07-01 10:00")


@pytest.fixture
def gap(it: Department, maria: User) -> Improvement:
    """Something IT has to learn."""
    return make_improvement(it, maria, kind="training", finding="Nobody knows the new archive.")


@pytest.fixture
def session(gap: Improvement, maria: User) -> TrainingSession:
    """One seat, for everybody, on Monday."""
    return make_session(gap, maria, seats=1)


def state_of(session: TrainingSession, person: User) -> str | None:
    return session.places.filter(person=person).values_list("state", flat=True).first()


def told(kind: str) -> set[User]:
    return {one.recipient for one in Notification.objects.filter(kind=kind).select_related("recipient")}


class TestPlanning:
    def test_it_belongs_to_an_open_improvement_of_its_kind_and_to_who_may_write_that(
        self, it: Department, gap: Improvement, maria: User, olga: User, ada: User
    ) -> None:
        assert access.can_plan(maria, gap)
        assert access.can_plan(ada, gap)
        assert not access.can_plan(olga, gap)
        assert not access.can_plan(maria, make_improvement(it, maria))
        gap.state = Improvement.State.DROPPED
        with pytest.raises(Refused, match="open improvement"):
            make_session(gap, maria)

    def test_colleagues_hear_of_what_is_offered_to_them_and_requesters_do_not(
        self, gap: Improvement, maria: User, olga: User, li_wei: User
    ) -> None:
        make_session(gap, maria, offered_to="requesters")
        assert told("training_offered") == set()
        make_session(gap, maria, offered_to="colleagues")
        assert told("training_offered") == {olga}

    def test_those_who_asked_the_department_for_something_hear_of_what_is_offered_to_them_once(
        self, gap: Improvement, laptop: Service, maria: User, olga: User, li_wei: User, wang_fang: User, anna: User
    ) -> None:
        make_request(laptop, li_wei)
        make_request(laptop, wang_fang)
        make_request(laptop, anna, now=utc(2025, 6, 1))
        session = make_session(gap, maria, offered_to="everybody")
        make_session(gap, maria, offered_to="colleagues")
        verbs.sign_up(session, by=wang_fang)
        for _again in range(2):
            rounds.tell_requesters()
        note = Notification.objects.get(kind="training_open")
        assert note.recipient == li_wei
        assert not note.deliveries.exists()
        assert "IT offers you training" in texts.words_of(note).line
        make_request(laptop, anna)
        rounds.tell_requesters(clock.now() + timedelta(hours=7))
        assert told("training_open") == {li_wei}

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"starts_at": utc(2026, 6, 30), "ends_at": utc(2026, 7, 2)}, "later than now"),
            ({"ends_at": BEGINS}, "ends before it begins"),
            ({"place": ""}, "Say where"),
        ],
    )
    def test_what_does_not_fit_is_refused_in_words(
        self, gap: Improvement, maria: User, wrong: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            make_session(gap, maria, **wrong)

    def test_every_change_is_in_the_list_of_changes(self, session: TrainingSession, maria: User) -> None:
        verbs.cancel(session, "The trainer is ill.", by=maria)
        changes = ConfigurationChange.objects.filter(kind="training", thing=str(session.pk))
        assert [one.action for one in changes.order_by("pk")] == ["created", "closed"]


class TestPlaces:
    def test_the_last_seat_goes_to_one_and_the_next_one_waits(
        self, session: TrainingSession, li_wei: User, wang_fang: User
    ) -> None:
        assert verbs.sign_up(session, by=li_wei).state == Seat
        assert verbs.sign_up(session, by=wang_fang).state == Waiting
        assert verbs.sign_up(session, by=li_wei).pk == session.places.get(person=li_wei).pk
        assert told("training_seat") == {li_wei}

    def test_whoever_waits_longest_gets_the_seat_that_is_given_back(
        self, session: TrainingSession, li_wei: User, wang_fang: User, anna: User
    ) -> None:
        for person in (li_wei, wang_fang, anna):
            verbs.sign_up(session, by=person)
        verbs.withdraw(session, by=li_wei)
        assert (state_of(session, li_wei), state_of(session, wang_fang), state_of(session, anna)) == (
            None,
            Seat,
            Waiting,
        )
        assert told("training_seat") == {li_wei, wang_fang}

    def test_more_seats_go_to_those_who_wait_and_fewer_than_taken_are_refused(
        self, gap: Improvement, maria: User, li_wei: User, wang_fang: User
    ) -> None:
        session = make_session(gap, maria, seats=1)
        verbs.sign_up(session, by=li_wei)
        verbs.sign_up(session, by=wang_fang)
        changed = verbs.change(session, outline(session, seats=2), edition=session.edition, by=maria)
        assert state_of(session, wang_fang) == Seat
        assert told("training_changed") == set()
        with pytest.raises(Refused, match="2 people have a seat"):
            verbs.change(changed, outline(changed, seats=1), edition=changed.edition, by=maria)

    def test_only_whom_it_is_offered_to_signs_up(self, gap: Improvement, maria: User, olga: User, li_wei: User) -> None:
        ours = make_session(gap, maria, offered_to="colleagues")
        theirs = make_session(gap, maria, offered_to="requesters")
        assert verbs.sign_up(ours, by=olga)
        assert verbs.sign_up(theirs, by=li_wei)
        for session, person in ((ours, li_wei), (theirs, olga)):
            with pytest.raises(Refused, match="not offered"):
                verbs.sign_up(session, by=person)

    def test_nobody_signs_up_for_what_has_begun_or_was_called_off(
        self, gap: Improvement, maria: User, li_wei: User
    ) -> None:
        session, other = make_session(gap, maria), make_session(gap, maria)
        verbs.cancel(other, "No room.", by=maria)
        with pytest.raises(Refused, match="called off"):
            verbs.sign_up(other, by=li_wei)
        with pytest.raises(Refused, match="begun already"):
            verbs.sign_up(session, by=li_wei, now=BEGINS)

    def test_the_seat_of_somebody_who_left_goes_on(
        self, session: TrainingSession, li_wei: User, wang_fang: User
    ) -> None:
        verbs.sign_up(session, by=li_wei)
        verbs.sign_up(session, by=wang_fang)
        User.objects.filter(pk=li_wei.pk).update(is_active=False)
        assert [rounds.free_places_of_former(), rounds.free_places_of_former()] == [1, 0]
        assert (state_of(session, li_wei), state_of(session, wang_fang)) == (None, Seat)


class TestTelling:
    def sent(self) -> list[Any]:
        delivery.deliver_due()
        return mail.outbox

    def test_a_seat_comes_by_mail_with_a_calendar_file(self, session: TrainingSession, li_wei: User) -> None:
        verbs.sign_up(session, by=li_wei)
        (letter,) = self.sent()
        name, content, kind = letter.attachments[0]
        assert (name, kind) == ("training.ics", "text/calendar")
        assert "DTSTART:20260706T090000Z" in content

    def test_another_time_or_place_is_told_to_everybody_who_signed_up(
        self, session: TrainingSession, maria: User, li_wei: User, wang_fang: User
    ) -> None:
        verbs.sign_up(session, by=li_wei)
        verbs.sign_up(session, by=wang_fang)
        session.refresh_from_db()
        moved = outline(session, place="Room 9")
        verbs.change(session, moved, edition=session.edition, by=maria)
        assert told("training_changed") == {li_wei, wang_fang}
        with pytest.raises(StaleForm):
            verbs.change(session, moved, edition=session.edition, by=maria)

    def test_calling_it_off_takes_it_out_of_calendars_and_says_why(
        self, session: TrainingSession, maria: User, li_wei: User
    ) -> None:
        verbs.sign_up(session, by=li_wei)
        self.sent().clear()
        with pytest.raises(Refused, match="Say why"):
            verbs.cancel(session, "", by=maria)
        verbs.cancel(session, "The trainer is ill.", by=maria)
        (letter,) = self.sent()
        assert "The trainer is ill." in letter.body
        assert "METHOD:CANCEL" in letter.attachments[0][1]
        assert "STATUS:CANCELLED" in letter.attachments[0][1]

    def test_those_with_a_seat_are_reminded_once_the_day_before(
        self, session: TrainingSession, li_wei: User, wang_fang: User
    ) -> None:
        verbs.sign_up(session, by=li_wei)
        verbs.sign_up(session, by=wang_fang)
        assert rounds.remind_due(BEGINS - timedelta(hours=25)) == 0
        at = BEGINS - timedelta(hours=23)
        assert [rounds.remind_due(at), rounds.remind_due(at)] == [1, 0]
        assert told("training_soon") == {li_wei}

    def test_a_calendar_file_is_folded_and_escaped_in_any_language(self, session: TrainingSession) -> None:
        session.title = Translated({"en": "Архив; договоры, " * 8})
        file = calendar_file(session, at=BEGINS)
        lines = file.split("\r\n")
        assert all(len(line.encode()) <= 75 for line in lines)
        whole = file.replace("\r\n ", "")
        assert "SUMMARY:Архив\\; договоры\\, Архив" in whole
        assert f"SEQUENCE:{session.edition}\r\n" in file
        assert file.startswith("BEGIN:VCALENDAR\r\n")
        assert file.endswith("END:VCALENDAR\r\n")


class TestAttendance:
    def test_who_came_is_noted_after_it_began_and_can_be_corrected(
        self, gap: Improvement, maria: User, li_wei: User, wang_fang: User
    ) -> None:
        session = make_session(gap, maria, seats=2)
        for person in (li_wei, wang_fang):
            verbs.sign_up(session, by=person)
        with pytest.raises(Refused, match="not begun"):
            verbs.note_who_came(session, [li_wei.pk], by=maria)
        assert verbs.note_who_came(session, [li_wei.pk, 999], by=maria, now=BEGINS).came == 1
        assert verbs.note_who_came(session, [li_wei.pk, wang_fang.pk], by=maria, now=BEGINS).came == 2

    def test_names_go_by_the_rule_and_the_number_stays(
        self, session: TrainingSession, maria: User, li_wei: User
    ) -> None:
        verbs.sign_up(session, by=li_wei)
        verbs.note_who_came(session, [li_wei.pk], by=maria, now=BEGINS)
        kind = retention.KINDS["training_places"]
        old = list(kind.rows(BEGINS + timedelta(days=2)).values_list("pk", flat=True))
        assert not kind.rows(BEGINS).exists()
        kind.remove(old)
        session.refresh_from_db()
        assert (session.places.count(), session.came) == (0, 1)


class TestLeaving:
    def test_what_somebody_leads_goes_to_whoever_is_chosen(
        self, session: TrainingSession, maria: User, olga: User, ada: User
    ) -> None:
        holding = HOLDINGS["training"]
        (item,) = holding.items(maria)
        assert item.code == f"training:{session.pk}"
        for step in holding.steps(Moved(maria, olga, ada, session.pk)):
            step.act()
        session.refresh_from_db()
        assert session.led_by == olga
        assert holding.items(maria) == []
        assert list(holding.steps(Moved(olga, None, ada, session.pk))) == []


class TestPages:
    def test_somebody_signs_up_and_withdraws(self, session: TrainingSession, li_wei: User, sign_in: SignedIn) -> None:
        client, url = sign_in(li_wei), reverse("training:detail", args=[session.pk])
        assert "1 seat is free." in client.get(url).content.decode()
        assert "You have a seat." in client.post(f"{url}place/", follow=True).content.decode()
        assert "You are no longer signed up." in client.post(f"{url}withdrawal/", follow=True).content.decode()
        assert not session.places.exists()

    def test_names_are_for_who_leads_it(
        self, session: TrainingSession, li_wei: User, olga: User, maria: User, sign_in: SignedIn
    ) -> None:
        verbs.sign_up(session, by=li_wei)
        url = reverse("training:detail", args=[session.pk])
        assert "李伟" in sign_in(maria).get(url).content.decode()
        assert "李伟" not in sign_in(olga).get(url).content.decode()

    def test_what_is_for_colleagues_alone_is_not_found_by_others(
        self, gap: Improvement, maria: User, li_wei: User, olga: User, sign_in: SignedIn
    ) -> None:
        session = make_session(gap, maria, offered_to="colleagues")
        for page in ("detail", "calendar"):
            url = reverse(f"training:{page}", args=[session.pk])
            assert [sign_in(one).get(url).status_code for one in (li_wei, olga)] == [404, 200]
        assert TOPIC not in sign_in(li_wei).get("/training/").content.decode()

    def test_a_manager_plans_changes_and_notes_who_came(
        self, gap: Improvement, maria: User, li_wei: User, sign_in: SignedIn, travel: Travel
    ) -> None:
        client = sign_in(maria)
        sent = {
            "title_en": "The archive in an hour",
            "starts_at": "2026-07-06T09:00",
            "ends_at": "2026-07-06T10:00",
            "place": "Room 2",
            "seats": "3",
            "offered_to": "everybody",
            "led_by": maria.pk,
        }
        new = reverse("training:new", args=[gap.pk])
        assert client.post(new, {**sent, "place": ""}).status_code == 422
        assert client.post(new, sent).status_code == 302
        session = TrainingSession.objects.get()
        url = reverse("training:detail", args=[session.pk])
        assert client.post(f"{url}edit/", {**sent, "seats": "4", "edition": "0"}).status_code == 422
        assert client.post(f"{url}edit/", {**sent, "seats": "4", "edition": session.edition}).status_code == 302
        verbs.sign_up(session, by=li_wei)
        travel("2026-07-06 12:00")
        client.post(f"{url}attendance/", {"came": [str(li_wei.pk), "x"]})
        session.refresh_from_db()
        assert (session.seats, session.came) == (4, 1)

    def test_training_needs_are_open_improvements_of_that_kind_with_their_evidence(
        self, it: Department, gap: Improvement, session: TrainingSession, maria: User, sign_in: SignedIn
    ) -> None:
        make_improvement(it, maria)
        assert [(one.improvement, len(one.sessions)) for one in needs_of(maria)] == [(gap, 1)]
        assert needs_of(maria, "finance") == []
        page = sign_in(maria).get("/training/needs/").content.decode()
        assert "Nobody knows the new archive." in page
        assert TOPIC in page
        assert TOPIC in sign_in(maria).get(f"/improvements/{gap.pk}/").content.decode()


def outline(session: TrainingSession, **other: Any) -> verbs.Outline:
    from dataclasses import fields

    return verbs.Outline(**{**{one.name: getattr(session, one.name) for one in fields(verbs.Outline)}, **other})


def test_a_session_ends_after_it_begins_in_the_database_too(session: TrainingSession) -> None:
    from django.db import IntegrityError, transaction

    before: datetime = session.starts_at - timedelta(hours=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        TrainingSession.objects.filter(pk=session.pk).update(ends_at=before)


def test_a_mail_about_a_session_that_is_gone_goes_out_without_a_file(
    session: TrainingSession, li_wei: User, maria: User
) -> None:
    verbs.sign_up(session, by=li_wei)
    session.delete()
    delivery.deliver_due()
    assert [len(letter.attachments) for letter in mail.outbox] == [0]
