"""What an address or a receiver can try: to lead inside, to hold up others, to pass for somebody else."""

from __future__ import annotations

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from django.db import connections
from pytest_django.fixtures import Settings

from requests_app import webhooks
from requests_app.hooks import calling, noting
from requests_app.models import Department, Hook, HookCall, Service, User, WebhookHost
from requests_app.tasks import call_hooks
from requests_app.webhooks import conversation, names
from requests_app.webhooks.addresses import address_of, is_outside
from tests.conftest import Travel
from tests.make import make_hook, make_request, utc
from tests.requests_app.receivers import Receiver, drip, running, speaking

MORNING = utc(2026, 6, 11, 9)


@pytest.fixture(autouse=True)
def _here(settings: Settings, travel: Travel, db: None) -> None:
    travel(MORNING)
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    WebhookHost.objects.create(name="127.0.0.1")
    WebhookHost.objects.create(name="hooks.test")


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with running() as server:
        yield server


@pytest.fixture
def resolved(monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[str]]:
    """Names lead where the test says: one answer after the other, the last one for good. Returns what was asked."""
    real, asked = socket.getaddrinfo, []

    def to(*answers: str) -> list[str]:
        left = list(answers)

        def lookup(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
            if not host.endswith(".test"):
                return real(host, port, *args, **kwargs)
            asked.append(host)
            return real(left.pop(0) if len(left) > 1 else left[0], port, *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        return asked

    return to


def message(url: str) -> webhooks.Message:
    return webhooks.Message(url, ("secret",), "key", {"kind": "test"})


def send(url: str) -> webhooks.Answer:
    return webhooks.post(message(url), at=MORNING)


class TestAddresses:
    @pytest.mark.parametrize(
        "address",
        [
            *("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "255.255.255.255"),
            *("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"),
            *("::1", "::", "fe80::1", "fd00::1", "fec0::1", "ff02::1", "224.0.0.1", "240.0.0.1"),
            *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:169.254.169.254"),
            *("64:ff9b::127.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::a00:1", "64:ff9b::a9fe:a9fe"),
            *("2002:7f00:1::", "2002:a00:1::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.88.99.1"),
        ],
    )
    def test_a_number_that_leads_inside_is_refused_however_it_is_wrapped(
        self, address: str, settings: Settings
    ) -> None:
        settings.WEBHOOK_NETWORKS = []
        assert not is_outside(ip_address(address))

    @pytest.mark.parametrize("address", ["93.184.215.14", "2a00:1450::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
    def test_a_public_one_is_not(self, address: str, settings: Settings) -> None:
        settings.WEBHOOK_NETWORKS = []
        assert is_outside(ip_address(address))

    @pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "127.1", "0", "localhost"])
    def test_odd_ways_to_write_a_number_are_read_as_the_system_reads_them(self, host: str, settings: Settings) -> None:
        settings.WEBHOOK_NETWORKS = []
        with pytest.raises(webhooks.NotAllowed):
            address_of(host, 443)
        with pytest.raises(webhooks.NotAllowed):
            webhooks.check_url(f"https://{host}/")

    @pytest.mark.parametrize(
        "url",
        [
            *("https://me:secret@hooks.test/", "https://hooks.test@127.0.0.2/", "https://hooks.test\\@127.0.0.2/"),
            *("https://127.0.0.2#@hooks.test/", "https://127.0.0.2?.hooks.test/", "https://hooks.test.evil.test/"),
            *("https://hooks.test:22/", "https://hooks.test:25/", "https://hooks.test:0/", "https://hooks.test:99999/"),
            *(
                "file:///etc/passwd",
                "gopher://hooks.test/",
                "//hooks.test/",
                "https://",
                "https://[::1/",
                "https://[::1]/",
            ),
            *(
                "https://hooks。test/",
                "https://ｈooks.test.evil/",
                "javascript:alert(1)",
                "https://hooks.test%00.evil/",
            ),
        ],
    )
    def test_what_cannot_be_entered(self, url: str) -> None:
        with pytest.raises(webhooks.NotAllowed):
            webhooks.check_url(url)

    def test_one_of_several_numbers_inside_is_enough_to_refuse(
        self, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        both = [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: both)
        with pytest.raises(webhooks.NotAllowed):
            send("https://hooks.test/")

    def test_a_name_that_changes_its_mind_is_asked_once(
        self, receiver: Receiver, resolved: Callable[..., list[str]]
    ) -> None:
        asked = resolved("127.0.0.1", "10.0.0.1")
        assert send(f"http://hooks.test:{receiver.server_port}/in").status == 200
        assert asked == ["hooks.test"]
        assert receiver.got[0][0]["Host"] == f"hooks.test:{receiver.server_port}"
        with pytest.raises(webhooks.NotAllowed):
            send(f"http://hooks.test:{receiver.server_port}/in")
        assert len(receiver.got) == 1

    def test_a_path_cannot_smuggle_a_header(self, receiver: Receiver) -> None:
        send(f"{receiver.url}/ä b\r\nX-Smuggled: yes?q=ü \r\nX: 1")
        assert not {"X-Smuggled", "X"} & set(receiver.got[0][0])


class TestReceivers:
    def test_a_redirect_is_not_followed(self, receiver: Receiver) -> None:
        with running() as inside:
            receiver.status, receiver.location = 307, inside.url
            with pytest.raises(webhooks.NotTaken) as refused:
                send(receiver.url)
            assert refused.value.status == 307
            assert inside.got == []

    def test_one_that_drips_its_answer_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(conversation, "LONGEST", 0.4)
        with speaking(drip) as url:
            began = monotonic()
            with pytest.raises(TimeoutError):
                send(url)
            assert monotonic() - began < 30, "each letter came within the time limit of a step, all of them did not"

    def test_one_that_takes_the_call_and_says_nothing_is_left(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(conversation, "LONGEST", 0.3)
        with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimeoutError):
            send(f"http://127.0.0.1:{silent.getsockname()[1]}/")

    def test_nobody_there(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        with pytest.raises(ConnectionRefusedError):
            send(f"http://127.0.0.1:{port}/")

    @pytest.mark.parametrize(
        "answer",
        [
            *(
                b"SSH-2.0-OpenSSH_9.6 secret-host\r\n",
                b"",
                b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000,
                b"\x00\xff" * 400,
            ),
            *(b"HTTP/1.1 999999 No\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n"),
        ],
    )
    def test_what_is_no_proper_answer_is_not_repeated(self, answer: bytes) -> None:
        def talk(caller: socket.socket) -> None:
            caller.sendall(answer)

        with speaking(talk) as url, pytest.raises(OSError, match=r"proper|reset|closed") as refused:
            send(url)
        assert "secret-host" not in str(refused.value)

    def test_an_endless_answer_is_not_read(self) -> None:
        def talk(caller: socket.socket) -> None:
            caller.sendall(b"HTTP/1.1 200 OK\r\n\r\n")
            while True:
                caller.sendall(b"a" * 65536)

        with speaking(talk) as url:
            assert send(url).status == 200


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., ssl.SSLContext]:
    """Certificates that nobody but their own test trusts, by name and days."""
    folder = tmp_path_factory.mktemp("tls")

    def made(name: str, days: int = 2) -> ssl.SSLContext:
        stem = folder / f"{name}{days}"
        said = ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-days", str(days)]
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        files = ["-keyout", f"{stem}.key", "-out", f"{stem}.pem"]
        subprocess.run(["openssl", "req", "-x509", *key, *said, *files], check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(f"{stem}.pem", f"{stem}.key")
        context.own_file = f"{stem}.pem"  # type: ignore[attr-defined]
        return context

    return made


class TestEncryption:
    def trusting(self, context: ssl.SSLContext, monkeypatch: pytest.MonkeyPatch) -> None:
        own = Path(context.own_file)  # type: ignore[attr-defined]
        monkeypatch.setattr(conversation, "trust", lambda: ssl.create_default_context(cafile=str(own)))

    def test_a_trusted_certificate_for_the_name_is_taken(
        self,
        certificates: Callable[..., ssl.SSLContext],
        resolved: Callable[..., list[str]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        context = certificates("hooks.test")
        self.trusting(context, monkeypatch)
        resolved("127.0.0.1")
        with running(context) as server:
            assert send(f"https://hooks.test:{server.server_port}/").status == 200

    def test_one_for_another_name_is_not(
        self,
        certificates: Callable[..., ssl.SSLContext],
        resolved: Callable[..., list[str]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        context = certificates("other.test")
        self.trusting(context, monkeypatch)
        resolved("127.0.0.1")
        with running(context) as server, pytest.raises(ssl.SSLCertVerificationError):
            send(f"https://hooks.test:{server.server_port}/")
        assert server.got == []

    def test_nor_one_that_nobody_vouches_for(
        self, certificates: Callable[..., ssl.SSLContext], resolved: Callable[..., list[str]]
    ) -> None:
        resolved("127.0.0.1")
        with running(certificates("hooks.test")) as server, pytest.raises(ssl.SSLCertVerificationError):
            send(f"https://hooks.test:{server.server_port}/")
        assert server.got == []

    def test_nor_no_encryption_at_all(self, receiver: Receiver, resolved: Callable[..., list[str]]) -> None:
        resolved("127.0.0.1")
        with pytest.raises(ssl.SSLError):
            send(f"https://hooks.test:{receiver.server_port}/")


class TestOthers:
    def test_a_slow_program_holds_up_nobody(
        self, receiver: Receiver, it: Department, laptop: Service, li_wei: User, maria: User
    ) -> None:
        with running() as slow:
            make_hook(it, maria, "Slow", url=slow.url)
            make_hook(it, maria, "Quick", url=receiver.url)
            for _number in range(3):
                make_request(laptop, li_wei)
            told, waited = threading.Event(), []
            receiver.on_call = lambda: told.set() if len(receiver.got) == 3 else None
            slow.on_call = lambda: waited.append(told.wait(8))
            assert call_hooks() == 6
            assert waited[0], "all of the quick one arrived while the slow one thought about its first"

    def test_a_turn_ends_and_what_was_not_tried_keeps_its_place(
        self, receiver: Receiver, it: Department, laptop: Service, li_wei: User, maria: User, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(calling, "LONGEST_TURN", 0.3)
        monkeypatch.setattr(calling, "LONGEST_SWEEP", 0.2)
        receiver.waits = 0.2
        make_hook(it, maria, url=receiver.url)
        for _number in range(5):
            make_request(laptop, li_wei)
        assert 0 < call_hooks() < 5
        assert set(HookCall.objects.pending().values_list("attempts", flat=True)) == {0}
        monkeypatch.undo()
        receiver.waits = 0
        call_hooks()
        assert not HookCall.objects.pending().exists()
        assert len(receiver.got) == 5

    def test_a_problem_nobody_thought_of_stops_neither_the_sweep_nor_vanishes(
        self, receiver: Receiver, it: Department, laptop: Service, li_wei: User, maria: User, monkeypatch: Any
    ) -> None:
        odd, _fine = make_hook(it, maria, "Odd", url=receiver.url + "/odd"), make_hook(it, maria, url=receiver.url)
        real = webhooks.Prepared.send

        def send(self: webhooks.Prepared, now: Any) -> webhooks.Answer:
            if self.message.url.endswith("/odd"):
                raise RuntimeError("a bug")
            return real(self, now)

        monkeypatch.setattr(webhooks.Prepared, "send", send)
        make_request(laptop, li_wei)
        assert call_hooks() == 1
        assert HookCall.objects.get(hook=odd).error == "RuntimeError: a bug"

    @pytest.mark.django_db(transaction=True)
    def test_two_workers_at_once_tell_everything_once(
        self, receiver: Receiver, it: Department, laptop: Service, li_wei: User, maria: User, monkeypatch: Any
    ) -> None:
        monkeypatch.setattr(noting, "wake", lambda **_options: None)
        hooks = [make_hook(it, maria, f"Number {number}", url=receiver.url) for number in range(3)]
        for _number in range(12):
            make_request(laptop, li_wei)
        barrier, taken = threading.Barrier(3), []

        def work() -> None:
            barrier.wait()
            taken.append(call_hooks())
            connections.close_all()

        workers = [threading.Thread(target=work) for _number in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        call_hooks()
        keys = [headers["X-Counterpart-Delivery"] for headers, _body in receiver.got]
        assert len(keys) == len(set(keys)) == 12 * len(hooks)
        assert not Hook.objects.filter(busy_until__gt=MORNING + timedelta(minutes=1)).exists()


class TestTheOpenNet:
    def test_without_encryption_no_further_than_a_network_of_ones_own(
        self, monkeypatch: pytest.MonkeyPatch, receiver: Receiver
    ) -> None:
        public = [(2, 1, 6, "", ("93.184.215.14", 80))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_kwargs: public)
        with pytest.raises(webhooks.NotAllowed, match="https"):
            send("http://hooks.test/")

    def test_a_secret_is_not_among_what_a_log_would_repeat(self) -> None:
        assert "secret" not in repr(webhooks.prepare(message("https://hooks.test/")))


class TestNames:
    def test_a_name_server_that_keeps_silent_is_left(self, monkeypatch: pytest.MonkeyPatch, receiver: Receiver) -> None:
        real, ended = socket.getaddrinfo, threading.Event()

        def lookup(host: str, *args: Any, **kwargs: Any) -> Any:
            if host == "silent.test":
                ended.wait(60)
            return real("127.0.0.1", *args, **kwargs)

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        monkeypatch.setattr(names, "LONGEST", 0.2)
        WebhookHost.objects.get_or_create(name="silent.test")
        began = monotonic()
        with pytest.raises(names.NameServerSilent):
            send(f"http://silent.test:{receiver.server_port}/in")
        assert monotonic() - began < 30
        ended.set()
        assert send(f"http://hooks.test:{receiver.server_port}/in").status == 200

    def test_no_more_than_so_many_wait_for_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(names, "LONGEST", 0.05)
        monkeypatch.setattr(names, "_free", threading.BoundedSemaphore(2))
        ended = threading.Event()
        asked: list[str] = []

        def lookup(host: str, *_args: Any, **_kwargs: Any) -> Any:
            asked.append(host)
            ended.wait(10)
            return []

        monkeypatch.setattr(socket, "getaddrinfo", lookup)
        for number in range(5):
            with pytest.raises(names.NameServerSilent):
                names.look_up(f"{number}.test", 443)
        assert asked == ["0.test", "1.test"]
        ended.set()
