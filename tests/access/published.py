"""What departments publish: articles, notices and information."""

from __future__ import annotations

from requests_app import clock
from requests_app.models import Outreach
from tests.access.roles import EVERYBODY_SIGNED_IN, NOT_ALLOWED, WHO_SERVES_THERE, Addresses, Scene, Table
from tests.make import make_article, make_notice, make_sheet

TABLE: Table = {
    # An article of IT that everybody reads
    "articles:department": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "articles:new": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "articles:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "articles:answer": {"GET": NOT_ALLOWED, "POST": "302 422 422 422 422 422 422 302"},
    "articles:solution": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "articles:edit": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "articles:archival": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "articles:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "articles:review": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "articles:version": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "articles:restoration": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    # An outage of IT; a message to many that the agent wrote
    "notices:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "notices:department": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "notices:new": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "notices:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "notices:me_too": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "notices:not_me": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "notices:edit": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "notices:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "notices:ending": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 409 404 409 409 302"},
    "notices:outreach": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "notices:problem_outreach": {"GET": "302 404 403 200 404 200 404 302", "POST": "302 404 403 422 404 422 404 302"},
    "notices:progress": {"GET": "302 404 404 200 404 404 404 302", "POST": NOT_ALLOWED},
    # A list of IT that everybody reads
    "sheets:department": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sheets:new": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "sheets:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sheets:table": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sheets:subscription": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "sheets:edit": {"GET": WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "sheets:confirmation": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:archival": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:publication": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:restoration": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:version": {"GET": WHO_SERVES_THERE, "POST": NOT_ALLOWED},
}


def addresses(scene: Scene) -> Addresses:
    outage = make_notice(scene.it, scene.olga, kind="outage")
    message = Outreach.objects.create(notice=outage, text="?", by=scene.olga, asked_at=clock.now())
    return {
        "articles": {"pk": make_article(scene.it, scene.olga).pk, "number": 1},
        "notices": {"pk": outage.pk},
        "notices:problem_outreach": {"pk": scene.request.pk},
        "notices:progress": {"pk": message.pk},
        "sheets": {"pk": make_sheet(scene.it, scene.olga).pk, "number": 1},
    }
