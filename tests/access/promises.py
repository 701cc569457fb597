"""Service standards and calendars, their drafts, and the clocks of a request."""

from __future__ import annotations

from sla import calendars, standards
from sla.models import Recalculation
from tests.access.roles import (
    ADMINS,
    ADMINS_DO,
    EVERYBODY_SIGNED_IN,
    ITS_MANAGERS,
    ITS_MANAGERS_DO,
    ITS_MANAGERS_FILL_IN,
    NOT_ALLOWED,
    Addresses,
    Scene,
    Table,
)
from tests.make import make_standard

DRAFTS = {"GET": ADMINS, "POST": ADMINS}
MANAGERS_AND_ADMINS = "302 403 403 403 403 200 200 302"

TABLE: Table = {
    # A standard in force; a draft where something is done to it
    "sla:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sla:new": {"GET": MANAGERS_AND_ADMINS, "POST": MANAGERS_AND_ADMINS},
    "sla:example": {"GET": MANAGERS_AND_ADMINS, "POST": NOT_ALLOWED},
    "sla:question": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sla:why": {"GET": "302 404 200 200 404 200 404 302", "POST": NOT_ALLOWED},
    "sla:checklist": {"GET": NOT_ALLOWED, "POST": "302 404 403 409 404 409 404 302"},
    "sla:checklist_check": {"GET": NOT_ALLOWED, "POST": "302 404 403 409 404 409 404 302"},
    "sla:calendars": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sla:calendar_new": {"GET": ADMINS, "POST": ADMINS},
    "sla:calendar": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sla:calendar_history": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sla:calendar_revision": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "sla:calendar_edit": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "sla:calendar_week": DRAFTS,
    "sla:calendar_day": DRAFTS,
    "sla:calendar_day_removal": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "sla:calendar_import": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "sla:calendar_publication": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "sla:calendar_removal": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "sla:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sla:edit": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS},
    "sla:revision": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 302 302 302"},
    "sla:sharing": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "sla:comment": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_FILL_IN},
    "sla:handover": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 403 302"},
    "sla:publication": {
        "GET": "302 404 404 404 404 403 200 302",
        "POST": "302 404 404 404 404 403 302 302",
    },
    "sla:retirement": {"GET": ADMINS, "POST": ADMINS_DO},
    "sla:removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "sla:application": {"GET": ADMINS, "POST": ADMINS_DO},
    "sla:recalculations": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "sla:recalculation": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "sla:attempt": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "sla:replay": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_DO},
    "sla:calendar_replay": {"GET": ADMINS, "POST": ADMINS_DO},
}


def addresses(scene: Scene) -> Addresses:
    in_force = make_standard(scene.it)
    draft = standards.revise(in_force, by=None)
    calendars.open_draft(in_force.calendar, by=None)
    asked_at = scene.request.filed_at
    followed = Recalculation.objects.create(kind="standard", standard=in_force, asked_at=asked_at)
    return {
        "sla": {"pk": draft.pk, "code": in_force.calendar.code, "day": "2026-12-24"},
        **{f"sla:{name}": {"pk": in_force.pk} for name in ("detail", "retirement", "application", "revision")},
        **{f"sla:{name}": {"pk": followed.pk} for name in ("recalculation", "attempt")},
        **{f"sla:{name}": {"pk": scene.request.pk} for name in ("why", "checklist", "checklist_check")},
    }
