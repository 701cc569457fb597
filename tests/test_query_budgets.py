"""How many statements a page or a write costs, session and person included, whatever the number of rows behind it.

A budget is what it takes today: more fails and prints the statements. Less is a reason to lower it. Savepoints count,
except those that stand for the transaction of a write: the test's own transaction is in their way.
"""

from __future__ import annotations

import re
import sys
from datetime import time, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from dashboards import rollups
from requests_app import (
    absences,
    api_tokens,
    approval_rules,
    batches,
    clock,
    efforts,
    notices,
    queue_views,
    service_templates,
    thanking,
    transitions,
)
from requests_app.approvers import Wanted
from requests_app.fields.directory import here
from requests_app.fields.validation import validate
from requests_app.models import (
    ApproverGroup,
    Batch,
    CannedReply,
    Chosen,
    Department,
    FormVersion,
    Outreach,
    Service,
    ServiceRequest,
    ServiceTemplate,
    Translated,
    User,
    WaitingReason,
)
from requests_app.recurring import keeping
from requests_app.recurring.keeping import Wish
from requests_app.recurring.rule import Rule
from requests_app.transitions import correcting
from requests_app.views.verb_table import VERBS
from sla import calendars, standards
from sla.models import Recalculation
from sla.replay import stored
from sla.replay.plan import Period
from surveys import secrecy
from surveys.models import AnswerCounter, CommentText, Invitation
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
    make_open_campaign,
    make_people_import,
    make_questionnaire,
    make_request,
    make_review,
    make_service,
    make_session,
    make_sheet,
    make_standard,
    make_suggestion,
    make_user,
)
from tests.test_access_table import TABLE

pytestmark = pytest.mark.django_db

