"""Requests and what is done to them, with their files, thanks and canned replies."""

from __future__ import annotations

from requests_app import clock, thanking
from requests_app.models import CannedReply, Message
from tests.access.roles import EVERYBODY_SIGNED_IN, NOT_ALLOWED, Addresses, Scene, Table
from tests.make import make_file

REQUESTER_TALKS = {"GET": "302 404 409 403 404 403 404 302", "POST": "302 404 422 403 404 403 404 302"}
DEPARTMENT_ACTS = {"GET": "302 404 403 200 404 200 404 302", "POST": "302 404 403 422 404 422 404 302"}
SENT_FILE = {"GET": "302 404 200 200 404 200 404 302", "POST": NOT_ALLOWED}
WHO_SERVES = "302 403 403 200 200 200 403 302"

TABLE: Table = {
    # A request just filed with IT
    "requests:mine": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "requests:waiting": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "requests:detail": {"GET": "302 404 200 200 404 200 404 302", "POST": NOT_ALLOWED},
    # Both sides
    "requests:message": {"GET": "302 404 200 200 404 200 404 302", "POST": "302 404 422 422 404 422 404 302"},
    "requests:composition": {"GET": NOT_ALLOWED, "POST": "302 404 200 200 404 200 404 302"},
    "requests:mentionable": {"GET": "302 404 200 200 404 200 404 302", "POST": NOT_ALLOWED},
    "requests:quotation": {"GET": "302 404 200 200 404 200 404 302", "POST": NOT_ALLOWED},
    # Its author's: a message of the agent
    "requests:edition": {"GET": "302 404 403 200 404 403 404 302", "POST": "302 404 403 422 404 403 404 302"},
    # Those who serve
    "requests:canned_text": {"GET": "302 404 403 200 404 200 404 302", "POST": NOT_ALLOWED},
    "requests:amendment": {"GET": "302 404 200 200 404 200 404 302", "POST": "302 404 422 422 404 422 404 302"},
    "requests:reopening": {"GET": "302 404 409 409 404 409 404 302", "POST": "302 404 422 422 404 422 404 302"},
    # The department
    "requests:assignment": {"GET": "302 404 403 200 404 200 404 302", "POST": "302 404 403 409 404 409 404 302"},
    "requests:start": {"GET": "302 404 403 200 404 200 404 302", "POST": "302 404 403 409 404 409 404 302"},
    "requests:resumption": {"GET": "302 404 403 409 404 409 404 302", "POST": "302 404 403 409 404 409 404 302"},
    "requests:resolution": {"GET": "302 404 403 200 404 200 404 302", "POST": "302 404 403 409 404 409 404 302"},
    "requests:question": DEPARTMENT_ACTS,
    "requests:hold": DEPARTMENT_ACTS,
    "requests:promise": DEPARTMENT_ACTS,
    "requests:proposal": DEPARTMENT_ACTS,
    "requests:refusal": DEPARTMENT_ACTS,
    "requests:handover": DEPARTMENT_ACTS,
    # Of a request that was filed for a service
    "requests:passing": {"GET": "302 404 403 403 404 403 404 302", "POST": "302 404 403 403 404 403 404 302"},
    "requests:approval": DEPARTMENT_ACTS,
    "requests:part": DEPARTMENT_ACTS,
    "requests:link": DEPARTMENT_ACTS,
    "requests:unlinking": DEPARTMENT_ACTS,
    "requests:notice": DEPARTMENT_ACTS,
    "requests:notice-removal": DEPARTMENT_ACTS,
    # What is kept of it: the manager's
    "requests:protection": {"GET": "302 404 403 403 404 200 404 302", "POST": "302 404 403 403 404 422 404 302"},
    "requests:protection-end": {"GET": "302 404 403 403 404 403 404 302", "POST": "302 404 403 403 404 403 404 302"},
    # Both sides let colleagues in
    "requests:participant": {"GET": "302 404 200 200 404 200 404 302", "POST": "302 404 422 422 404 422 404 302"},
    "requests:removal": {"GET": "302 404 200 200 404 200 404 302", "POST": "302 404 422 422 404 422 404 302"},
    "requests:leaving": {"GET": "302 404 403 403 404 403 404 302", "POST": "302 404 403 403 404 403 404 302"},
    "requests:thanks": {"GET": NOT_ALLOWED, "POST": "302 404 302 403 404 403 404 302"},
    "requests:effort": {"GET": NOT_ALLOWED, "POST": "302 404 403 302 404 302 404 302"},
    "requests:effort_timer": {"GET": NOT_ALLOWED, "POST": "302 404 403 302 404 302 404 302"},
    "requests:withdrawal": {"GET": "302 404 403 409 404 409 404 302", "POST": "302 404 403 409 404 409 404 302"},
    # The approver, whom nobody asked yet: test_approvals has what they get
    "requests:consent": {"GET": "302 404 403 403 404 403 404 302", "POST": "302 404 403 403 404 403 404 302"},
    "requests:rejection": {"GET": "302 404 403 403 404 403 404 302", "POST": "302 404 403 403 404 403 404 302"},
    # The requester
    "requests:answer": REQUESTER_TALKS,
    "requests:acceptance": {"GET": "302 404 409 403 404 403 404 302", "POST": "302 404 409 403 404 403 404 302"},
    "requests:confirmation": {"GET": "302 404 409 403 404 403 404 302", "POST": "302 404 409 403 404 403 404 302"},
    "requests:chase": {"GET": "302 404 200 403 404 403 404 302", "POST": "302 404 302 403 404 403 404 302"},
    "requests:cancellation": {"GET": "302 404 200 403 404 403 404 302", "POST": "302 404 302 403 404 403 404 302"},
    # A picture the requester sent; to discard, one they did not send yet
    "attachments:list": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "attachments:download": SENT_FILE,
    "attachments:large": SENT_FILE,
    "attachments:thumb": SENT_FILE,
    "attachments:discard": {"GET": NOT_ALLOWED, "POST": "302 404 204 404 404 404 404 302"},
    "attachments:removal": {"GET": "302 404 200 200 404 200 404 302", "POST": "302 404 422 422 404 422 404 302"},
    # Thanks of the requester to the agent
    "thanks:wall": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "thanks:received": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "thanks:showing": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "thanks:keeping": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    # Without a sign: whoever may read the thanks is told that there is no such one.
    "thanks:reaction": {"GET": NOT_ALLOWED, "POST": "302 404 400 400 404 404 404 302"},
    # A canned reply of IT
    "canned:list": {"GET": WHO_SERVES, "POST": NOT_ALLOWED},
    "canned:new": {"GET": WHO_SERVES, "POST": "302 403 403 422 422 422 403 302"},
    "canned:edit": {"GET": "302 404 404 404 404 200 404 302", "POST": "302 404 404 404 404 422 404 302"},
    "canned:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 404 302"},
}


def addresses(scene: Scene) -> Addresses:
    now = clock.now()
    said = Message.objects.create(request=scene.request, author=scene.olga, kind="reply", text="Hello", at=now)
    reply = CannedReply.objects.create(department=scene.it, title="Hello", text={"en": "Hello"}, updated_at=now)
    return {
        "requests": {"pk": scene.request.pk, "message": said.pk, "reply": reply.pk},
        "attachments": {"pk": make_file(scene.li_wei, scene.request).pk},
        "attachments:discard": {"pk": make_file(scene.li_wei).pk},
        "thanks": {"pk": thanking.thank(scene.done, scene.olga, by=scene.li_wei).pk},
        "canned": {"pk": reply.pk},
    }
