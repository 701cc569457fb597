"""Figures of departments and the company, service reviews, reports by mail."""

from __future__ import annotations

from datetime import timedelta

from dashboards.reports import keeping as keeping_reports
from dashboards.reports.reading import Address
from requests_app import clock
from tests.access.roles import (
    EVERYBODY_SIGNED_IN,
    ITS_MANAGERS,
    ITS_MANAGERS_DO,
    ITS_MANAGERS_FILL_IN,
    ITS_MANAGERS_TOO_LATE,
    NOT_ALLOWED,
    WHO_SERVES_THERE,
    Addresses,
    Scene,
    Table,
)
from tests.make import make_annotation, make_goal, make_meeting

SERVES_SOMEWHERE = "302 404 404 200 200 200 404 302"

TABLE: Table = {
    "dashboards:department": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "dashboards:effort": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "dashboards:part": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "dashboards:requests": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    # Of IT and finance, whose head is not among the roles; the meeting is still to come
    "meetings:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "meetings:new": {"GET": "302 403 403 403 403 200 200 302", "POST": "302 403 403 403 403 422 422 302"},
    "meetings:review": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "meetings:plan": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "meetings:ending": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "meetings:meeting": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "meetings:requests": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "meetings:calendar": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "meetings:edit": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "meetings:invitation": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_FILL_IN},
    "meetings:leaving_out": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "meetings:cancellation": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_FILL_IN},
    "meetings:holding": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "meetings:decision": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_FILL_IN},
    # A report of Maria's; without an address there is nothing to ask a report of
    "morning:note": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "reports:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "reports:new": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
    "reports:ending": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 404 302"},
    # Of the company, and what IT asks of others
    "figures:company": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:waiting": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:waited": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:waited_requests": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:pairs": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:pair": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:pair_requests": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:chains": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:chain_requests": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:outside": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:outside_requests": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    # A goal and an annotation of IT
    "figures:steering": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "figures:goal_new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "figures:goal": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "figures:goal_removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    "figures:annotation_new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "figures:annotation": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "figures:annotation_removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    "figures:asked": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "figures:asked_requests": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    # One's own, whoever looks: an admin who serves nowhere has none.
    "figures:mine": {"GET": SERVES_SOMEWHERE, "POST": NOT_ALLOWED},
    "figures:mine_requests": {"GET": SERVES_SOMEWHERE, "POST": NOT_ALLOWED},
}


def addresses(scene: Scene) -> Addresses:
    meeting = make_meeting(scene.it, scene.maria, starts_at=clock.now() + timedelta(days=1))
    report = keeping_reports.subscribe(scene.maria, Address("/dashboards/it/", ""), "weekly")
    return {
        "dashboards": {"code": "it", "name": "ways"},
        "meetings": {"pk": meeting.pk, "person": scene.maria.pk},
        **{f"meetings:{name}": {"pk": meeting.review_id} for name in ("review", "plan", "ending")},
        "reports": {"pk": report.pk},
        "figures": {"code": "it", "asking": "analytics", "pk": make_goal(scene.it).pk},
        **{f"figures:{name}": {"pk": make_annotation(scene.it).pk} for name in ("annotation", "annotation_removal")},
    }
