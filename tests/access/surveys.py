"""Asking and answering: ratings, campaigns, questionnaires, results."""

from __future__ import annotations

from uuid import uuid4

from surveys.models import Invitation
from tests.access.roles import (
    EVERYBODY_SIGNED_IN,
    ITS_MANAGERS,
    ITS_MANAGERS_DO,
    ITS_MANAGERS_FILL_IN,
    ITS_MANAGERS_TOO_LATE,
    NOBODY,
    NOT_ALLOWED,
    Addresses,
    Scene,
    Table,
)
from tests.make import make_campaign, make_questionnaire

TABLE: Table = {
    # A draft of the manager's department; a link that nobody was sent, as with approvals
    "campaigns:answer": {"GET": NOBODY, "POST": "429 429 429 429 429 429 429 429"},
    "campaigns:list": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "campaigns:new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "campaigns:detail": {"GET": ITS_MANAGERS_DO, "POST": NOT_ALLOWED},
    "campaigns:what": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "campaigns:whom": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "campaigns:count": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS},
    "campaigns:when": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "campaigns:check": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_TOO_LATE},
    "campaigns:copy": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "campaigns:cancellation": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    "campaigns:extension": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "campaigns:closing": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    # Comments exist once a survey has closed.
    "campaigns:comments": {"GET": "302 404 404 404 404 404 404 302", "POST": NOT_ALLOWED},
    "campaigns:comment": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "campaigns:removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    "results:detail": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "results:export": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    # Drafts and questions of the manager's department
    "questionnaires:list": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "questionnaires:new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "questionnaires:detail": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "questionnaires:preview": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "questionnaires:revision": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "questionnaires:retirement": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    "questions:list": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "questions:new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "questions:edit": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "questions:retirement": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    # A resolved request the requester was invited to rate
    "surveys:rating": {"GET": "302 404 200 404 404 404 404 302", "POST": "302 404 422 404 404 404 404 302"},
    "surveys:preferences": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 302 302 302 302 302 302 302"},
}


def addresses(scene: Scene) -> Addresses:
    done, own = scene.done, make_questionnaire("own", owner=scene.it, published=False)
    asked = {"request": done, "department": scene.it, "handler": scene.olga, "sent_on": done.filed_at.date()}
    Invitation.objects.create(person=scene.li_wei, **asked)
    found = make_campaign(scene.it, by=scene.maria, questionnaire=make_questionnaire("found"))
    return {
        "surveys": {"pk": done.pk},
        "campaigns": {"pk": make_campaign(scene.it, by=scene.maria).pk, "token": "x", "comment": uuid4()},
        "results": {"pk": found.pk},
        "questionnaires": {"pk": own.pk},
        "questions": {"pk": own.in_order()[0].pk},
    }