PAGES = [  # who, address, statements
    ("li_wei", "/", 12),
    ("li_wei", "/outbox/", 3),
    ("li_wei", "/search/", 3),
    ("maria", "/catalogue/it/", 5),
    ("maria", "/catalogue/it/letters/", 8),
    ("maria", "/catalogue/it/new/", 6),
    ("maria", "/catalogue/it/services/laptop/", 18),
    ("maria", "/catalogue/it/services/laptop/templates/new/", 5),
    ("maria", "/catalogue/it/services/laptop/templates/{template}/", 8),
    ("li_wei", "/search/?q=laptops", 16),
    ("maria", "/catalogue/it/services/laptop/routing/", 8),
    ("maria", "/catalogue/it/routing/", 8),
    ("olga", "/team/it/", 9),
    ("olga", "/team/it/hours/{person}/", 5),
    ("olga", "/effort/", 7),
    ("maria", "/dashboards/it/effort/", 6),
    ("maria", "/service-reviews/", 6),
    ("maria", "/service-reviews/new/", 4),
    ("maria", "/service-reviews/{meeting.review_id}/", 5),
    ("maria", "/service-reviews/{meeting.review_id}/planning/", 6),
    ("maria", "/service-reviews/meetings/{meeting.pk}/", 5),
    ("maria", "/service-reviews/meetings/{meeting.pk}/requests/", 5),
    ("maria", "/service-reviews/meetings/{meeting.pk}/edit/", 5),
    ("maria", "/service-reviews/meetings/{meeting.pk}/service-review.ics", 4),
    ("maria", "/reports/", 4),
    ("maria", "/reports/new/?page=/dashboards/it/", 6),
    ("olga", "/morning/", 15),
    ("li_wei", "/morning/", 13),
    ("li_wei", "/suggestions/", 5),
    ("li_wei", "/suggestions/new/", 5),
    ("maria", "/suggestions/{suggestion}/", 8),
    ("maria", "/needs/", 5),
    ("maria", "/needs/departments/it/new/", 4),
    ("maria", "/needs/{study}/", 8),
    ("li_wei", "/training/", 5),
    ("li_wei", "/training/{session}/training.ics", 3),
    ("olga", "/training/needs/", 6),
    ("maria", "/training/improvements/{gap}/new/", 5),
    ("maria", "/training/{session}/", 6),
    ("li_wei", "/training/{session}/", 5),
    ("maria", "/training/{session}/edit/", 5),
    ("olga", "/improvements/", 5),
    ("li_wei", "/improvements/told/", 6),
    ("maria", "/improvements/departments/it/new/", 8),
    ("maria", "/improvements/{improvement}/", 4),
    ("maria", "/improvements/{improvement}/edit/", 8),
    ("maria", "/surveys/{released}/results/", 12),
    ("maria", "/surveys/{released}/results/figures.csv", 7),
    ("maria", "/surveys/{released}/comments/", 6),
    ("li_wei", "/surveys/answer/{token}/", 4),
    ("olga", "/reviews/", 6),
    ("olga", "/reviews/{review}/", 5),
    ("olga", "/reviews/departments/it/", 6),
    ("maria", "/reviews/departments/it/services/laptop/", 7),
    ("maria", "/questionnaires/", 4),
    ("maria", "/questionnaires/new/", 4),
    ("maria", "/questionnaires/{questionnaire}/", 9),
    ("maria", "/questionnaires/{questionnaire}/preview/", 5),
    ("maria", "/questions/", 4),
    ("maria", "/questions/new/", 5),
    ("maria", "/questions/{question}/", 7),
    ("maria", "/surveys/", 8),
    ("maria", "/surveys/new/", 7),
    ("maria", "/surveys/{survey}/what/", 8),
    ("maria", "/surveys/{survey}/whom/", 18),
    ("maria", "/surveys/{survey}/when/", 4),
    ("maria", "/surveys/{survey}/check/", 23),
    ("olga", "/search/?q=laptops+is:open+from:li", 9),
    ("li_wei", "/?q=laptop", 17),
    ("li_wei", "/services/", 4),
    ("li_wei", "/services/it/", 9),
    ("li_wei", "/services/it/laptop/", 13),
    ("li_wei", "/services/it/laptop/pledge/?impact=3", 4),
    ("li_wei", "/services/it/desk/", 13),
    ("li_wei", "/information/departments/it/", 5),
    ("olga", "/information/departments/it/new/", 6),
    ("li_wei", "/information/{sheet}/", 4),
    ("olga", "/information/{sheet}/", 5),
    ("li_wei", "/information/{sheet}/table/", 3),
    ("olga", "/information/{sheet}/edit/", 8),
    ("olga", "/information/{sheet}/versions/1/", 6),
    ("li_wei", "/notices/", 5),
    ("olga", "/notices/departments/it/", 5),
    ("olga", "/notices/departments/it/new/", 6),
    ("li_wei", "/notices/{notice}/", 8),
    ("olga", "/notices/{notice}/", 8),
    ("olga", "/notices/{notice}/edit/", 9),
    ("olga", "/notices/{notice}/ending/", 5),
    ("olga", "/notices/{notice}/outreach/", 8),
    ("olga", "/notices/requests/{whole}/outreach/", 7),
    ("olga", "/notices/outreach/{outreach}/", 6),
    ("olga", "/requests/{fresh}/notice/", 6),
    ("olga", "/requests/{fresh}/notice-removal/", 5),
    ("li_wei", "/articles/departments/it/", 6),
    ("olga", "/articles/departments/it/", 7),
    ("li_wei", "/articles/{article}/", 9),
    ("olga", "/articles/{article}/", 9),
    ("olga", "/articles/departments/it/new/", 7),
    ("olga", "/articles/{article}/edit/", 13),
    ("olga", "/articles/{article}/versions/1/", 7),
    ("li_wei", "/requests/{answered}/", 17),
    ("li_wei", "/requests/{answered}/amendment/", 7),
    ("maria", "/services/it/desk/form/", 6),
    ("maria", "/services/it/desk/form/1/", 6),
    ("li_wei", "/requests/", 5),
    ("li_wei", "/requests/?show=for-others", 4),
    ("li_wei", "/waiting/", 7),
    ("anna", "/", 11),
    ("anna", "/waiting/", 7),
    ("anna", "/requests/{held}/", 24),
    ("li_wei", "/requests/{held}/", 21),
    ("olga", "/requests/{held}/", 26),
    ("li_wei", "/requests/{asked}/", 17),
    ("li_wei", "/requests/{done}/", 19),
    ("olga", "/requests/{asked}/", 21),
    ("olga", "/requests/{asked}/promise/", 5),
    ("olga", "/queue/it/", 8),
    ("olga", "/queue/it/?view=unassigned&q=request", 11),
    ("olga", "/queue/it/?group=owner&column=effort", 11),
    ("olga", "/queue/it/?layout=board", 17),
    ("olga", "/queue/it/?service=desk&answer=choice:x&column=answer.person&column=answer.department&column=waits", 15),
    ("olga", "/queue/it/export/xlsx/?column=waits&column=due", 5),
    ("olga", "/queue/it/bulk/{batch}/", 8),
    ("olga", "/queue/it/news/?seen=2020-01-01T00:00:00Z", 4),
    ("olga", "/requests/{asked}/?in=it%3Fview%3Dopen%26sort%3Downer", 25),
    ("olga", "/queue/it/views/new/", 4),
    ("olga", "/queue/it/views/{view}/", 4),
    ("li_wei", "/recurring/", 4),
    ("li_wei", "/recurring/days/it/laptop/?every=day&interval=1&from_day=2026-01-01&on_closed=skip", 4),
    ("li_wei", "/recurring/new/it/laptop/", 5),
    ("li_wei", "/recurring/{weekly}/", 8),
    ("olga", "/intake/", 8),
    ("olga", "/intake/caller/?on_behalf=李伟", 4),
    ("li_wei", "/unsure/guesses/?title=laptop", 5),
    ("olga", "/colleagues/?on_behalf=iv", 3),
    ("olga", "/palette/?q=", 3),
    ("olga", "/palette/?q=laptop", 12),
    ("olga", "/api/v1/me/", 4),
    ("olga", "/api/v1/docs/", 4),
    ("li_wei", "/api/v1/requests/", 4),
    ("olga", "/api/v1/requests/{asked}/", 5),
    ("olga", "/api/v1/requests/{asked}/messages/", 8),
    ("olga", "/api/v1/requests/{asked}/journal/", 8),
    ("olga", "/api/v1/departments/it/queue/", 5),
    ("olga", "/api/v1/departments/it/queue/views/", 6),
    ("olga", "/api/v1/departments/it/queue/views/{view}/", 6),
    ("olga", "/api/v1/departments/it/batches/", 6),
    ("olga", "/api/v1/search/?q=laptop", 6),
    ("olga", "/api/v1/services/", 4),
    ("olga", "/api/v1/approvals/", 4),
    ("li_wei", "/api/v1/notices/", 4),
    ("olga", "/api/v1/notices/{notice}/", 6),
    ("li_wei", "/api/v1/articles/", 6),
    ("olga", "/api/v1/articles/{article}/", 7),
    ("li_wei", "/api/v1/information/", 4),
    ("olga", "/api/v1/information/{sheet}/", 6),
    ("olga", "/api/v1/absences/", 5),
    ("olga", "/api/v1/canned-replies/", 4),
    ("maria", "/api/v1/catalogue/it/services/", 8),
    ("maria", "/api/v1/catalogue/it/services/laptop/", 7),
    ("maria", "/api/v1/catalogue/it/services/laptop/form/", 7),
    ("maria", "/api/v1/catalogue/it/services/laptop/templates/", 5),
    ("maria", "/api/v1/catalogue/it/services/laptop/routing/", 6),
    ("maria", "/api/v1/catalogue/it/services/laptop/approval-rule/", 7),
    ("maria", "/api/v1/catalogue/it/approver-groups/", 6),
    ("olga", "/preferences/tokens/", 6),
    ("ada", "/administration/api/", 7),
    ("ada", "/administration/api/accounts/{robot}/", 8),
    ("olga", "/api/v1/requests/{asked}/clocks/", 7),
    ("olga", "/api/v1/requests/{asked}/standard/", 7),
    ("maria", "/api/v1/figures/", 5),
    ("li_wei", "/thanks/", 5),
    ("olga", "/thanks/received/", 5),
    ("olga", "/requests/{whole}/", 24),
    ("olga", "/requests/{fresh}/part/?service={service_of_others}", 6),
    ("olga", "/requests/{asked}/mentionable/?q=i", 7),
    ("olga", "/requests/{asked}/quotations/{message}/", 4),
    ("olga", "/requests/{asked}/canned/{canned}/", 4),
    ("olga", "/requests/{asked}/messages/{message}/edition/", 6),
    ("olga", "/canned-replies/", 4),
    ("maria", "/canned-replies/new/", 4),
    ("maria", "/canned-replies/{canned}/", 5),
    ("li_wei", "/notifications/", 8),
    ("li_wei", "/live/", 2),
    ("li_wei", "/notifications/choices/", 12),
    ("ada", "/notifications/hosts/", 4),
    ("li_wei", "/ratings/{done}/", 4),
    ("li_wei", "/ratings/preferences/", 4),
    ("li_wei", "/preferences/", 5),
    ("li_wei", "/password/", 3),
    ("li_wei", "/preferences/second-step/", 4),
    ("li_wei", "/preferences/browsers/", 6),
    ("maria", "/absences/", 9),
    ("maria", "/absences/{absence}/", 4),
    ("maria", "/approvals/rules/it/", 10),
    ("maria", "/approvals/rules/it/services/laptop/", 7),
    ("maria", "/approvals/rules/it/groups/new/", 4),
    ("maria", "/approvals/groups/{board}/", 6),
    ("anna", "/requests/{rounds}/", 24),
    ("olga", "/requests/{fresh}/approval/", 5),
    ("li_wei", "/standards/", 6),
    ("li_wei", "/standards/{standard}/", 9),
    ("li_wei", "/standards/calendars/", 5),
    ("li_wei", "/standards/calendars/{calendar}/", 7),
    ("li_wei", "/standards/calendars/{calendar}/history/", 5),
    ("ada", "/standards/calendars/{calendar}/draft/", 7),
    ("ada", "/standards/calendars/{calendar}/draft/week/", 4),
    ("ada", "/standards/calendars/{calendar}/draft/days/2030-12-24/", 4),
    ("ada", "/standards/calendars/{calendar}/draft/holidays/?country=CN&years=2026", 5),
    ("ada", "/standards/calendars/{calendar}/draft/publication/", 12),
    ("maria", "/dashboards/it/?period=30d", 5),
    ("maria", "/dashboards/it/?period=30d&compare=before", 5),
    ("maria", "/dashboards/it/parts/course/?period=30d", 5),
    ("maria", "/dashboards/it/parts/breaches/?period=30d", 4),
    ("maria", "/dashboards/it/parts/hours/?period=30d", 4),
    ("maria", "/dashboards/it/parts/ways/?period=30d", 5),
    ("maria", "/dashboards/it/parts/needless/?period=30d", 6),
    ("maria", "/dashboards/it/parts/heard/?period=30d", 4),
    ("maria", "/dashboards/it/parts/demand/?period=30d", 4),
    ("maria", "/dashboards/it/parts/goals/?period=30d", 5),
    ("maria", "/dashboards/it/requests/?figure=filed&period=30d", 5),
    ("maria", "/dashboards/it/requests/?figure=clock.resolution.undecided&period=30d", 5),
    ("maria", "/figures/?period=30d", 4),
    ("maria", "/figures/waiting/?department=it&why=received", 5),
    ("maria", "/figures/waited/?period=30d", 4),
    ("maria", "/figures/waited/requests/?department=it&why=received", 5),
    ("maria", "/figures/pairs/", 4),
    ("maria", "/figures/pairs/analytics/it/", 4),
    ("maria", "/figures/pairs/analytics/it/requests/?figure=filed", 5),
    ("maria", "/figures/chains/", 4),
    ("maria", "/figures/chains/requests/", 6),
    ("maria", "/figures/outside/", 6),
    ("maria", "/figures/outside/requests/?figure=broken", 3),
    ("maria", "/figures/goals/it/", 5),
    ("maria", "/figures/goals/it/new/", 5),
    ("maria", "/figures/goals/it/annotation/", 4),
    ("maria", "/figures/goal/{goal}/", 5),
    ("maria", "/figures/annotation/{annotation}/", 4),
    ("olga", "/figures/mine/", 5),
    ("olga", "/figures/mine/requests/?figure=done", 4),
    ("olga", "/figures/asked/it/", 6),
    ("olga", "/figures/asked/it/requests/?figure=filed", 6),
    ("li_wei", "/standards/which/?service={service}", 8),
    ("li_wei", "/standards/requests/{asked}/standard/", 8),
    ("ada", "/standards/new/", 7),
    ("ada", "/standards/example/", 2),
    ("ada", "/standards/{draft}/edit/", 10),
    ("ada", "/standards/{draft}/publication/", 11),
    ("maria", "/standards/{draft}/replay/", 12),
    ("ada", "/standards/calendars/{calendar}/replay/", 4),
    ("ada", "/standards/{standard}/retirement/", 5),
    ("ada", "/standards/{newer}/application/", 12),
    ("ada", "/standards/recalculations/", 4),
    ("ada", "/standards/recalculations/{followed}/", 4),
    ("ada", "/standards/calendars/new/", 3),
    ("li_wei", "/attachments/?id={file}", 3),
    ("olga", "/attachments/{file}/", 3),
    ("olga", "/attachments/{file}/large/", 3),
    ("olga", "/attachments/{file}/thumb/", 3),
    ("olga", "/attachments/{file}/removal/", 4),
    ("ada", "/people/", 7),
    ("ada", "/people/invitation/", 4),
    ("ada", "/people/{person}/", 9),
    ("ada", "/people/import/", 6),
    ("ada", "/setup/", 5),
    ("ada", "/people/import/sample/", 3),
    ("ada", "/people/import/{list}/", 10),
    ("ada", "/people/import/{list}/problems/", 7),
    ("ada", "/people/import/{written}/report/", 6),
    ("ada", "/people/{person}/deactivation/", 33),
    ("ada", "/status/outbox/", 4),
    ("ada", "/status/", 14),
    ("ada", "/administration/", 4),
    ("ada", "/administration/departments/", 4),
    ("ada", "/administration/departments/new/", 4),
    ("ada", "/administration/company/", 3),
    ("ada", "/administration/priorities/", 3),
    ("ada", "/administration/waiting-reasons/", 4),
    ("ada", "/administration/letters/rules/", 4),
    ("ada", "/administration/mailboxes/", 4),
    ("ada", "/administration/mailboxes/new/", 5),
    ("ada", "/administration/mailboxes/{mailbox}/", 7),
    # That somebody took it is written down.
    ("ada", "/administration/letters/{letter}/raw/", 8),
    ("ada", "/administration/letters/", 5),
    ("ada", "/administration/mails/", 4),
    ("ada", "/administration/retention/", 6),
    ("ada", "/administration/protections/", 4),
    ("maria", "/webhooks/", 8),
    ("maria", "/webhooks/new/?department=it", 8),
    ("maria", "/webhooks/{hook}/", 9),
    ("maria", "/webhooks/{hook}/settings/", 9),
    ("ada", "/administration/protections/{protected}/end/", 4),
    ("ada", "/administration/mails/resolved/en/", 6),
    ("ada", "/administration/waiting-reasons/new/", 3),
    ("ada", "/administration/waiting-reasons/{reason}/", 4),
    ("ada", "/administration/departments/{department}/", 10),
    ("ada", "/administration/departments/{department}/merger/", 5),
    ("ada", "/administration/departments/{department}/split/", 23),
    ("ada", "/administration/changes/?q=IT&who=a&kind=standard", 4),
    ("ada", "/administration/changes/export/", 2),
]
# Pages of people who need not be signed in.
OPEN_TO_ALL = {
    *("accounts:password_reset", "accounts:password_sent", "accounts:password_new", "accounts:invitation"),
    "accounts:second_step_question",
    *("operations:livez", "operations:readyz", "operations:metrics", "manifest", "worker", "offline"),
}
WRITES = [  # who, address, form, statements
    ("li_wei", "/services/it/laptop/", {"title": "One more", "impact": "2", "urgency": "2"}, 19),
    (
        "li_wei",
        "/services/it/desk/",
        {"title": "A desk", "impact": "2", "urgency": "2", "form_number": "1", "q_person": "Olga Petrova"},
        22,
    ),
    ("li_wei", "/requests/{asked}/answer/", {"text": "4711"}, 19),
    ("olga", "/requests/{fresh}/message/", {"text": "We have it"}, 16),
    ("olga", "/requests/{fresh}/start/", {"version": "0"}, 9),
    ("olga", "/requests/{fresh}/approval/", {"version": "0", "approver": "Anna Orlova", "why": "May they?"}, 24),
    ("anna", "/requests/{held}/consent/", {"version": "1"}, 29),
    ("anna", "/requests/{held}/rejection/", {"version": "1", "reason": "No money"}, 28),
    ("olga", "/requests/{fresh}/resolution/", {"version": "0", "result": "Done"}, 18),
]


