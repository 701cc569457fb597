"""Who gets which answer where: every address of the portal, every kind of person, reading and sending.

A route without a row fails, so does a row without a route. The columns of a row are the ROLES, in their order.
Sending is an empty form: 422 or 409 means “may, but there is nothing in it”, 404 “not yours”, 403 “seen, but no right”.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dashboards.reports import keeping as keeping_reports
from dashboards.reports.reading import Address
from requests_app import (
    absences,
    api_tokens,
    approval_rules,
    batches,
    clock,
    efforts,
    queue_views,
    service_templates,
    thanking,
    transitions,
)
from requests_app.models import (
    ApproverGroup,
    Batch,
    CannedReply,
    Department,
    HookCall,
    Message,
    Notification,
    Outreach,
    ServiceRequest,
    ServiceTemplate,
    Translated,
    User,
    WaitingReason,
)
from requests_app.recurring import keeping
from requests_app.recurring.keeping import Wish
from requests_app.recurring.rule import Rule
from sla import calendars, standards
from sla.models import Recalculation
from surveys.models import Invitation
from surveys.needs import verbs as needs
from tests.conftest import SignedIn
from tests.letters import make_letter_set_aside, make_mailbox
from tests.make import (
    make_annotation,
    make_article,
    make_campaign,
    make_file,
    make_form,
    make_goal,
    make_hook,
    make_improvement,
    make_meeting,
    make_notice,
    make_people_import,
    make_questionnaire,
    make_request,
    make_review,
    make_session,
    make_sheet,
    make_standard,
    make_suggestion,
)

ROLES = ("stranger", "uninvolved", "requester", "agent", "other_agent", "manager", "admin", "deactivated")
Table = dict[str, dict[str, str]]
NOBODY = " ".join(["404"] * len(ROLES))

EVERYBODY_SIGNED_IN = "302 200 200 200 200 200 200 302"
NOT_ALLOWED = "302 405 405 405 405 405 405 302"
ANYBODY = "200 200 200 200 200 200 200 200"
NEVER_SENT = "405 405 405 405 405 405 405 405"
ADMINS_DO = "302 403 403 403 403 403 302 302"
ADMINS = "302 403 403 403 403 403 200 302"
FORM_EDITORS = "302 404 404 404 404 200 200 302"

PAGES: Table = {
    "home": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "catalogue:index": {"GET": FORM_EDITORS, "POST": NOT_ALLOWED},
    "catalogue:new": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "catalogue:edit": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "catalogue:routing": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 302 302 302"},
    "catalogue:usual_routing": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 302 302 302"},
    "catalogue:publication": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 409 409 302"},
    "catalogue:retirement": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 409 409 302"},
    "catalogue:triage": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 403 302 302"},
    "catalogue:template_new": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "catalogue:template": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "catalogue:template_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "new_request": {"GET": "302 302 302 302 302 302 302 302", "POST": NOT_ALLOWED},
    "own_template": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    "own_template_removal": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    # What a browser fetches for everybody, before anybody has signed in
    "manifest": {"GET": ANYBODY, "POST": NEVER_SENT},
    "worker": {"GET": ANYBODY, "POST": NEVER_SENT},
    "offline": {"GET": ANYBODY, "POST": NEVER_SENT},
    "outbox": {"GET": "204 200 200 200 200 200 200 204", "POST": NEVER_SENT},
    "queue_own": {"GET": "302 302 302 302 302 302 302 302", "POST": NOT_ALLOWED},
    "search": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "palette": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "colleagues": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    # One's own, of whatever place; there is none yet, and an empty one is none.
    "draft": {"GET": "302 204 204 204 204 204 204 302", "POST": "302 422 422 422 422 422 422 302"},
    "services:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "services:department": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "services:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "services:pledge": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "services:similar": {"GET": NOT_ALLOWED, "POST": EVERYBODY_SIGNED_IN},
    "services:form": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "services:form_publication": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 422 422 302"},
    "services:form_preview": {"GET": NOT_ALLOWED, "POST": FORM_EDITORS},
    "services:form_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "services:form_version": {"GET": FORM_EDITORS, "POST": NOT_ALLOWED},
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
    "queue": {"GET": "302 404 404 200 404 200 404 302", "POST": NOT_ALLOWED},
    "queue_view_new": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
    # A view of the agent's that is shared with the department
    "queue_view": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
    "queue_view_query": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    "queue_view_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    "queue_view_restoration": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    # Nothing changed since no moment
    "queue_news": {"GET": "302 404 404 204 404 204 404 302", "POST": NOT_ALLOWED},
    "queue_export": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 200 404 200 404 302"},
    "queue_bulk": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
    # Begun by the agent
    "queue_batch": {"GET": "302 404 404 200 404 404 404 302", "POST": "302 404 404 302 404 404 404 302"},
    "queue_batch_undoing": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "queue_next": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
}

REQUESTER_TALKS = {"GET": "302 404 409 403 404 403 404 302", "POST": "302 404 422 403 404 403 404 302"}
DEPARTMENT_ACTS = {"GET": "302 404 403 200 404 200 404 302", "POST": "302 404 403 422 404 422 404 302"}

REQUESTS: Table = {  # a request just filed with IT
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
}

SENT_FILE = {"GET": "302 404 200 200 404 200 404 302", "POST": NOT_ALLOWED}

ATTACHMENTS: Table = {  # a picture the requester sent; to discard, one they did not send yet
    "attachments:list": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "attachments:download": SENT_FILE,
    "attachments:large": SENT_FILE,
    "attachments:thumb": SENT_FILE,
    "attachments:discard": {"GET": NOT_ALLOWED, "POST": "302 404 204 404 404 404 404 302"},
    "attachments:removal": {"GET": "302 404 200 200 404 200 404 302", "POST": "302 404 422 422 404 422 404 302"},
}

THANKS: Table = {  # thanks of the requester to the agent
    "thanks:wall": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "thanks:received": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "thanks:showing": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "thanks:keeping": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    # Without a sign: whoever may read the thanks is told that there is no such one.
    "thanks:reaction": {"GET": NOT_ALLOWED, "POST": "302 404 400 400 404 404 404 302"},
}

WHO_SERVES = "302 403 403 200 200 200 403 302"

CANNED: Table = {  # a canned reply of IT
    "canned:list": {"GET": WHO_SERVES, "POST": NOT_ALLOWED},
    "canned:new": {"GET": WHO_SERVES, "POST": "302 403 403 422 422 422 403 302"},
    "canned:edit": {"GET": "302 404 404 404 404 200 404 302", "POST": "302 404 404 404 404 422 404 302"},
    "canned:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 404 302"},
}

OF_WHO_SERVES_THERE = "302 404 404 200 404 200 200 302"

ARTICLES: Table = {  # an article of IT that everybody reads
    "articles:department": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "articles:new": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "articles:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "articles:answer": {"GET": NOT_ALLOWED, "POST": "302 422 422 422 422 422 422 302"},
    "articles:solution": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "articles:edit": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "articles:archival": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "articles:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "articles:review": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "articles:version": {"GET": OF_WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "articles:restoration": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
}

NOTICES: Table = {  # an outage of IT; a message to many that the agent wrote
    "notices:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "notices:department": {"GET": OF_WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "notices:new": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "notices:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "notices:me_too": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "notices:not_me": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "notices:edit": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "notices:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "notices:ending": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 409 404 409 409 302"},
    "notices:outreach": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "notices:problem_outreach": {"GET": "302 404 403 200 404 200 404 302", "POST": "302 404 403 422 404 422 404 302"},
    "notices:progress": {"GET": "302 404 404 200 404 404 404 302", "POST": NOT_ALLOWED},
}

SHEETS: Table = {  # a list of IT that everybody reads
    "sheets:department": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sheets:new": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "sheets:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sheets:table": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "sheets:subscription": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "sheets:edit": {"GET": OF_WHO_SERVES_THERE, "POST": "302 404 404 422 404 422 422 302"},
    "sheets:confirmation": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:archival": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:publication": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:restoration": {"GET": NOT_ALLOWED, "POST": "302 404 404 409 404 409 409 302"},
    "sheets:version": {"GET": OF_WHO_SERVES_THERE, "POST": NOT_ALLOWED},
}

OPEN_TO_ALL = "200 200 200 200 200 200 200 200"

ACCOUNTS: Table = {
    "accounts:sign_in": {"GET": "200 302 302 302 302 302 302 200", "POST": "422 302 302 302 302 302 302 422"},
    "accounts:demo_sign_in": {"GET": "405 405 405 405 405 405 405 405", "POST": "404 404 404 404 404 404 404 404"},
    # As above: outside the demo there are no tours.
    "tours:index": {"GET": "302 404 404 404 404 404 404 302", "POST": NOT_ALLOWED},
    "tours:begin": {"GET": "405 405 405 405 405 405 405 405", "POST": "404 404 404 404 404 404 404 404"},
    "tours:go": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "tours:end": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "accounts:sign_out": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "accounts:password_change": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "accounts:password_reset": {"GET": OPEN_TO_ALL, "POST": OPEN_TO_ALL},
    "accounts:password_sent": {"GET": OPEN_TO_ALL, "POST": OPEN_TO_ALL},
    "accounts:password_new": {"GET": OPEN_TO_ALL, "POST": OPEN_TO_ALL},
    "accounts:invitation": {"GET": OPEN_TO_ALL, "POST": OPEN_TO_ALL},
    "accounts:tokens": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "accounts:token_revocation": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    "accounts:preferences": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 302 302 302 302 302 302 302"},
}

SETUP: Table = {  # there is an admin already
    "setup:index": {"GET": ADMINS, "POST": NOT_ALLOWED},
    # Somebody filed something: every step leads to the page that says so.
    **{
        f"setup:{step}": {"GET": ADMINS_DO, "POST": ADMINS_DO}
        for step in ("company", "calendar", "departments", "service", "mail", "colleagues")
    },
    "setup:request": {"GET": ADMINS_DO, "POST": NOT_ALLOWED},
    "administration:company": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "setup:first_admin": {"GET": NOBODY, "POST": NOBODY},
}

NOTIFICATIONS: Table = {  # a notification of the requester
    "notifications:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "live": {"GET": "200 200 200 200 200 200 200 200", "POST": "405 405 405 405 405 405 405 405"},
    "notifications:read_all": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "notifications:open": {"GET": "302 404 302 404 404 404 404 302", "POST": NOT_ALLOWED},
    "notifications:read": {"GET": NOT_ALLOWED, "POST": "302 404 302 404 404 404 404 302"},
    "notifications:choices": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "notifications:mute": {"GET": NOT_ALLOWED, "POST": "302 404 302 302 404 302 404 302"},
    # A link that nobody was sent, as with approvals.
    "notifications:mute_by_mail": {"GET": "404 404 404 404 404 404 404 404", "POST": "429 429 429 429 429 429 429 429"},
    # No host is allowed, and nobody has a webhook.
    "notifications:webhook": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
    "notifications:webhook_secret": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "notifications:webhook_test": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "notifications:webhook_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "notifications:hosts": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "notifications:host_removal": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 404 302"},
    # Only in the demo
    "notifications:mailbox": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
    "notifications:message": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
}

PEOPLE: Table = {
    "people:list": {"GET": ADMINS, "POST": ADMINS},
    "people:invite": {"GET": ADMINS, "POST": ADMINS},
    "people:edit": {"GET": ADMINS, "POST": ADMINS},
    "people:invite_again": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "people:deactivation": {"GET": ADMINS, "POST": ADMINS_DO},
    "people:import": {"GET": ADMINS, "POST": ADMINS},
    "people:import_sample": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "people:import_preview": {"GET": ADMINS, "POST": ADMINS},
    "people:import_problems": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "people:import_start": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "people:import_report": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "people:import_attempt": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    # Of somebody who left nothing behind, and nobody handed anything on
    "people:leaving": {"GET": "302 403 403 403 403 403 404 302", "POST": NOT_ALLOWED},
    "people:leaving_again": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "people:activation": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
}

ADMINISTRATION: Table = {
    "administration:home": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:departments": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:department_new": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:department": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:department_closing": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:department_opening": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:department_merger": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:department_split": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    # Nothing was reorganised
    "administration:department_progress": {"GET": "302 403 403 403 403 403 404 302", "POST": NOT_ALLOWED},
    "administration:department_attempt": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 404 302"},
    "administration:api_access": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:service_account": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:token_revocation": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:priorities": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:waiting_reasons": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:waiting_reason_new": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:waiting_reason": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:waiting_reason_place": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:mailboxes": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:mailbox_new": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:mailbox": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:mailbox_trial": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:letters": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:letters_retrying": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:letters_discarding": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:letter_raw": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:failing_address_end": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "administration:mails": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:mail": {"GET": ADMINS, "POST": "302 403 403 403 403 403 302 302"},
    "administration:mail_giving_up": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 409 302"},
    "administration:retention": {"GET": ADMINS, "POST": ADMINS_DO},
    "administration:protections": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:protection_end": {"GET": ADMINS, "POST": "302 403 403 403 403 403 422 302"},
    "administration:service": {"GET": "302 403 403 403 403 403 302 302", "POST": NOT_ALLOWED},
    "administration:changes": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "administration:changes_export": {"GET": ADMINS, "POST": NOT_ALLOWED},
}

# A department's rules: nobody else sees that there are some.
OF_ITS_MANAGERS = "302 404 404 404 404 200 200 302"

APPROVALS: Table = {  # a group of IT; a link that nobody was sent
    # After eight guesses from one address every link rests, as signing in does.
    "approvals:by_mail": {"GET": "404 404 404 404 404 404 404 404", "POST": "429 429 429 429 429 429 429 429"},
    "approvals:overview": {"GET": OF_ITS_MANAGERS, "POST": NOT_ALLOWED},
    "approvals:rule": {"GET": OF_ITS_MANAGERS, "POST": "302 404 404 404 404 302 302 302"},
    "approvals:group_new": {"GET": OF_ITS_MANAGERS, "POST": "302 404 404 404 404 422 422 302"},
    "approvals:group": {"GET": OF_ITS_MANAGERS, "POST": "302 404 404 404 404 422 422 302"},
    "approvals:group_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
}

ABSENCES: Table = {  # an absence of the agent's, whom the manager leads
    "absences:list": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "absences:edit": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
    "absences:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 302 404 302"},
}

TEAM: Table = {  # the hours of the agent, and time the agent noted
    "hooks:list": {"GET": FORM_EDITORS, "POST": NOT_ALLOWED},
    # Without a department in its address it is one of the whole company.
    "hooks:new": {"GET": "302 404 404 404 404 404 200 302", "POST": "302 404 404 404 404 404 422 302"},
    "hooks:hook": {"GET": FORM_EDITORS, "POST": NOT_ALLOWED},
    "hooks:edit": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "hooks:secret": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "hooks:former_secret_end": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "hooks:test": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "hooks:switch": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "hooks:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "hooks:resending": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "hooks:call_resending": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 302 302"},
    "team:roster": {"GET": "302 404 404 200 404 200 404 302", "POST": NOT_ALLOWED},
    "team:effort": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 404 302"},
    "effort:mine": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "effort:forgotten": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "effort:correction": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "team:hours": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 422 404 422 404 302"},
}

MANAGERS_READ = "302 404 404 404 404 200 200 302"
MANAGERS_FILL_IN = "302 404 404 404 404 422 422 302"
MANAGERS_STALE = "302 404 404 404 404 409 409 302"
MANAGERS_DO = "302 404 404 404 404 302 302 302"

CAMPAIGNS: Table = {  # a draft of the manager's department; a link that nobody was sent, as with approvals
    "campaigns:answer": {"GET": "404 404 404 404 404 404 404 404", "POST": "429 429 429 429 429 429 429 429"},
    "campaigns:list": {"GET": MANAGERS_READ, "POST": NOT_ALLOWED},
    "campaigns:new": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "campaigns:detail": {"GET": MANAGERS_DO, "POST": NOT_ALLOWED},
    "campaigns:what": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "campaigns:whom": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "campaigns:count": {"GET": NOT_ALLOWED, "POST": MANAGERS_READ},
    "campaigns:when": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "campaigns:check": {"GET": MANAGERS_READ, "POST": MANAGERS_STALE},
    "campaigns:copy": {"GET": NOT_ALLOWED, "POST": MANAGERS_DO},
    "campaigns:cancellation": {"GET": NOT_ALLOWED, "POST": MANAGERS_STALE},
    "campaigns:extension": {"GET": NOT_ALLOWED, "POST": MANAGERS_DO},
    "campaigns:closing": {"GET": NOT_ALLOWED, "POST": MANAGERS_STALE},
    # Comments exist once a survey has closed.
    "campaigns:comments": {"GET": "302 404 404 404 404 404 404 302", "POST": NOT_ALLOWED},
    "campaigns:comment": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 404 404 302"},
    "campaigns:removal": {"GET": NOT_ALLOWED, "POST": MANAGERS_STALE},
    "results:detail": {"GET": MANAGERS_READ, "POST": NOT_ALLOWED},
    "results:export": {"GET": MANAGERS_READ, "POST": NOT_ALLOWED},
}

QUESTIONNAIRES: Table = {  # drafts and questions of the manager's department
    "questionnaires:list": {"GET": MANAGERS_READ, "POST": NOT_ALLOWED},
    "questionnaires:new": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "questionnaires:detail": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "questionnaires:preview": {"GET": MANAGERS_READ, "POST": NOT_ALLOWED},
    "questionnaires:revision": {"GET": NOT_ALLOWED, "POST": MANAGERS_DO},
    "questionnaires:retirement": {"GET": NOT_ALLOWED, "POST": MANAGERS_STALE},
    "questions:list": {"GET": MANAGERS_READ, "POST": NOT_ALLOWED},
    "questions:new": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "questions:edit": {"GET": MANAGERS_READ, "POST": MANAGERS_FILL_IN},
    "questions:retirement": {"GET": NOT_ALLOWED, "POST": MANAGERS_DO},
}

REVIEWS: Table = {  # the manager reviewed work of the agent's
    "reviews:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "reviews:detail": {"GET": "302 404 404 200 404 200 404 302", "POST": "302 404 404 302 404 302 404 302"},
    "reviews:answer": {"GET": NOT_ALLOWED, "POST": "302 404 404 302 404 404 404 302"},
    "reviews:department": {"GET": "302 404 404 200 404 200 200 302", "POST": NOT_ALLOWED},
    "reviews:rubric": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
}

SURVEYS: Table = {  # a resolved request the requester was invited to rate
    "surveys:rating": {"GET": "302 404 200 404 404 404 404 302", "POST": "302 404 422 404 404 404 404 302"},
    "surveys:preferences": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 302 302 302 302 302 302 302"},
}

OF_ITS_WRITERS = "302 404 404 403 404 302 302 302"

IMPROVEMENTS: Table = {  # an idea of IT's
    "improvements:list": {"GET": "302 403 403 200 200 200 200 302", "POST": NOT_ALLOWED},
    "improvements:told": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "improvements:new": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "improvements:detail": {"GET": OF_WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "improvements:edit": {"GET": "302 404 404 403 404 200 200 302", "POST": "302 404 404 403 404 422 422 302"},
    "improvements:planning": {"GET": NOT_ALLOWED, "POST": OF_ITS_WRITERS},
    "improvements:implementation": {"GET": NOT_ALLOWED, "POST": OF_ITS_WRITERS},
    "improvements:review": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 422 422 302"},
    "improvements:dropping": {"GET": NOT_ALLOWED, "POST": OF_ITS_WRITERS},
}

SUGGESTIONS: Table = {  # an unsigned one to IT
    "suggestions:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "suggestions:new": {"GET": EVERYBODY_SIGNED_IN, "POST": "302 422 422 422 422 422 422 302"},
    "suggestions:detail": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "suggestions:support": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "suggestions:withdrawal": {"GET": NOT_ALLOWED, "POST": "302 302 302 302 302 302 302 302"},
    "suggestions:answer": {"GET": NOT_ALLOWED, "POST": "302 403 403 422 403 422 403 302"},
    "suggestions:improvement": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 302 302 302"},
}

TRAINING: Table = {  # a session for everybody, of an improvement of IT's
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
}

NEEDS: Table = {  # a study of IT's, whose goal is empty
    "needs:list": {"GET": "302 403 403 200 200 200 200 302", "POST": NOT_ALLOWED},
    "needs:new": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "needs:detail": {"GET": OF_WHO_SERVES_THERE, "POST": NOT_ALLOWED},
    "needs:step": {"GET": NOT_ALLOWED, "POST": OF_ITS_WRITERS},
    "needs:step_back": {"GET": NOT_ALLOWED, "POST": OF_ITS_WRITERS},
    "needs:removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 404 404 302"},
    "needs:improvement": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 404 404 302"},
    "needs:change": {"GET": NOT_ALLOWED, "POST": "302 404 404 403 404 422 422 302"},
}

DASHBOARDS: Table = {
    "dashboards:department": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "dashboards:effort": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "dashboards:part": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "dashboards:requests": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
}

LEADERS_READ = "302 404 404 404 404 200 200 302"
LEADERS_WRITE = "302 404 404 404 404 422 422 302"
LEADERS_DO = "302 404 404 404 404 302 302 302"
MEETINGS: Table = {  # of IT and finance, whose head is not among the roles; the meeting is still to come
    "meetings:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "meetings:new": {"GET": "302 403 403 403 403 200 200 302", "POST": "302 403 403 403 403 422 422 302"},
    "meetings:review": {"GET": LEADERS_READ, "POST": NOT_ALLOWED},
    "meetings:plan": {"GET": LEADERS_READ, "POST": LEADERS_WRITE},
    "meetings:ending": {"GET": NOT_ALLOWED, "POST": LEADERS_DO},
    "meetings:meeting": {"GET": LEADERS_READ, "POST": NOT_ALLOWED},
    "meetings:requests": {"GET": LEADERS_READ, "POST": NOT_ALLOWED},
    "meetings:calendar": {"GET": LEADERS_READ, "POST": NOT_ALLOWED},
    "meetings:edit": {"GET": LEADERS_READ, "POST": LEADERS_WRITE},
    "meetings:invitation": {"GET": NOT_ALLOWED, "POST": LEADERS_WRITE},
    "meetings:leaving_out": {"GET": NOT_ALLOWED, "POST": LEADERS_DO},
    "meetings:cancellation": {"GET": NOT_ALLOWED, "POST": LEADERS_WRITE},
    "meetings:holding": {"GET": NOT_ALLOWED, "POST": LEADERS_DO},
    "meetings:decision": {"GET": NOT_ALLOWED, "POST": LEADERS_WRITE},
}

MORNING: Table = {  # a report of Maria's; without an address there is nothing to ask a report of
    "morning:note": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "reports:list": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED},
    "reports:new": {"GET": "302 404 404 404 404 404 404 302", "POST": "302 404 404 404 404 404 404 302"},
    "reports:ending": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 404 302"},
}

WHO_SERVES = "302 404 404 200 200 200 404 302"
FIGURES: Table = {  # of the company, and what IT asks of others
    "figures:company": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:waiting": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:waited": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:waited_requests": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:pairs": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:pair": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:pair_requests": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:chains": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:chain_requests": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:outside": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:outside_requests": {"GET": "302 404 404 404 404 200 200 302", "POST": NOT_ALLOWED},
    # A goal and an annotation of IT
    "figures:steering": {"GET": FORM_EDITORS, "POST": NOT_ALLOWED},
    "figures:goal_new": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "figures:goal": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "figures:goal_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 409 409 302"},
    "figures:annotation_new": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "figures:annotation": {"GET": FORM_EDITORS, "POST": "302 404 404 404 404 422 422 302"},
    "figures:annotation_removal": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 409 409 302"},
    "figures:asked": {"GET": "302 404 404 200 404 200 200 302", "POST": NOT_ALLOWED},
    "figures:asked_requests": {"GET": "302 404 404 200 404 200 200 302", "POST": NOT_ALLOWED},
    # One's own, whoever looks: an admin who serves nowhere has none.
    "figures:mine": {"GET": WHO_SERVES, "POST": NOT_ALLOWED},
    "figures:mine_requests": {"GET": WHO_SERVES, "POST": NOT_ALLOWED},
}

DRAFTS = {"GET": ADMINS, "POST": ADMINS}
# A draft of IT: nobody else sees that there is one.
OF_DRAFTERS = "302 404 404 404 404 200 200 302"
DRAFTERS_DO = "302 404 404 404 404 302 302 302"
MANAGERS_AND_ADMINS = "302 403 403 403 403 200 200 302"

STANDARDS: Table = {  # a standard in force; a draft where something is done to it
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
    "sla:edit": {"GET": OF_DRAFTERS, "POST": OF_DRAFTERS},
    "sla:revision": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 302 302 302"},
    "sla:sharing": {"GET": NOT_ALLOWED, "POST": DRAFTERS_DO},
    "sla:comment": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 422 422 302"},
    "sla:handover": {"GET": NOT_ALLOWED, "POST": "302 404 404 404 404 302 403 302"},
    "sla:publication": {
        "GET": "302 404 404 404 404 403 200 302",
        "POST": "302 404 404 404 404 403 302 302",
    },
    "sla:retirement": {"GET": ADMINS, "POST": ADMINS_DO},
    "sla:removal": {"GET": NOT_ALLOWED, "POST": DRAFTERS_DO},
    "sla:application": {"GET": ADMINS, "POST": ADMINS_DO},
    "sla:recalculations": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "sla:recalculation": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "sla:attempt": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "sla:replay": {"GET": OF_DRAFTERS, "POST": DRAFTERS_DO},
    "sla:calendar_replay": {"GET": ADMINS, "POST": ADMINS_DO},
}

OPERATIONS: Table = {
    "operations:livez": {"GET": OPEN_TO_ALL, "POST": "405 405 405 405 405 405 405 405"},
    "operations:readyz": {"GET": OPEN_TO_ALL, "POST": "405 405 405 405 405 405 405 405"},
    # Only in a demo or where somebody develops.
    "operations:components": {"GET": "302 404 404 404 404 404 404 302", "POST": NOT_ALLOWED},
    "operations:status": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "operations:outbox": {"GET": ADMINS, "POST": NOT_ALLOWED},
    "operations:resending": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
    "operations:discarding": {"GET": NOT_ALLOWED, "POST": "302 403 403 403 403 403 422 302"},
    "operations:test_mail": {"GET": NOT_ALLOWED, "POST": ADMINS_DO},
}

# Operations of the API have a table of their own, with scopes: tests/api/test_api_table.py. This one is a page.
API: Table = {"api:docs": {"GET": EVERYBODY_SIGNED_IN, "POST": NOT_ALLOWED}}
OPERATIONS_OF_API = ("api", "administration_api", "sla_api", "surveys_api", "dashboards_api")

TABLE: Table = {
    **PAGES, **THANKS, **REQUESTS, **ACCOUNTS, **NOTIFICATIONS, **PEOPLE, **SURVEYS, **DASHBOARDS, **OPERATIONS,
    **ADMINISTRATION, **MORNING, **MEETINGS, **FIGURES,
    **STANDARDS, **APPROVALS, **ABSENCES, **API, **CANNED, **ATTACHMENTS, **ARTICLES,
    **SETUP, **TEAM, **NOTICES, **SHEETS, **REVIEWS, **CAMPAIGNS, **QUESTIONNAIRES,
    **IMPROVEMENTS, **SUGGESTIONS, **NEEDS, **TRAINING,
}  # fmt: skip


@pytest.fixture
def people(wang_fang: User, li_wei: User, olga: User, anna: User, maria: User, ada: User) -> dict[str, User | None]:
    gone = User.objects.create_user("gone@example.com", display_name="Gone", is_active=False)
    cast = (None, wang_fang, li_wei, olga, anna, maria, ada, gone)
    return dict(zip(ROLES, cast, strict=True))


@pytest.fixture
def arguments(
    laptop_request: ServiceRequest, li_wei: User, wang_fang: User, olga: User, maria: User, it: Department
) -> dict[str, dict[str, Any]]:
    """What fills the addresses, by namespace or name of the route."""
    reason = WaitingReason.objects.create(code="customs", name={"en": "Customs"})
    mailbox = make_mailbox(None)
    done = transitions.resolve(make_request(laptop_request.service, li_wei), by=olga)
    Invitation.objects.create(person=li_wei, request=done, department=it, handler=olga, sent_on=done.filed_at.date())
    in_force = make_standard(it)
    draft = standards.revise(in_force, by=None)
    calendars.open_draft(in_force.calendar, by=None)
    followed = Recalculation.objects.create(kind="standard", standard=in_force, asked_at=done.filed_at)
    board = approval_rules.save_group(ApproverGroup(department=it), Translated({"en": "Board"}), [olga])
    outage = make_notice(it, olga, kind="outage")
    own = make_questionnaire("own", owner=it, published=False)
    today = clock.now().date()
    away = absences.record(olga, absences.Away(today, today))
    said = Message.objects.create(request=laptop_request, author=olga, kind="reply", text="Hello", at=clock.now())
    reply = CannedReply.objects.create(department=it, title="Hello", text={"en": "Hello"}, updated_at=clock.now())
    wish = Wish(title="Again", rule=Rule(every="day", from_day=today), at=time(9))
    weekly = keeping.begin(laptop_request.service, wish, owner=li_wei)
    template = ServiceTemplate(service=laptop_request.service)
    service_templates.write(template, {"en": "For newcomers"}, {}, {}, by=maria)
    told = Notification.objects.filter(recipient=li_wei).first() or Notification.objects.create(
        recipient=li_wei, kind="x", key="x", created_at=laptop_request.filed_at
    )
    shared = queue_views.Kept("Shared", is_shared=True)
    view = queue_views.save(it, "view=open", shared, by=olga, now=clock.now())
    gone = queue_views.save(it, "view=open", replace(shared, name="Gone"), by=olga, now=clock.now())
    queue_views.remove(gone, by=olga, now=clock.now())
    held = ServiceRequest.objects.filter(pk=laptop_request.pk)
    batch = batches.prepare(Batch.Act.ASSIGN, held, it, by=olga, now=clock.now())
    listening = make_hook(it, maria)
    called = HookCall.objects.create(hook=listening, since=clock.now(), next_attempt_at=clock.now(), state="dead")
    gap, soon = make_improvement(it, maria, kind="training"), clock.now() + timedelta(days=1)
    meeting = make_meeting(it, maria, starts_at=soon)
    written, listed = ({"pk": make_people_import(maria, started=started).pk} for started in (True, False))
    robot = api_tokens.make_service_account("Robot", by=maria)
    token, _secret = api_tokens.make(li_wei, api_tokens.Wish("Nightly", "read", 30), by=li_wei, now=clock.now())
    return {
        "": {"dept": "it", "place": "a", "pk": view.pk, "kind": "csv"},
        "queue_view_restoration": {"pk": gone.pk},
        "queue_batch": {"pk": batch.pk},
        "queue_batch_undoing": {"pk": batch.pk},
        "services": {"code": "laptop", "number": make_form(laptop_request.service, {"kind": "short"}).number},
        "requests": {"pk": laptop_request.pk, "message": said.pk, "reply": reply.pk},
        "canned": {"pk": reply.pk},
        "articles": {"pk": make_article(it, olga).pk, "number": 1},
        "notices": {"pk": outage.pk},
        "sheets": {"pk": make_sheet(it, olga).pk, "number": 1},
        "notices:problem_outreach": {"pk": laptop_request.pk},
        "notices:progress": {"pk": Outreach.objects.create(notice=outage, text="?", by=olga, asked_at=clock.now()).pk},
        "attachments": {"pk": make_file(li_wei, laptop_request).pk},
        "attachments:discard": {"pk": make_file(li_wei).pk},
        "setup": {"code": "x"},
        "accounts": {"uidb64": "x", "token": "x"},
        "notifications": {"pk": told.pk, "name": "x", "token": "x"},
        "notifications:mute": {"pk": laptop_request.pk},
        "people": {"pk": li_wei.pk},
        **{f"people:import_{name}": written for name in ("report", "attempt")},
        **{f"people:import_{name}": listed for name in ("preview", "problems", "start")},
        "administration": {"pk": it.pk},
        "administration:service_account": {"pk": robot.pk},
        "administration:token_revocation": {"pk": token.pk},
        "accounts:token_revocation": {"pk": token.pk},
        "administration:protection_end": {"pk": transitions.protect(done, "Dispute", by=maria).pk},
        "administration:mailbox": {"pk": mailbox.pk},
        "administration:mailbox_trial": {"pk": mailbox.pk},
        "administration:letter_raw": {"pk": make_letter_set_aside().pk},
        "administration:failing_address_end": {"pk": li_wei.pk},
        "administration:waiting_reason": {"pk": reason.pk},
        "administration:waiting_reason_place": {"pk": reason.pk},
        "manifest": {"language": "en"},
        "offline": {"language": "en"},
        "administration:mail": {"kind": "resolved", "language": "en"},
        "administration:mail_giving_up": {"kind": "resolved", "language": "en"},
        "administration:service": {"pk": laptop_request.service_id},
        "surveys": {"pk": done.pk},
        "catalogue": {"code": "laptop"},
        "catalogue:template": {"code": "laptop", "pk": template.pk},
        "catalogue:template_removal": {"code": "laptop", "pk": template.pk},
        "new_request": {"code": "laptop"},
        "own_template": {"pk": laptop_request.pk},
        "own_template_removal": {"pk": service_templates.keep_own(laptop_request, by=li_wei).pk},
        "recurring": {"code": "laptop", "pk": weekly.pk},
        "approvals": {"dept": "it", "code": "laptop", "pk": board.pk, "token": "x"},
        "absences": {"pk": away.pk},
        "team": {"pk": olga.pk},
        "hooks": {"pk": listening.pk, "call": called.pk},
        "effort": {"pk": efforts.note(laptop_request, 5, by=olga).pk},
        "questionnaires": {"pk": own.pk},
        "questions": {"pk": own.in_order()[0].pk},
        "campaigns": {"pk": make_campaign(it, by=maria).pk, "token": "x", "comment": uuid4()},
        "suggestions": {"pk": make_suggestion(it, wang_fang).pk},
        "needs": {"pk": needs.begin(it, "Meetings", by=maria).pk, "what": "need", "one": 1, "of": "need"},
        "improvements": {"pk": make_improvement(it, maria).pk},
        "training": {"pk": make_session(gap, maria, starts_at=soon, ends_at=soon + timedelta(hours=1)).pk},
        "training:new": {"improvement": gap.pk},
        "results": {"pk": make_campaign(it, by=maria, questionnaire=make_questionnaire("found")).pk},
        "reviews": {"pk": make_review(done, reviewer=maria, owner=olga).pk, "code": "laptop"},
        "dashboards": {"code": "it", "name": "ways"},
        "meetings": {"pk": meeting.pk, "person": maria.pk},
        **{f"meetings:{name}": {"pk": meeting.review_id} for name in ("review", "plan", "ending")},
        "reports": {"pk": keeping_reports.subscribe(maria, Address("/dashboards/it/", ""), "weekly").pk},
        "figures": {"code": "it", "asking": "analytics", "pk": make_goal(it).pk},
        **{f"figures:{name}": {"pk": make_annotation(it).pk} for name in ("annotation", "annotation_removal")},
        "sla_api": {"number": laptop_request.pk},
        "sla": {"pk": draft.pk, "code": in_force.calendar.code, "day": "2026-12-24"},
        "sla:detail": {"pk": in_force.pk},
        "sla:retirement": {"pk": in_force.pk},
        "sla:application": {"pk": in_force.pk},
        "sla:recalculation": {"pk": followed.pk},
        "sla:attempt": {"pk": followed.pk},
        "sla:revision": {"pk": in_force.pk},
        "sla:why": {"pk": laptop_request.pk},
        "sla:checklist": {"pk": laptop_request.pk},
        "sla:checklist_check": {"pk": laptop_request.pk},
        "thanks": {"pk": thanking.thank(done, olga, by=li_wei).pk},
    }


def routes(patterns: Any = None, namespace: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named route outside Django's own admin, with the names of its arguments."""
    for entry in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(entry, URLResolver) and entry.namespace != "admin":
            inner = ":".join(filter(None, (namespace, entry.namespace)))
            outer = tuple(entry.pattern.converters)
            for name, names in routes(entry.url_patterns, inner):
                yield name, (*outer, *names)
        elif isinstance(entry, URLPattern):
            yield ":".join(filter(None, (namespace, entry.name))), tuple(entry.pattern.converters)


