"""`manage.py verify`: a portal that is well says so, and whatever is broken is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import F

from dashboards import rollups
from dashboards.models import DayFigures
from operations.models import JobRun
from operations.verify import looking, running, work
from operations.verify.looking import MOST_SHOWN, Scope
from requests_app import clock, transitions
from requests_app.attachments import storing
from requests_app.models import (
    Attachment,
    Delivery,
    Department,
    Message,
    Notification,
    RequestEvent,
    Service,
    ServiceRequest,
    Undertaking,
    User,
    Wait,
)
from sla.models import Clock, ClockEvent
from tests.conftest import Travel
from tests.make import make_file, make_request, make_standard, make_user

Verify = Callable[..., list[str]]
EVERYTHING = tuple(running.ALL)


@pytest.fixture
def broken() -> Verify:
    """What is said of one invariant that does not hold; fails where it holds."""

    def sentences(code: str, *, everything: bool = True) -> list[str]:
        [seen] = running.run(Scope(clock.now(), everything=everything), only=[code])
        assert not seen.holds, f"{code} holds"
        assert len(seen.outcome.examples) == min(seen.outcome.broken, MOST_SHOWN)
        return seen.outcome.examples

    return sentences


@pytest.fixture
def request_of_li(travel: Travel, it: Department, laptop: Service, li_wei: User, olga: User) -> ServiceRequest:
    """Filed, worked on and talked about, with clocks, a file, mails and figures."""
    travel("2026-06-11 09:00")
    make_standard(it)
    made = make_request(laptop, li_wei)
    transitions.start(made, by=olga)
    transitions.reply(made, "Which colour?", by=olga)
    make_file(li_wei, made)
    rollups.recount()
    return made


def sql(text: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(text, params)


class TestAPortalThatIsWell:
    def test_it_says_so(self, request_of_li: ServiceRequest) -> None:
        out = StringIO()
        call_command("verify", "--all", "--at-rest", stdout=out)
        assert "BROKEN" not in out.getvalue()
        told = [line.split()[1] for line in out.getvalue().splitlines() if line.startswith("holds")]
        assert told == [code for code, one in running.ALL.items() if not one.moves]

    def test_a_sample_is_looked_at_without_all(
        self, request_of_li: ServiceRequest, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        [seen] = running.run(Scope(clock.now()), only=["filed_once"])
        assert (seen.outcome.checked, seen.holds) == (1, True)
        monkeypatch.setattr(looking, "RECENT", 0)
        turn = (request_of_li.pk - clock.now().toordinal()) % looking.TURNS
        days = [clock.now() + timedelta(days=turn + more) for more in (0, 1)]
        checked = [next(running.run(Scope(day), only=["filed_once"])).outcome.checked for day in days]
        assert checked == [1, 0]

    def test_programs_get_json(self, request_of_li: ServiceRequest) -> None:
        out, progress = StringIO(), StringIO()
        call_command("verify", "--json", "--only", "due", "files", stdout=out, stderr=progress)
        told = json.loads(out.getvalue())
        assert told["holds"] is True
        assert [(one["code"], one["checked"], one["broken"]) for one in told["invariants"]] == [
            ("due", 1, 0),
            ("files", 1, 0),
        ]
        assert "holds" in progress.getvalue()

    def test_what_is_broken_ends_with_an_error(self, request_of_li: ServiceRequest) -> None:
        ServiceRequest.objects.update(due_at=None)
        out = StringIO()
        with pytest.raises(CommandError, match="1 of 2 do not hold: due"):
            call_command("verify", "--only", "due", "waits", stdout=out)
        assert f"Request #{request_of_li.pk} is due None" in out.getvalue()

    def test_what_cannot_be_looked_at_is_broken(
        self, db: None, broken: Verify, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(scope: Scope) -> Any:
            raise OSError("no disk")

        monkeypatch.setitem(running.ALL, "files", looking.Invariant("files", "…", fails))
        assert broken("files") == ["This could not be looked at: no disk"]

    def test_many_examples_are_counted_not_shown(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE requests_app_notification DROP CONSTRAINT notification_told_once")
        Notification.objects.bulk_create(
            Notification(recipient=request_of_li.requester, kind="x", key=str(one % 30), created_at=clock.now())
            for one in range(60)
        )
        told = broken("told_once")
        assert len(told) == MOST_SHOWN
        assert told[0].startswith(f"Person {request_of_li.requester_id} was told 2 times: ")
        out = StringIO()
        with pytest.raises(CommandError):
            call_command("verify", "--only", "told_once", stdout=out)
        assert "… and 10 more" in out.getvalue()


class TestRequests:
    def test_one_without_its_first_line(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        RequestEvent.objects.filter(verb="submitted").delete()
        assert broken("filed_once") == [f"Request #{request_of_li.pk} was filed 0 times by its journal."]

    def test_one_that_is_not_where_its_journal_ends(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        ServiceRequest.objects.update(status="resolved")
        assert "is resolved in department" in broken("journal_end")[0]

    def test_a_line_that_is_gone(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        RequestEvent.objects.filter(verb="started").delete()
        assert "begins with in_progress, and the one before ends with new." in broken("journal_chain")[0]

    def test_a_message_nobody_wrote_down(self, request_of_li: ServiceRequest, olga: User, broken: Verify) -> None:
        lost = Message.objects.create(
            request=request_of_li, author=olga, kind=Message.Kind.REPLY, text="Hm", at=clock.now()
        )
        assert broken("said_once") == [
            f"Message {lost.pk} of request #{request_of_li.pk} stands 0 times in its journal."
        ]

    def test_a_wait_of_what_waits_no_more(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        Wait.objects.create(request=request_of_li, kind="other", since=clock.now())
        assert broken("waits") == [
            f"Request #{request_of_li.pk} is in_progress and has a row that says what it waits for."
        ]

    def test_words_that_are_not_its_own(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        sql("UPDATE requests_app_requesttext SET public = ''")
        assert broken("search_words") == [f"Request #{request_of_li.pk} is found by other words than those it says."]
        sql("DELETE FROM requests_app_requesttext")
        assert "is found by no words" in broken("search_words")[0]

    def test_words_of_notes(self, request_of_li: ServiceRequest, olga: User, broken: Verify) -> None:
        transitions.reply(request_of_li, "Ask the supplier", by=olga, internal=True)
        sql("UPDATE requests_app_requesttext SET everything = NULL")
        assert broken("search_words")


class TestClocksAndFigures:
    def test_a_clock_that_does_not_add_up(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        one = Clock.objects.running().first()
        assert one is not None
        Clock.objects.filter(pk=one.pk).update(consumed_us=F("consumed_us") + 7)
        assert f"Clock {one.pk}: consumed_us is" in broken("clocks")[0]
        assert broken("clocks", everything=False)

    def test_the_same_event_twice(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        one, now = Clock.objects.first(), clock.now()
        assert one is not None
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE sla_clockevent DROP CONSTRAINT clock_event_once")
        for _time in range(2):
            ClockEvent.objects.create(
                clock=one, epoch=1, step="50%", kind="warning", occurred_at=now, detected_at=now, handled_at=now
            )
        assert broken("clock_events") == [f"Clock {one.pk} set off 50% 2 times in its round 1."]

    def test_a_sweep_that_does_not_come(self, request_of_li: ServiceRequest, travel: Travel, broken: Verify) -> None:
        travel("2026-06-12 09:00")
        assert "had to say something at 2026-06-11" in broken("clocks_fire")[0]

    def test_news_that_nobody_heard(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        one, late = Clock.objects.first(), clock.now() - timedelta(hours=1)
        assert one is not None
        ClockEvent.objects.create(clock=one, epoch=1, step="50%", kind="warning", occurred_at=late, detected_at=late)
        assert f"50% of clock {one.pk}: nobody was told" in broken("clocks_told")[0]

    def test_figures_that_somebody_changed(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        day = DayFigures.objects.filter(filed__gt=0).first()
        assert day is not None
        DayFigures.objects.filter(pk=day.pk).update(filed=9)
        assert any("filed is 9, counted 1" in one for one in broken("figures"))
        assert broken("figures", everything=False)


class TestWork:
    def test_a_mail_that_left_at_no_moment(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        row = _delivery(request_of_li, state=Delivery.State.SENT)
        assert broken("sent_recorded") == [f"Delivery {row.pk} is sent, without a moment."]

    def test_a_mail_that_lies(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        row = _delivery(request_of_li, next_attempt_at=clock.now() - timedelta(hours=2))
        assert f"Delivery {row.pk} was to be tried at" in broken("outbox")[0]

    def test_a_job_with_a_problem(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        JobRun.objects.create(task="sla.tasks.sweep", started_at=clock.now(), error="It broke")
        assert "sla.tasks.sweep: It broke." in broken("jobs")

    def test_work_that_nobody_takes_up(self, olga: User, travel: Travel, broken: Verify) -> None:
        travel("2026-06-11 09:00")
        one = Undertaking.objects.create(kind="leaving", thing=olga.pk, asked_by=olga, asked_at=clock.now())
        travel("2026-06-11 09:30")
        assert broken("long_work") == [f"Undertaking {one.pk} is not finished, and nobody works on it."]

    @pytest.mark.django_db(transaction=True)
    def test_a_transaction_that_stays_open(self, broken: Verify, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(work, "IDLE", "0 seconds")
        other = connection.copy()
        try:
            other.set_autocommit(False)
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                pid = cursor.fetchone()[0]
            assert any(one.startswith(f"Session {pid} ") for one in broken("locks"))
        finally:
            other.rollback()
            other.close()


class TestTables:
    def test_a_row_that_is_not_there(self, request_of_li: ServiceRequest, li_wei: User, broken: Verify) -> None:
        """The foreign key looks when the transaction ends, so for a while there may be one that leads nowhere."""
        person = make_user("Nobody")
        person.department_id = 10**8
        person.save()
        [told] = broken("foreign_rows")
        assert told.startswith("1 rows of requests_app_user name a row of requests_app_department that is not there")
        person.delete()

    def test_a_trigger_that_is_off_and_a_rule_never_checked(self, db: None, broken: Verify) -> None:
        sql("SET CONSTRAINTS ALL IMMEDIATE")
        sql("ALTER TABLE requests_app_message DISABLE TRIGGER request_words_more")
        sql("ALTER TABLE requests_app_message ADD CONSTRAINT new_rule CHECK (id > 0) NOT VALID")
        assert broken("rules") == [
            "The rule new_rule of requests_app_message was never checked.",
            "The trigger request_words_more of requests_app_message is switched off.",
        ]

    def test_a_number_that_is_taken(self, db: None, broken: Verify) -> None:
        Department.objects.create(pk=10**7, code="far")
        assert "and 10000000 is taken." in broken("sequences")[0]

    def test_a_file_that_is_gone(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        file = Attachment.objects.get()
        storing.storage().delete(file.stored)
        assert broken("files", everything=False) == [
            f"File {file.pk} (request {request_of_li.pk}): its content cannot be read (FileNotFoundError)."
        ]

    def test_a_file_that_is_another(self, request_of_li: ServiceRequest, broken: Verify) -> None:
        file = Attachment.objects.get()
        Attachment.objects.update(size=F("size") + 1)
        assert f"{file.size} bytes are kept, {file.size + 1} were sent." in broken("files", everything=False)[0]
        Attachment.objects.update(size=file.size, sha256="0" * 64)
        assert "its content is not what was sent." in broken("files")[0]
        assert next(running.run(Scope(clock.now()), only=["files"])).holds


def _delivery(request: ServiceRequest, **fields: Any) -> Delivery:
    told = Notification.objects.create(
        recipient=request.requester, kind="x", key="x", created_at=datetime(2026, 6, 11, tzinfo=UTC)
    )
    usual = {"channel": Delivery.Channel.EMAIL, "next_attempt_at": clock.now()}
    return Delivery.objects.create(notification=told, recipient=request.requester, **(usual | fields))