@pytest.fixture
def company(laptop: Service, li_wei: User, olga: User, ivan: User, maria: User, anna: User) -> dict[str, Any]:
    """A page full of requests in every state, with clocks, conversations and people: what fills the addresses."""
    standard = make_standard(laptop.provider)
    for number in range(12):
        request = make_request(laptop, li_wei, f"Request {number}")
        if number % 3:
            transitions.assign(request, to=(olga, ivan)[number % 2], by=maria)
        if number % 4 == 1:
            transitions.ask(request, "Which?", by=ivan)
        if number % 4 == 2:
            transitions.resolve(request, "There", by=olga)
    asked, done, fresh, held = (make_request(laptop, li_wei, name) for name in ("asked", "done", "fresh", "held"))
    for to in (olga, ivan, maria, olga):
        transitions.assign(asked, to=to, by=maria)
        transitions.reply(asked, "Hello", by=to)
    transitions.ask(asked, "Which cost centre?", by=olga)
    transitions.ask_approval(held, anna, "May they?", by=olga)
    transitions.resolve(done, "There", by=olga)
    invited = {"person": li_wei, "department": laptop.provider, "handler": olga, "sent_on": done.filed_at.date()}
    Invitation.objects.create(request=done, **invited)
    words = Translated({"en": "Hello {{ requester }}"})
    canned = CannedReply.objects.create(department=laptop.provider, title="Hello", text=words, updated_at=clock.now())
    for _number in range(3):
        efforts.note(asked, 15, by=olga)
    rollups.recount()
    own = make_questionnaire("own", owner=laptop.provider, published=False)
    phone = make_service(laptop.provider, "phone")
    for _number in range(3):
        make_request(phone, li_wei)  # under the standard of the department, when the service has none yet
    newer = make_standard(laptop.provider, phone, resolution=4 * 3600)
    followed = Recalculation.objects.create(kind="standard", standard=newer, asked_at=clock.now(), total=3)
    draft = standards.revise(standard, by=None)
    stored.replay(draft, Period.last(90, now=clock.now()), now=clock.now())
    desk = make_service(laptop.provider, "desk")
    make_form(desk, *({"kind": kind, "code": kind} for kind in ("person", "department", "short")))
    answers = {"person": olga.email, "department": laptop.provider.code, "short": "by the window"}
    answered = make_request(desk, li_wei, answered=validate(FormVersion.objects.get(), answers, here()))
    board = approval_rules.save_group(ApproverGroup(department=laptop.provider), Translated({"en": "B"}), [anna, olga])
    approval_rules.set_rule(phone, Translated({"en": "?"}), [Wanted(Chosen.GROUP, group=board)], in_order=True)
    today = clock.now().date()
    wish = Wish(title="Again", rule=Rule(every="day", from_day=today), at=time(9))
    weekly = keeping.begin(laptop, wish, owner=li_wei)
    absence = absences.record(ivan, absences.Away(today, today, olga))
    kept = queue_views.Kept("Mine", is_pinned=True)
    view = queue_views.save(laptop.provider, "view=mine&service=laptop", kept, by=olga, now=clock.now())
    gap, soon = make_improvement(laptop.provider, maria, kind="training"), clock.now() + timedelta(days=1)
    selected = ServiceRequest.objects.held_by(laptop.provider.pk).open()
    batch = batches.prepare(Batch.Act.ASSIGN, selected, laptop.provider, by=olga, now=clock.now())
    return {
        "batch": batch.pk,
        "view": view.pk,
        "robot": api_tokens.make_service_account("Robot", by=maria).pk,
        "template": service_templates.write(ServiceTemplate(service=laptop), {"en": "New"}, {}, {}, by=maria).pk,
        **_together(laptop, li_wei, olga, anna, done),
        "weekly": weekly.pk,
        "board": board.pk,
        **_announced(laptop, make_request(laptop, li_wei, "hit"), olga),
        "sheet": make_sheet(laptop.provider, olga).pk,
        "article": make_article(laptop.provider, olga, "Laptops", services=[laptop]).pk,
        "absence": absence.pk,
        "rounds": make_request(phone, li_wei, "To be approved by two").pk,
        "answered": answered.pk,
        "asked": asked.pk,
        "done": done.pk,
        "file": make_file(li_wei, asked).pk,
        "fresh": fresh.pk,
        "held": held.pk,
        "person": olga.pk,
        "written": make_people_import(maria, started=True).pk,
        "list": make_people_import(maria).pk,
        "department": laptop.provider_id,
        "reason": WaitingReason.objects.order_by("pk").values_list("pk", flat=True)[0],
        "questionnaire": own.pk,
        "question": own.in_order()[0].pk,
        "survey": make_campaign(laptop.provider, by=maria).pk,
        "goal": make_goal(laptop.provider).pk,
        "hook": make_hook(laptop.provider, maria).pk,
        "annotation": make_annotation(laptop.provider).pk,
        "suggestion": make_suggestion(laptop.provider, li_wei).pk,
        "study": needs.begin(laptop.provider, "Meetings", by=maria).pk,
        "improvement": make_improvement(laptop.provider, maria).pk,
        "gap": gap.pk,
        "session": make_session(gap, maria, starts_at=soon, ends_at=soon + timedelta(hours=1)).pk,
        "meeting": make_meeting(laptop.provider, maria, starts_at=soon),
        "released": _released(laptop.provider, maria),
        "token": _asked(laptop.provider, maria, li_wei),
        "mailbox": make_mailbox(laptop).pk,
        "letter": make_letter_set_aside().pk,
        "protected": transitions.protect(make_request(laptop, li_wei, "kept"), "Dispute", by=maria).pk,
        "review": make_review(done, reviewer=maria, owner=olga).pk,
        "message": asked.messages.filter(author=olga).latest("pk").pk,
        "canned": canned.pk,
        "standard": standard.pk,
        "service": laptop.pk,
        "draft": draft.pk,
        "newer": newer.pk,
        "followed": followed.pk,
        "calendar": calendars.open_draft(standard.calendar, by=None).calendar.code,
    }


