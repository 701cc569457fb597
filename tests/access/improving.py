"""What becomes better: improvements, suggestions, training, needs studies."""

from __future__ import annotations

from datetime import timedelta

from requests_app import clock
from surveys.needs import verbs as needs
from tests.access.roles import (
    EVERYBODY_SIGNED_IN,
    ITS_MANAGERS,
    ITS_MANAGERS_FILL_IN,
    NOT_ALLOWED,
    WHO_SERVES_THERE,
    Addresses,
    Scene,
    Table,
)
from tests.make import make_improvement, make_session, make_suggestion

ITS_WRITERS_DO = "302 404 404 403 404 302 302 302"

TABLE: Table = {
    # An idea of IT's
    "improvements:list": {"GET": "302 403 403 200 200 200 200 302", "POST": NOT_ALLOWED},
    "improvements:told": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "improvements:new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "improvements:detail": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "improvements:edit": {"GET": "302 404 404 403 404 200 200 302", "POST": "302 404 404 403 404 422 422 302"},
    "improvements:planning": {"GET": NOT_ALLOWED, "POST": ITS_WRITERS_DO},
    "improvements:implementation": {"GET": NOT_ALLOWED, "POST": ITS_WRITERS_DO},
    "improvements:review": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 422 422 302"},
    "improvements:dropping": {"GET": NOT_ALLOWED, "POST": ITS_WRITERS_DO},
    # An unsigned one to IT
    "suggestions:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "suggestions:new": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "suggestions:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "suggestions:support": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "suggestions:withdrawal": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "suggestions:answer": {"GET": NOT_ALLOWED, "POST": "302 403 403 422 403 422 403 302"},
    "suggestions:improvement": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 302 302 302"},
    # A session for everybody, of an improvement of IT's
    "training:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "training:needs": {"GET": "302 403 403 200 200 200 200 302", "POST": NOT_ALLOWED},
    "training:new": {"GET": "302 404 404 403 404 200 200 302", "POST": "302 404 404 403 404 422 422 302"},
    "training:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "training:calendar": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "training:place": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "training:withdrawal": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "training:edit": {"GET": "302 403 403 403 403 200 200 302", "POST": "302 403 403 403 403 422 422 302"},
    "training:cancellation": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 422 422 302"},
    "training:attendance": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 302 302 302"},
    # A study of IT's, whose goal is empty
    "needs:list": {"GET": "302 403 403 200 200 200 200 302", "POST": NOT_ALLOWED},
    "needs:new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "needs:detail": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "needs:step": {"GET": NOT_ALLOWED, "POST": ITS_WRITERS_DO},
    "needs:step_back": {"GET": NOT_ALLOWED, "POST": ITS_WRITERS_DO},
    "needs:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 404 404 302"},
    "needs:improvement": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 404 404 302"},
    "needs:change": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 422 422 302"},
}


def addresses(scene: Scene) -> Addresses:
    gap = make_improvement(scene.it, scene.maria, kind="training")
    soon = clock.now() + timedelta(days=1)
    session = make_session(gap, scene.maria, starts_at=soon, ends_at=soon + timedelta(hours=1))
    study = needs.begin(scene.it, "Meetings", by=scene.maria)
    return {
        "improvements": {"pk": make_improvement(scene.it, scene.maria).pk},
        "suggestions": {"pk": make_suggestion(scene.it, scene.wang_fang).pk},
        "training": {"pk": session.pk},
        "training:new": {"improvement": gap.pk},
        "needs": {"pk": study.pk, "what": "need", "one": 1, "of": "need"},
    }
