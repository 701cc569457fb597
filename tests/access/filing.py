"""What is asked for: the catalogue and its editor, forms, templates, intake and recurring requests."""

from __future__ import annotations

from datetime import time

from requests_app import clock, service_templates
from requests_app.models import ServiceTemplate
from requests_app.recurring import keeping
from requests_app.recurring.keeping import Wish
from requests_app.recurring.rule import Rule
from tests.access.roles import (
    EVERYBODY_SIGNED_IN,
    ITS_MANAGERS,
    ITS_MANAGERS_DO,
    ITS_MANAGERS_FILL_IN,
    ITS_MANAGERS_TOO_LATE,
    NOT_ALLOWED,
    Addresses,
    Scene,
    Table,
)
from tests.letters import make_mailbox
from tests.make import make_form

TABLE: Table = {
    "catalogue:index": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "catalogue:new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "catalogue:edit": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "catalogue:routing": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_DO},
    "catalogue:usual_routing": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_DO},
    "catalogue:letters": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "catalogue:letters_service": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "catalogue:publication": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    "catalogue:retirement": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_TOO_LATE},
    "catalogue:triage": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 403 302 302"},
    "catalogue:template_new": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "catalogue:template": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "catalogue:template_removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "new_request": {"GET": "302 302 302 302 302 302 302 302", "POST": NOT_ALLOWED},
    "own_template": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    "own_template_removal": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    # One's own, of whatever place; there is none yet, and an empty one is none.
    "draft": {"GET": "302 204 204 204 204 204 204 302", "POST": "302 422 422 422 422 422 422 302"},
    "services:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "services:department": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "services:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "services:pledge": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "services:similar": {"GET": NOT_ALLOWED, "POST": EVERYBODY_SIGNED_IN},
    "services:form": {"GET": ITS_MANAGERS, "POST": ITS_MANAGERS_FILL_IN},
    "services:form_publication": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_FILL_IN},
    "services:form_preview": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS},
    "services:form_removal": {"GET": NOT_ALLOWED, "POST": ITS_MANAGERS_DO},
    "services:form_version": {"GET": ITS_MANAGERS, "POST": NOT_ALLOWED},
    "intake": {"GET": "302 404 404 200 200 200 404 302", "POST": "302 404 404 422 200 422 404 302"},
    "intake_caller": {"GET": "302 404 404 200 200 200 404 302", "POST": NOT_ALLOWED},
    # Nothing in the company takes in what nobody knows where to bring.
    "unsure": {"GET": "302 302 302 302 302 302 302 302", "POST": "302 302 302 302 302 302 302 302"},
    "unsure_guesses": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "triage": {"GET": "302 404 404 404 404 404 404 302", "POST": NOT_ALLOWED},
    "recurring:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "recurring:days": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "recurring:new": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "recurring:edit": {"GET": "302 404 200 404 404 404 404 302", "POST": "302 404 422 404 404 404 404 302"},
    "recurring:pause": {"GET": NOT_ALLOWED, "POST": "302 404 409 404 404 404 404 302"},
    "recurring:resumption": {"GET": NOT_ALLOWED, "POST": "302 404 409 404 404 404 404 302"},
    "recurring:end": {"GET": NOT_ALLOWED, "POST": "302 404 409 404 404 404 404 302"},
}


def addresses(scene: Scene) -> Addresses:
    template = ServiceTemplate(service=scene.request.service)
    service_templates.write(template, {"en": "For newcomers"}, {}, {}, by=scene.maria)
    wish = Wish(title="Again", rule=Rule(every="day", from_day=clock.now().date()), at=time(9))
    weekly = keeping.begin(scene.request.service, wish, owner=scene.li_wei)
    kept = service_templates.keep_own(scene.done, by=scene.li_wei)
    return {
        "services": {"code": "laptop", "number": make_form(scene.request.service, {"kind": "short"}).number},
        "catalogue": {"code": "laptop"},
        "catalogue:letters_service": {"pk": make_mailbox(None, "letters@example.com", department=scene.it).pk},
        "catalogue:template": {"code": "laptop", "pk": template.pk},
        "catalogue:template_removal": {"code": "laptop", "pk": template.pk},
        "new_request": {"code": "laptop"},
        "own_template": {"pk": scene.request.pk},
        "own_template_removal": {"pk": kept.pk},
        "recurring": {"code": "laptop", "pk": weekly.pk},
    }