def _announced(laptop: Service, request: ServiceRequest, olga: User) -> dict[str, Any]:
    """An outage that a request is about, and a message to many."""
    outage = make_notice(laptop.provider, olga, "Outage", kind="outage", services=[laptop])
    notices.me_too(outage, by=olga)
    transitions.link_notice(request, outage, by=olga)
    written = Outreach.objects.create(notice=outage, text="?", by=olga, asked_at=clock.now())
    return {"notice": outage.pk, "outreach": written.pk}


def _together(laptop: Service, li_wei: User, olga: User, anna: User, done: ServiceRequest) -> dict[str, Any]:
    """A request with parts, links and participants, and thanks on the wall."""
    audit = make_service(anna.department or Department.objects.get(code="finance"), "audit")
    whole, others = make_request(laptop, li_wei, "whole"), [make_request(laptop, li_wei, "linked") for _one in range(3)]
    for other in others:
        transitions.link(whole, other, "relates", by=olga)
        transitions.ask_department(whole, audit, transitions.Filing("A part"), "all", by=olga)
        transitions.add_participant(whole, make_user(f"Follower {other.pk}"), by=li_wei)
    done.refresh_from_db()
    for receiver in (olga, laptop.provider):
        thanking.show(thanking.thank(done, receiver, "Thank you", by=li_wei), agreed=True)
    return {"whole": whole.pk, "service_of_others": audit.pk}


