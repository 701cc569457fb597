"""Mail really leaves, over SMTP: once, in the receiver's language, and later if the server is down."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, connections, transaction
from django.test import Client
from kombu.exceptions import OperationalError
from pytest_django.fixtures import Settings

from requests_app import transitions
from requests_app.models import Delivery, Department, Notification, Service, ServiceRequest, User
from requests_app.notifications import delivery, notify
from requests_app.notifications.delivery import LEASE, claim, deliver_due, wait_after
from requests_app.tasks import deliver_due as deliver_due_task
from tests.conftest import SignedIn, Travel
from tests.make import make_request, make_user, utc

MORNING = utc(2026, 6, 11, 9)


class Postbox:
    """An SMTP server's handler that keeps what it accepts, and refuses whom it is told to refuse."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 Taken"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """Can be down; keeps its port and its postbox."""

    def __init__(self) -> None:
        self.postbox, self.port = Postbox(), free_port()
        self.controller: Controller | None = None

    def up(self) -> None:
        self.controller = Controller(self.postbox, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def down(self) -> None:
        if self.controller:
            self.controller.stop()
            self.controller = None

    @property
    def mails(self) -> list[EmailMessage]:
        return self.postbox.mails


@pytest.fixture
def server(settings: Settings) -> Iterator[Server]:
    server = Server()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.BASE_URL = "https://portal.example.com"
    server.up()
    yield server
    server.down()


@pytest.fixture(autouse=True)
def _to_the_second(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come exactly when they are due; `test_retries_are_spread` has the other case."""
    monkeypatch.setattr(delivery, "JITTER", 0)


@pytest.fixture
def asked(laptop_request: ServiceRequest, olga: User, travel: Travel) -> ServiceRequest:
    """Olga has just asked Li Wei: one mail is due."""
    travel(MORNING)
    return transitions.ask(laptop_request, "Which cost centre?\nAnd by when?", by=olga)


def part(message: EmailMessage, kind: str) -> str:
    body = message.get_body((kind,))
    assert body is not None
    content: str = body.get_content()
    return content


class TestTheMail:
    def test_it_says_what_happened_why_it_came_and_where_to_go(self, server: Server, asked: ServiceRequest) -> None:
        assert deliver_due() == 1
        [mail] = server.mails
        assert mail["Subject"] == f"[#{asked.pk}] Olga Petrova asks you: Two laptops for new starters"
        assert mail["To"] == "li.wei@example.com"
        for kind in ("plain", "html"):
            text = part(mail, kind)
            assert "Olga Petrova has a question" in text
            assert f"https://portal.example.com/requests/{asked.pk}/" in text
            assert "because you asked for it" in text
        assert "> Which cost centre?\n> And by when?" in part(mail, "plain").replace("\r\n", "\n")

    def test_it_is_in_the_receivers_language_and_zone(
        self, server: Server, laptop_request: ServiceRequest, olga: User, li_wei: User, travel: Travel
    ) -> None:
        User.objects.filter(pk=li_wei.pk).update(language="ru", time_zone="Asia/Shanghai")
        travel(MORNING)
        transitions.promise(laptop_request, utc(2026, 6, 12, 15), "The parts come then", by=olga)
        deliver_due()
        [mail] = server.mails
        assert "12 июня" in part(mail, "plain")
        assert "23:00" in part(mail, "plain")
        assert 'lang="ru"' in part(mail, "html")

    def test_what_people_write_is_text_and_never_markup_or_a_header(
        self, server: Server, laptop: Service, li_wei: User, olga: User, travel: Travel
    ) -> None:
        travel(MORNING)
        request = make_request(laptop, li_wei, "Two\r\nBcc: boss@example.com")
        transitions.ask(request, "<script>alert(1)</script>", by=olga)
        assert deliver_due() == 1
        [mail] = server.mails
        assert mail["Bcc"] is None
        assert "<script>" not in part(mail, "html")
        assert "<script>alert(1)</script>" in part(mail, "plain")

    def test_mails_about_one_request_form_a_thread(
        self, server: Server, asked: ServiceRequest, olga: User, travel: Travel
    ) -> None:
        deliver_due()
        travel(MORNING + timedelta(minutes=10))
        transitions.reply(asked, "It is urgent.", by=olga)
        deliver_due()
        first, second = server.mails
        assert first["References"] == second["References"] == first["In-Reply-To"]
        assert first["Message-ID"] != second["Message-ID"]

    def test_a_repeat_is_recognisable(self, server: Server, asked: ServiceRequest) -> None:
        deliver_due()
        # The worker died after the server had accepted the mail, and before that was written down.
        Delivery.objects.update(state=Delivery.State.PENDING, next_attempt_at=MORNING)
        deliver_due()
        first, second = server.mails
        assert first["Message-ID"] == second["Message-ID"]


class TestTheServerIsDown:
    def test_it_is_tried_again_and_arrives_once(self, server: Server, asked: ServiceRequest, travel: Travel) -> None:
        server.down()
        assert deliver_due() == 0
        row = Delivery.objects.get()
        assert (row.state, row.attempts, row.next_attempt_at) == ("pending", 1, MORNING + timedelta(minutes=1))
        assert "refused" in row.error.lower()
        server.up()
        assert deliver_due() == 0, "not before its time"
        travel(MORNING + timedelta(minutes=1))
        assert deliver_due() == 1
        assert deliver_due() == 0
        row.refresh_from_db()
        assert (row.state, row.attempts, row.error) == ("sent", 2, "")
        assert len(server.mails) == 1

    def test_after_a_day_it_is_given_up_and_the_reason_stays(
        self, server: Server, asked: ServiceRequest, travel: Travel
    ) -> None:
        server.down()
        row = Delivery.objects.get()
        while row.state == Delivery.State.PENDING:
            last = row.next_attempt_at
            travel(last)
            deliver_due()
            row.refresh_from_db()
        assert row.state == Delivery.State.DEAD
        assert last == MORNING + timedelta(days=1)
        assert "refused" in row.error.lower()

    def test_the_waits_double_and_end_exactly_after_a_day(self) -> None:
        waits: list[timedelta] = []
        while wait := wait_after(len(waits) + 1):
            waits.append(wait)
        assert waits[:4] == [timedelta(minutes=m) for m in (1, 2, 4, 8)]
        assert sum(waits, timedelta()) == timedelta(days=1)

    def test_retries_are_spread(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(delivery, "JITTER", 0.1)
        hour = timedelta(hours=1)
        waits = {delivery.jitter(Delivery(pk=pk, attempts=3), hour) for pk in range(50)}
        assert len(waits) == 50
        assert all(timedelta() <= wait <= timedelta(minutes=6) for wait in waits)


class TestOneBadRow:
    def test_it_does_not_stop_the_others(
        self, server: Server, asked: ServiceRequest, li_wei: User, olga: User, ivan: User, travel: Travel
    ) -> None:
        server.postbox.refused[li_wei.email] = "451 Try later"
        notify("closed", [olga], key="k", at=MORNING, request=asked)
        Notification.objects.filter(recipient=ivan).delete()
        notify("promise", [ivan], key="k", at=MORNING, request=asked, params={"no": "moment"})
        assert deliver_due() == 1
        assert [mail["To"] for mail in server.mails] == [olga.email]
        states = dict(Delivery.objects.values_list("notification__recipient", "state"))
        assert states == {li_wei.pk: "pending", ivan.pk: "pending", olga.pk: "sent"}

    def test_an_address_the_server_will_never_take_is_given_up_at_once(
        self, server: Server, asked: ServiceRequest, li_wei: User
    ) -> None:
        server.postbox.refused[li_wei.email] = "550 No such person"
        deliver_due()
        row = Delivery.objects.get()
        assert row.state == Delivery.State.DEAD
        assert "No such person" in row.error

    def test_who_left_meanwhile_gets_no_mail(self, server: Server, asked: ServiceRequest, li_wei: User) -> None:
        User.objects.filter(pk=li_wei.pk).update(is_active=False)
        deliver_due()
        assert server.mails == []
        assert Delivery.objects.get().state == Delivery.State.DEAD


class TestManyWorkers:
    @pytest.mark.django_db(transaction=True)
    def test_two_never_take_one_row_nor_cut_what_belongs_together(
        self, server: Server, laptop: Service, analytics: Department, travel: Travel
    ) -> None:
        travel(MORNING)
        people = [make_user(f"Person {number}", analytics) for number in range(60)]
        for person in people:
            request = make_request(laptop, person)
            for number in range(3):
                notify("closed", [person], key=f"k{number}", at=MORNING, request=request)
        Delivery.objects.update(
            state=Delivery.State.PENDING, leader=None, attempts=0, next_attempt_at=MORNING, sent_at=None
        )
        server.postbox.mails.clear()
        barrier = threading.Barrier(3)
        sent: list[int] = []

        def work() -> None:
            barrier.wait()
            sent.append(deliver_due())
            connections.close_all()

        workers = [threading.Thread(target=work) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        assert sum(sent) == len(server.mails) == 60
        assert len({mail["Message-ID"] for mail in server.mails}) == 60

    def test_the_row_of_a_worker_that_died_comes_back(
        self, server: Server, asked: ServiceRequest, travel: Travel
    ) -> None:
        assert len(claim(now=MORNING).messages) == 1  # and then the power fails
        assert deliver_due() == 0
        travel(MORNING + LEASE)
        assert deliver_due() == 1
        assert Delivery.objects.get().attempts == 2

    def test_a_worker_that_outlived_its_lease_overwrites_nothing(
        self, server: Server, asked: ServiceRequest, travel: Travel
    ) -> None:
        [slow] = claim(now=MORNING).messages
        travel(MORNING + LEASE)
        deliver_due()
        delivery.put_off(slow.leader, OSError("slow"), now=MORNING)
        assert Delivery.objects.get().state == Delivery.State.SENT


class TestATurn:
    """A mail server may be slow for hours; workers have other things to do."""

    @pytest.fixture
    def waiting(self, server: Server, laptop: Service, analytics: Department, travel: Travel) -> int:
        """So many mails to as many people."""
        travel(MORNING)
        people = [make_user(f"Person {number}", analytics) for number in range(6)]
        requests = [make_request(laptop, person) for person in people]
        Delivery.objects.all().delete()
        for person, request in zip(people, requests, strict=True):
            notify("closed", [person], key="k", at=MORNING, request=request)
        return len(people)

    def test_it_ends_after_its_time_and_what_it_did_not_come_to_is_due_at_once(
        self, server: Server, waiting: int
    ) -> None:
        before = len(server.mails)
        assert [deliver_due(seconds=0) for _turn in range(waiting + 1)] == [1] * waiting + [0]
        assert len(server.mails) - before == waiting

    def test_waiting_for_a_turn_is_no_attempt(self, server: Server, waiting: int) -> None:
        """Else a slow server would have mails given up that nobody ever tried."""
        for _turn in range(waiting):
            deliver_due(seconds=0)
        assert max(Delivery.objects.values_list("attempts", flat=True)) == 2


class TestTheBroker:
    @pytest.mark.django_db(transaction=True)
    def test_when_it_is_down_people_notice_nothing_and_the_timetable_finds_the_row(
        self,
        server: Server,
        laptop_request: ServiceRequest,
        olga: User,
        sign_in: SignedIn,
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
        travel: Travel,
    ) -> None:
        travel(MORNING)

        def refuse(*args: Any, **kwargs: Any) -> None:
            raise OperationalError("connection refused")

        with monkeypatch.context() as broken:
            broken.setattr(deliver_due_task, "apply_async", refuse)
            transitions.ask(laptop_request, "Which?", by=olga)
        assert "broker does not answer" in caplog.text
        assert server.mails == []
        assert deliver_due_task.delay().result == 1
        assert len(server.mails) == 1

    @pytest.mark.django_db(transaction=True)
    def test_a_verb_that_is_undone_tells_nobody(
        self, server: Server, laptop_request: ServiceRequest, olga: User
    ) -> None:
        with transaction.atomic():
            transitions.ask(laptop_request, "Which?", by=olga)
            transaction.set_rollback(True)
        assert Delivery.objects.count() == 0
        assert server.mails == []


class TestTheDemosMailbox:
    @pytest.fixture
    def box(self, settings: Settings, tmp_path: Any) -> None:
        settings.DEMO = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
        settings.EMAIL_FILE_PATH = str(tmp_path)

    def test_people_read_their_own_mail_there(
        self, box: None, asked: ServiceRequest, li_wei: User, wang_fang: User, sign_in: SignedIn
    ) -> None:
        assert deliver_due() == 1
        page = sign_in(li_wei).get("/notifications/mailbox/").content.decode()
        assert "Olga Petrova asks you: Two laptops" in page
        [address] = re.findall(r'"(/notifications/mailbox/[^/"]+/)"', page)
        assert "Which cost centre?" in sign_in(li_wei).get(address).content.decode()
        assert "No mail yet" in sign_in(wang_fang).get("/notifications/mailbox/").content.decode()
        assert sign_in(wang_fang).get(f"{address}?whose=all").status_code == 404

    def test_an_admin_may_read_all(self, box: None, asked: ServiceRequest, ada: User, sign_in: SignedIn) -> None:
        deliver_due()
        browser = sign_in(ada)
        assert "Olga Petrova asks you" not in browser.get("/notifications/mailbox/").content.decode()
        assert "Olga Petrova asks you" in browser.get("/notifications/mailbox/?whose=all").content.decode()

    def test_several_mails_of_one_file_are_told_apart(
        self, box: None, asked: ServiceRequest, laptop: Service, olga: User, li_wei: User, sign_in: SignedIn
    ) -> None:
        other = make_request(laptop, li_wei)
        transitions.reply(other, "It is urgent.", by=olga)
        assert deliver_due() == 2
        page = sign_in(li_wei).get("/notifications/mailbox/").content.decode()
        assert page.index("wrote to you") < page.index("asks you"), "the newest first"

    def test_outside_the_demo_it_does_not_exist(
        self, box: None, settings: Settings, li_wei: User, sign_in: SignedIn
    ) -> None:
        settings.DEMO = False
        assert sign_in(li_wei).get("/notifications/mailbox/").status_code == 404
        assert sign_in(li_wei).get("/notifications/mailbox/x.0/").status_code == 404

    def test_strangers_read_nothing(self, box: None, db: None) -> None:
        assert Client().get("/notifications/mailbox/").status_code == 302


def test_claiming_reads_the_partial_index(db: None) -> None:
    due = Delivery.objects.due(MORNING).order_by("next_attempt_at")[:20]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    assert "delivery_due" in due.explain()
