"""How a department works: approvals, absences, hours and effort, reviews, webhooks."""

from __future__ import annotations

from requests_app import absences, approval_rules, clock, efforts
from requests_app.models import ApproverGroup, HookCall, Translated
from tests.access.roles import (
    EVERYBODY_SIGNED_IN,
    ITS_MANAGERS,
    ITS_MANAGERS_DO,
    ITS_MANAGERS_FILL_IN,
    NOBODY,
    NOT_ALLOWED,
    WHO_SERVES_THERE,
    Addresses,
    Scene,
    Table,
)
from tests.make import make_hook, make_review

TABLE: Table = {
    # A group of IT; a link that nobody was sent
    # After eight guesses from one address every link rests, as signing in does.
    "approvals:by_mail": {"GET": NOBODY, "POST": "429 429 429 429 429 429 429 429"},
    "approvals:overview": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "approvals:rule": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_DO},
    "approvals:group_new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "approvals:group": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "approvals:group_removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    # An absence of the agent's, whom the manager leads
    "absences:list": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "absences:edit": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
    "absences:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    # The hours of the agent, and time the agent noted
    "hooks:list": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    # Without a department in its address it is one of the whole company.
    "hooks:new": {"GET": "302 404 404 404 404 404 200 302", "POST": "302 404 404 404 404 404 422 302"},
    "hooks:hook": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "hooks:edit": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "hooks:secret": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "hooks:former_secret_end": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "hooks:test": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "hooks:switch": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "hooks:removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "hooks:resending": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "hooks:call_resending": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "team:roster": {"GET": "302 404 404 200 404 200 404 302", "POST": NOT_ALLOWED},
    "team:effort": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 404 302"},
    "effort:mine": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "effort:forgotten": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "effort:correction": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "team:hours": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
    # The manager reviewed work of the agent's
    "reviews:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "reviews:detail": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 302 404 302 404 302"},
    "reviews:answer": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "reviews:department": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "reviews:rubric": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
}


def addresses(scene: Scene) -> Addresses:
    now, today = clock.now(), clock.now().date()
    board = approval_rules.save_group(ApproverGroup(department=scene.it), Translated({"en": "Board"}), [scene.olga])
    away = absences.record(scene.olga, absences.Away(today, today))
    listening = make_hook(scene.it, scene.maria)
    called = HookCall.objects.create(hook=listening, since=now, next_attempt_at=now, state="dead")
    return {
        "approvals": {"code": "laptop", "pk": board.pk, "token": "x"},
        "absences": {"pk": away.pk},
        "team": {"pk": scene.olga.pk},
        "effort": {"pk": efforts.note(scene.request, 5, by=scene.olga).pk},
        "hooks": {"pk": listening.pk, "call": called.pk},
        "reviews": {"pk": make_review(scene.done, reviewer=scene.maria, owner=scene.olga).pk, "code": "laptop"},
    }