def _released(department: Department, manager: User) -> UUID:
    """A closed pulse that twenty people answered; two of them wrote something."""
    campaign = make_open_campaign(department, by=manager)
    cells = [(question.pk, "4") for question in campaign.questionnaire.in_order()] + [(campaign.pk, "answered")]
    AnswerCounter.objects.bulk_create(
        AnswerCounter(campaign=campaign.pk, bucket=str(department.pk), question=question, cell=cell, count=20)
        for question, cell in cells
    )
    wrote = campaign.questionnaire.in_order()[-1].pk
    CommentText.objects.bulk_create(
        CommentText(campaign=campaign.pk, bucket=str(department.pk), question=wrote, text=text) for text in ("A", "B")
    )
    secrecy.close(campaign)
    return campaign.pk


def _asked(department: Department, manager: User, person: User) -> str:
    """The link of somebody who is asked about service quality, what they need included: the longest page there is."""
    today = clock.now().date()
    campaign = make_open_campaign(
        department,
        by=manager,
        code="service-quality",
        opens_on=today,
        closes_on=today + timedelta(days=10),
        with_expectation=True,
        importance="rank",
        storage="rows",
    )
    invited = {"campaign": campaign, "instrument": campaign.questionnaire.instrument, "department": department}
    return secrecy.token_of(Invitation.objects.create(person=person, sent_on=today, **invited))