ARGUMENTS_OF = dict(routes())


def test_every_route_has_its_rows_and_every_row_its_route() -> None:
    pages = {name for name in ARGUMENTS_OF if name.partition(":")[0] not in OPERATIONS_OF_API}
    assert pages - set(TABLE) == set(), "routes without a row: add them to the table of their namespace"
    assert set(TABLE) - set(ARGUMENTS_OF) == set(), "rows without a route"
    for name, methods in TABLE.items():
        assert set(methods) == {"GET", "POST"}, name


def answers(client_of: dict[str, Client], method: str, url: str) -> str:
    """The status each role gets, each from the same beginning."""
    found = []
    for role in ROLES:
        with transaction.atomic():
            found.append(client_of[role].generic(method, url).status_code)
            transaction.set_rollback(True)
    return " ".join(map(str, found))


@pytest.mark.parametrize("name", sorted(TABLE))
def test_everybody_gets_the_answer_that_is_theirs(
    name: str, people: dict[str, User | None], arguments: dict[str, dict[str, Any]], sign_in: SignedIn
) -> None:
    known = {**arguments[""], **arguments.get(name.rpartition(":")[0], {}), **arguments.get(name, {})}
    url = reverse(name, kwargs={argument: known[argument] for argument in ARGUMENTS_OF[name]})
    client_of = {role: sign_in(person) if person else Client() for role, person in people.items()}
    found = {method: answers(client_of, method, url) for method in TABLE[name]}
    assert found == TABLE[name], f"{url}, columns: {' '.join(ROLES)}"


def test_djangos_own_admin_is_for_admins(people: dict[str, User | None], sign_in: SignedIn) -> None:
    client_of = {role: sign_in(person) if person else Client() for role, person in people.items()}
    assert answers(client_of, "GET", "/admin/") == "302 302 302 302 302 302 200 302"
