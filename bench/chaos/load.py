"""People and programs at work: they file, answer, attach and write letters, and repeat what nobody acknowledged.

Whoever gets no answer sends the very same once more, as browsers' outbox, programs with an Idempotency-Key and mail
servers do. What a portal took is therefore to be there exactly once, however often it was sent.
"""

from __future__ import annotations

import hashlib
import json
import random
import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import EmailMessage
from http.client import HTTPConnection, HTTPException
from smtplib import LMTP, SMTPException
from typing import Any
from urllib.parse import urlencode

from .ledger import Ledger, Word, now

TIMEOUT = 30.0  # seconds
AGAIN = (0.2, 2.0)  # seconds before something is repeated: at first, and at most
CROSSING = "c" * 32  # a browser's word against forged forms: the same in the cookie and beside the form
LATER = frozenset({409, 429})


class Unanswered(Exception):
    """Nobody knows whether it was done: send it again."""


class Refused(Exception):
    """It was not done, and will not be."""


@dataclass
class Load:
    """`port`, `letters`: of the web server and of LMTP. `pace`: seconds between two pieces of work of one thread."""

    port: int
    company: dict[str, Any]
    letters: int
    ledger: Ledger
    pace: float
    stopping: threading.Event = field(default_factory=threading.Event)
    _open: list[tuple[int, str]] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, seed: int) -> None:
        for number, work in enumerate((self.by_program, self.by_program, self.by_person, self.by_letter)):
            chance = random.Random(seed * 100 + number)
            thread = threading.Thread(target=self._work, args=(work, chance), daemon=True)
            self._threads.append(thread)
            thread.start()

    def stop(self, seconds: float) -> bool:
        """What was begun is repeated until it is acknowledged; False where that took longer."""
        self.stopping.set()
        end = now() + seconds
        for thread in self._threads:
            thread.join(max(0.0, end - now()))
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self, work: Callable[[random.Random], None], chance: random.Random) -> None:
        while not self.stopping.is_set():
            try:
                work(chance)
            except Refused as problem:
                self.ledger.refuse(str(problem))
            self.stopping.wait(chance.uniform(0.5, 1.5) * self.pace)

    # What they do

    def by_program(self, chance: random.Random) -> None:
        step = chance.random()
        if step < 0.35:
            self._file(chance, with_file=False)
        elif step < 0.5:
            self._file(chance, with_file=True)
        elif step < 0.85:
            self._answer(chance)
        else:
            self._finish(chance)

    def by_person(self, chance: random.Random) -> None:
        """A form with its key, as the page gives it."""
        number = chance.randrange(len(self.company["people"]))
        service, text = chance.choice(self.company["services"]), f"By form {uuid.UUID(int=chance.getrandbits(128))}"
        fields = {"key": str(uuid.UUID(int=chance.getrandbits(128), version=4)), "title": text}
        said = {
            "Cookie": f"{self.company['cookies'][number]}; csrftoken={CROSSING}",
            "X-CSRFToken": CROSSING,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        body = urlencode({**fields, "impact": "2", "urgency": "2"}).encode()
        begun = now()
        self._until_done(lambda: self._ask("POST", f"/services/{service}/", body, said, 302))
        self.ledger.write(Word("request", text, "form"), begun=begun)

    def by_letter(self, chance: random.Random) -> None:
        """As the company's mail server does, which keeps a letter until it is taken."""
        text = f"By letter {uuid.UUID(int=chance.getrandbits(128))}"
        letter = EmailMessage()
        letter["From"], letter["To"] = chance.choice(self.company["people"])["email"], self.company["mailbox"]
        letter["Subject"], letter["Message-ID"] = text, f"<{uuid.UUID(int=chance.getrandbits(128))}@example.com>"
        letter.set_content("It is too dark here.")
        begun = now()
        self._until_done(lambda: self._bring(letter))
        self.ledger.write(Word("letter", text, "lmtp"), begun=begun)

    def _file(self, chance: random.Random, *, with_file: bool) -> None:
        person, service = chance.choice(self.company["people"]), chance.choice(self.company["services"])
        text = f"By program {uuid.UUID(int=chance.getrandbits(128))}"
        files, digest = self._upload(chance, person["token"]) if with_file else ([], "")
        body = {"service": service, "title": text, "files": files}
        begun = now()
        made = self._call(chance, person["token"], "/api/v1/requests/", body, 201)
        self.ledger.write(Word("request", text, "api", made["number"]), begun=begun)
        if with_file:
            self.ledger.write(Word("file", files[0], "api", made["number"], digest), begun=begun)
        with self._lock:
            self._open.append((made["number"], service.split("/")[0]))

    def _answer(self, chance: random.Random) -> None:
        found = self._borrow(chance)
        if found is None:
            return
        number, department = found
        agent = chance.choice([one for one in self.company["agents"] if one["department"] == department])
        text = f"Answer {uuid.UUID(int=chance.getrandbits(128))}"
        begun = now()
        self._call(chance, agent["token"], f"/api/v1/requests/{number}/messages/", {"text": text}, 201)
        self.ledger.write(Word("reply", text, "api", number), begun=begun)
        with self._lock:
            self._open.append(found)

    def _finish(self, chance: random.Random) -> None:
        found = self._borrow(chance)
        if found is None:
            return
        number, department = found
        agent = chance.choice([one for one in self.company["agents"] if one["department"] == department])
        begun, way = now(), f"/api/v1/requests/{number}"
        self._call(chance, agent["token"], f"{way}/start/", {}, 200)
        self._call(chance, agent["token"], f"{way}/resolution/", {"result": "Done."}, 200)
        self.ledger.write(Word("done", f"{number}", "api", number), begun=begun)

    def _borrow(self, chance: random.Random) -> tuple[int, str] | None:
        """A request that nobody else works on until it is given back."""
        with self._lock:
            return self._open.pop(chance.randrange(len(self._open))) if self._open else None

    # How they do it

    def _upload(self, chance: random.Random, token: str) -> tuple[list[str], str]:
        content = chance.randbytes(chance.randrange(1, 60_000)).hex().encode()
        border = uuid.UUID(int=chance.getrandbits(128)).hex
        head = (
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="notes.txt"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        )
        body = head.encode() + content + f"\r\n--{border}--\r\n".encode()
        said = {
            "Authorization": f"Bearer {token}",
            "Content-Type": f"multipart/form-data; boundary={border}",
            "Idempotency-Key": uuid.UUID(int=chance.getrandbits(128)).hex,
        }
        kept = json.loads(self._until_done(lambda: self._ask("POST", "/api/v1/files/", body, said, 201)))
        return [kept["id"]], hashlib.sha256(content).hexdigest()

    def _call(self, chance: random.Random, token: str, path: str, body: dict[str, Any], wanted: int) -> dict[str, Any]:
        said = {
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "If-Match": "*",
            "Idempotency-Key": uuid.UUID(int=chance.getrandbits(128)).hex,
        }
        found = self._until_done(lambda: self._ask("POST", path, json.dumps(body).encode(), said, wanted))
        return dict(json.loads(found))

    def _until_done(self, send: Callable[[], bytes]) -> bytes:
        wait, most = AGAIN
        while True:
            try:
                return send()
            except Unanswered as problem:
                self.ledger.repeat(str(problem))
            threading.Event().wait(wait)
            wait = min(2 * wait, most)

    def _ask(self, method: str, path: str, body: bytes, said: dict[str, str], wanted: int) -> bytes:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        try:
            connection.request(method, path, body=body, headers=said)
            answer = connection.getresponse()
            found = answer.read()
        except (OSError, HTTPException) as problem:
            raise Unanswered(type(problem).__name__) from problem
        finally:
            connection.close()
        if answer.status >= 500 or answer.status in LATER:
            raise Unanswered(f"{answer.status}")
        if answer.status != wanted:
            raise Refused(f"{path}: {answer.status} {found[:300].decode(errors='replace')}")
        return found

    def _bring(self, letter: EmailMessage) -> bytes:
        try:
            with LMTP("127.0.0.1", self.letters) as server:
                server.sock.settimeout(TIMEOUT)
                server.send_message(letter)
        except (OSError, SMTPException) as problem:
            raise Unanswered(type(problem).__name__) from problem
        return b""