@pytest.fixture
def client_of(sign_in: SignedIn, li_wei: User, olga: User, maria: User, ada: User, anna: User) -> dict[str, Client]:
    people = {"li_wei": li_wei, "olga": olga, "maria": maria, "ada": ada, "anna": anna}
    return {name: sign_in(person) for name, person in people.items()}


def statements(captured: CaptureQueriesContext) -> list[str]:
    """What a visitor outside of a test would cause, begin and commit left out."""
    sent, depth = [], 0
    for query in captured.captured_queries:
        sql = query["sql"]
        depth -= sql.startswith("RELEASE SAVEPOINT")
        if depth or not sql.startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            sent.append(sql)
        depth += sql.startswith("SAVEPOINT")
    return sent


def beyond(captured: CaptureQueriesContext, budget: int) -> str:
    """What was sent, where that is more than the budget; else nothing."""
    sent = statements(captured)
    listed = "\n".join(f"{number:3} {sql[:300]}" for number, sql in enumerate(sent, 1))
    return f"{len(sent)} statements, {budget} allowed:\n{listed}" if len(sent) > budget else ""


def test_every_page_has_a_budget() -> None:
    """Whatever the access table opens to somebody who is signed in; of the verbs' pages, which are one, one does."""
    pages = {name for name, row in TABLE.items() if "200" in row["GET"].split()[1:-1]}
    verbs = {f"requests:{verb.noun}" for verb in VERBS} - {"requests:promise"}
    known = [
        re.sub("{(file|survey|question|suggestion|released)}", str(UUID(int=1)), url) for _who, url, _budget in PAGES
    ]
    addresses = [url.partition("?")[0] for url in known]
    measured = {resolve(re.sub(r"{[\w.]+}", "1", url)).view_name for url in addresses}
    assert pages - verbs - OPEN_TO_ALL - measured == set()


def test_no_page_of_figures_costs_more_than_six() -> None:
    """Session, person and the menu's numbers included: decision 76."""
    figures = ("/dashboards/", "/figures/", "/reports/", "/service-reviews/", "/api/v1/figures/")
    assert [page for page in PAGES if page[1].startswith(figures) and page[2] > 6] == []


def test_every_page_keeps_to_its_budget(
    company: dict[str, Any], client_of: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading changes nothing, so all pages are of one company; every one that costs too much is told.

    No page loads the statistics library, which would cost each web process 40 MB and more.
    """
    monkeypatch.setitem(sys.modules, "scipy", None)
    # So many pages may take longer than a message can be corrected.
    monkeypatch.setattr(correcting, "EDITABLE", timedelta(hours=1))
    too_much = []
    for who, url, budget in PAGES:
        address = url.format(**company)
        client_of[who].get(address)  # what a process remembers, such as calendars, is remembered now
        with CaptureQueriesContext(connection) as captured:
            assert client_of[who].get(address).status_code == 200, address
        if told := beyond(captured, budget):
            too_much.append(f"{who} {url}: {told}")
    assert not too_much, "\n\n".join(too_much)


@pytest.mark.parametrize(("who", "url", "form", "budget"), WRITES)
def test_a_write_keeps_to_its_budget(
    company: dict[str, Any], client_of: dict[str, Client], who: str, url: str, form: dict[str, Any], budget: int
) -> None:
    address = url.format(**company)
    with CaptureQueriesContext(connection) as captured:
        assert client_of[who].post(address, form).status_code == 302
    assert not (told := beyond(captured, budget)), told
