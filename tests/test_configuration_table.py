"""Whatever configures the portal leaves a row with before and after: every address that writes, none unlisted.

An address that takes a form is either among CONFIGURING, and then it is sent and its row looked at, or among the
others, with the reason why it leaves none. A new one fails here until somebody has decided.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from django.forms import BaseForm
from django.test import Client
from django.urls import reverse

from requests_app import clock
from requests_app.models import (
    Article,
    ConfigurationChange,
    Delivery,
    Department,
    HookCall,
    IncomingMail,
    Notification,
    RequestEvent,
    SecondStep,
    Service,
    Sheet,
    User,
    WebhookHost,
)
from sla import calendars
from sla.days import Day, Kind
from sla.models import CalendarDraft
from surveys.models import Campaign, Questionnaire, TrainingPlace, TrainingSession
from tests.conftest import SignedIn
from tests.make import make_department
from tests.requests_app.test_form_builder import MODEL
from tests.requests_app.test_people_admin import fields_of
from tests.test_access_table import ARGUMENTS_OF, NOT_ALLOWED, TABLE, arguments, people, scene  # noqa: F401 - fixtures

Known = dict[str, Any]
Sent = Mapping[str, Any] | Callable[[Known], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who sends what, and the kind of thing whose row it leaves.

    `sent` is written over what the page's form shows, unless it is a button. `first` arranges things in the same
    transaction, `at` names another thing than the access table does.
    """

    kind: str
    sent: Sent = field(default_factory=dict)
    who: str = "admin"
    is_form: bool = True
    first: Callable[[Known], object] | None = None
    at: Callable[[Known], dict[str, Any]] | None = None
    query: str = ""


def form(kind: str, sent: Sent, who: str = "admin", **more: Any) -> Act:
    return Act(kind=kind, sent=sent, who=who, **more)


def button(kind: str, sent: Sent = MappingProxyType({}), who: str = "admin", **more: Any) -> Act:
    return Act(kind=kind, sent=sent, who=who, is_form=False, **more)


def edition_of(model: type[Model], **found: Any) -> Callable[[Known], dict[str, Any]]:
    return lambda known: {"edition": model._default_manager.get(**found).edition}  # type: ignore[attr-defined]


def letter_chosen(known: Known) -> dict[str, Any]:
    return {"chosen": IncomingMail.objects.set_aside().get().pk}


def person(known: Known, **changes: Any) -> dict[str, Any]:
    return fields_of(User.objects.get(pk=known["person"]), **changes)


def give_up(known: Known) -> None:
    """A mail that could not be sent."""
    news = Notification.objects.create(recipient_id=known["person"], kind="closed", key="dead", created_at=clock.now())
    way = {"channel": "email", "state": Delivery.State.DEAD, "next_attempt_at": clock.now()}
    Delivery.objects.create(notification=news, recipient_id=known["person"], **way)


def state_of_service(state: str) -> Callable[[Known], object]:
    return lambda known: Service.objects.filter(code="laptop").update(state=state)


def publish_questionnaires(known: Known) -> None:
    Questionnaire.objects.filter(code="own").update(state="published")


def change_calendar(known: Known) -> None:
    draft = CalendarDraft.objects.get()
    calendars.set_day(draft, date(2030, 1, 7), Day(Kind.CLOSED), by=None)


def the_day_changed(known: Known) -> dict[str, Any]:
    return {"code": CalendarDraft.objects.get().calendar.code, "day": "2030-01-07"}


def state_of_surveys(state: str) -> Callable[[Known], object]:
    def first(known: Known) -> None:
        today = clock.now().date()
        days = {"opens_on": today - timedelta(days=1), "closes_on": today + timedelta(days=10)}
        Campaign.objects.update(state=state, **days)

    return first


def edition_of_survey(known: Known) -> dict[str, Any]:
    return {"edition": Campaign.objects.values_list("edition", flat=True)[0]}


def an_empty_one(known: Known) -> dict[str, Any]:
    return {"pk": known["empty"]}


def promise_of_sheets(known: Known) -> None:
    Sheet.objects.update(every=5, due_on=date(2020, 1, 6))


def begin_sessions(known: Known) -> None:
    """They began, and somebody has a seat."""
    for session in TrainingSession.objects.all():
        TrainingPlace.objects.create(session=session, person_id=known["person"], at=clock.now(), state="seat")
    TrainingSession.objects.update(starts_at=clock.now() - timedelta(hours=1))


MANAGER = "manager"
CONFIGURING: dict[str, Act] = {
    # People
    "people:invite": form(
        "person", lambda known: {"display_name": "Kim", "email": "kim.invited@example.com", "department": known["it"]}
    ),
    "people:edit": button("person", lambda known: person(known, display_name="Somebody else")),
    "people:deactivation": button("person"),
    "people:activation": button(
        "person", first=lambda known: User.objects.filter(pk=known["person"]).update(is_active=False)
    ),
    "people:second_step_removal": button(
        "person",
        first=lambda known: SecondStep.objects.create(person_id=known["person"], seed="x", made_at=clock.now()),
    ),
    # Departments and the company
    "administration:department_new": form("department", {"name_en": "Desk"}),
    "administration:department": form("department", {"name_en": "Technology"}),
    "administration:department_closing": button("department", at=an_empty_one),
    "administration:company": form("company", {"name": "Acme"}),
    "administration:department_opening": button(
        "department",
        at=an_empty_one,
        first=lambda known: Department.objects.filter(code="empty").update(closed_at=clock.now()),
    ),
    "administration:department_merger": form("department", lambda known: {"into": known["finance"]}),
    "administration:department_split": form(
        "department", lambda known: {"name_en": "Desk", "services": [known["laptop"]]}
    ),
    "administration:priorities": form("priority_matrix", {"cell_3_3": "4"}),
    "administration:api_access": form("person", {"name": "Robot"}),
    "administration:service_account": form("api_token", {"name": "Alarms", "scope": "read", "days": "30"}),
    "administration:token_revocation": button("api_token"),
    "administration:waiting_reason_new": form("waiting_reason", {"name_en": "Weather", "kind": "other"}),
    "administration:waiting_reason": form("waiting_reason", {"name_en": "Weather"}),
    "administration:waiting_reason_place": button("waiting_reason", {"move": "up"}),
    "administration:mail": form("mail_wording", {"subject": "{{ title }} is done"}),
    "administration:retention": form("retention", {"drafts": "10"}),
    "administration:protections": form("protection", lambda known: {"number": known["request"], "reason": "Dispute"}),
    "administration:protection_end": form("protection", {"reason": "Settled"}),
    "notifications:hosts": form("host", {"name": "hooks.example.org"}),
    "notifications:host_removal": button("host", at=lambda known: {"pk": known["host"]}),
    "administration:letter_rules": form("letter_rules", {"lists": "desk.example.com"}),
    "administration:mailbox_new": form(
        "mailbox", {"address": "hr@example.com", "unknown": "answer", "is_active": "on", "folder": "INBOX"}
    ),
    "administration:mailbox": form("mailbox", {"address": "desk@example.com", "is_active": "on"}),
    "administration:letters_retrying": button("letters", letter_chosen),
    "administration:letters_discarding": button("letters", letter_chosen),
    "operations:resending": button("outbox", {"everything": "on"}, first=give_up),
    "operations:discarding": button("outbox", {"everything": "on", "reason": "Old"}, first=give_up),
    # The catalogue
    "catalogue:new": form("service", {"name_en": "Chairs"}, MANAGER),
    "catalogue:edit": form("service", {"name_en": "Laptops"}, MANAGER),
    "catalogue:routing": form("service", {"strategy": "turns"}, MANAGER),
    "catalogue:usual_routing": form("department", {"strategy": "turns"}, MANAGER),
    "catalogue:letters_service": button("mailbox", lambda known: {"service": known["laptop"]}, MANAGER),
    "catalogue:publication": button(
        "service", edition_of(Service, code="laptop"), MANAGER, first=state_of_service("draft")
    ),
    "catalogue:retirement": button("service", edition_of(Service, code="laptop"), MANAGER),
    "catalogue:triage": button("service", {"on": "1"}),
    "catalogue:template_new": form("service_template", {"name_en": "For all"}, MANAGER),
    "catalogue:template": form("service_template", {"name_en": "For all"}, MANAGER),
    "catalogue:template_removal": button("service_template", {}, MANAGER),
    "services:form_publication": button("service", {"edition": "0", **MODEL}, MANAGER),
    # Teams
    "queue_view_new": form("queue_view", {"name": "All of us", "is_shared": "on"}, MANAGER),
    "queue_view": form("queue_view", {"name": "Renamed"}, MANAGER),
    "queue_view_query": button("queue_view", {}, MANAGER, query="?view=unassigned"),
    "queue_view_removal": button("queue_view", {}, MANAGER),
    "queue_view_restoration": button("queue_view", {}, MANAGER),
    "team:hours": form("weekly_hours", {"hours": "20"}, MANAGER),
    "team:effort": button("department", {}, MANAGER),
    "hooks:new": form("department_hook", {"name": "Hall", "url": "https://hooks.example.com/new"}),
    "hooks:edit": form("department_hook", {"url": "https://hooks.example.com/new"}, MANAGER),
    "hooks:secret": button("department_hook", {}, MANAGER),
    "hooks:former_secret_end": button("department_hook", {}, MANAGER),
    "hooks:switch": button("department_hook", {}, MANAGER),
    "hooks:removal": button("department_hook", {}, MANAGER),
    "hooks:call_resending": button(
        "department_hook",
        {},
        MANAGER,
        first=lambda known: HookCall.objects.update(event=RequestEvent.objects.filter(request=known["request"])[0]),
    ),
    "canned:new": form("canned_reply", lambda known: {"title": "Bye", "text_en": "Bye", "place": known["it"]}, MANAGER),
    "canned:edit": form("canned_reply", {"title": "Bye"}, MANAGER),
    "canned:removal": button("canned_reply", {}, MANAGER),
    "approvals:rule": form("service", {"question_en": "May they?", "who": "head"}, MANAGER),
    "approvals:group_new": form("approver_group", {"name_en": "Committee", "members": "Olga Petrova"}, MANAGER),
    "approvals:group": form("approver_group", {"name_en": "Committee"}, MANAGER),
    "approvals:group_removal": button("approver_group", {}, MANAGER),
    # What is published
    "articles:edit": form("article", {"review_on": "2030-01-07"}, MANAGER),
    "articles:archival": button("article", edition_of(Article), MANAGER),
    "articles:review": button("article", edition_of(Article), MANAGER),
    "notices:edit": form("notice", {"title_en": "Mail is slow"}, MANAGER),
    "notices:ending": form("notice", {"closing_en": "It works again."}, MANAGER),
    "sheets:new": form("information", {"title_en": "Prices", "kind": "text", "body_en": "Nothing costs"}, MANAGER),
    "sheets:edit": form("information", {"title_en": "What is left"}, MANAGER),
    "sheets:confirmation": button("information", edition_of(Sheet), MANAGER, first=promise_of_sheets),
    "sheets:archival": button("information", edition_of(Sheet), MANAGER),
    "sheets:publication": button(
        "information", edition_of(Sheet), MANAGER, first=lambda known: Sheet.objects.update(state="archived")
    ),
    "sheets:restoration": button("information", edition_of(Sheet), MANAGER),
    # What is wanted of figures, and written beside them
    "figures:goal_new": form("goal", {"indicator": "chased", "value": "5", "until": "2030-12-31"}, MANAGER),
    "figures:goal": form("goal", {"value": "97.5"}, MANAGER),
    "figures:goal_removal": button("goal", {"edition": "0"}, MANAGER),
    "figures:annotation_new": form("annotation", {"day": "2026-06-11", "text": "We moved"}, MANAGER),
    "figures:annotation": form("annotation", {"text": "Newer mail"}, MANAGER),
    "figures:annotation_removal": button("annotation", {"edition": "0"}, MANAGER),
    "training:edit": form("training", {"title_en": "Mail for everybody"}),
    "training:cancellation": button("training", {"reason": "Nobody came forward"}),
    "training:attendance": button("training", lambda known: {"came": known["person"]}, first=begin_sessions),
    # Promises
    "sla:edit": form("standard_draft", {"name_en": "Everything IT does"}),
    "sla:removal": button("standard_draft"),
    "sla:calendar_week": form("calendar_draft", {"tz": "Europe/Berlin"}),
    "sla:calendar_day": form("calendar_draft", {"kind": "closed"}),
    "sla:calendar_day_removal": button("calendar_draft", first=change_calendar, at=the_day_changed),
    "sla:calendar_removal": button("calendar_draft", first=change_calendar),
    "sla:publication": form("standard", {}),
    "sla:retirement": form("standard", {}),
    "sla:calendar_publication": form("calendar", {"note": "Later"}, first=change_calendar),
    # Surveys
    "reviews:rubric": form("service", {"percent": "50"}, MANAGER),
    "questionnaires:new": form("questionnaire", lambda known: {"title_en": "New", "owner": known["it"]}, MANAGER),
    "questionnaires:detail": form("questionnaire", {"title_en": "Other"}, MANAGER),
    "questionnaires:revision": button("questionnaire", {}, MANAGER, first=publish_questionnaires),
    "questions:new": form(
        "survey_question", lambda known: {"text_en": "Well?", "kind": "text", "owner": known["it"]}, MANAGER
    ),
    "questions:edit": form("survey_question", {"text_en": "Well?", "answers_en": "A\nB\nC\nD\nE"}, MANAGER),
    "questions:retirement": button("survey_question", {}, MANAGER),
    "campaigns:cancellation": button(
        "survey_campaign", edition_of_survey, MANAGER, first=state_of_surveys("scheduled")
    ),
    "campaigns:extension": button(
        "survey_campaign",
        lambda known: edition_of_survey(known) | {"closes_on": clock.now().date() + timedelta(days=20)},
        MANAGER,
        first=state_of_surveys("open"),
    ),
    "campaigns:closing": button("survey_campaign", edition_of_survey, MANAGER, first=state_of_surveys("open")),
}

# They leave a row as well; what they need is long, and the test named here looks at it.
ELSEWHERE = {
    "campaigns:check": "tests/surveys/test_who_reads_results.py",
    "questionnaires:retirement": "tests/surveys/test_questionnaires.py",
    "training:new": "tests/surveys/test_training.py",
    **dict.fromkeys(
        (f"meetings:{one}" for one in ("new", "plan", "edit", "cancellation", "holding", "ending")),
        "tests/dashboards/test_service_reviews.py",
    ),
    **dict.fromkeys(
        (f"setup:{one}" for one in ("first_admin", "company", "calendar", "departments", "service", "colleagues")),
        "tests/operations/test_setup.py",
    ),
    "people:import_start": "tests/requests_app/test_people_import.py",
    "sla:new": "tests/sla/test_standard_screens.py",
    "sla:calendar_new": "tests/sla/test_calendar_screens.py",
    "sla:calendar_import": "tests/sla/test_calendar_screens.py",
    "articles:removal": "tests/requests_app/test_unpublished.py",
    "notices:removal": "tests/requests_app/test_unpublished.py",
    "administration:mail_giving_up": "tests/requests_app/test_mail_wordings.py",
    "hooks:resending": "tests/requests_app/test_hooks.py",
}

# Whole rooms that configure nothing: work on requests, one's own account, what people say, studies and improvements
# with a history of their own.
ROOMS = {
    *("requests", "recurring", "thanks", "accounts", "surveys", "absences", "attachments", "effort"),
    *("improvements", "suggestions", "needs", "reports", "tours"),
}
NOTHING = {
    # One's own drafts, templates and uploads; selections of a queue; looking at what would be.
    *("own_template", "own_template_removal", "draft", "intake", "unsure", "queue_next"),
    *("queue_export", "queue_bulk", "queue_batch", "queue_batch_undoing"),
    *("services:detail", "services:similar", "services:form_preview", "campaigns:count"),
    # Drafts that nobody but their writers sees; the row comes with the publication.
    *("services:form", "services:form_removal", "campaigns:new", "campaigns:what", "campaigns:whom"),
    *("campaigns:when", "campaigns:copy", "campaigns:removal"),
    # A revision says what the version before says, until somebody writes something else; asking others changes nothing.
    *("sla:revision", "sla:sharing", "sla:comment", "sla:handover"),
    *("sla:replay", "sla:calendar_replay", "sla:calendar_revision"),
    *("articles:new", "articles:restoration", "notices:new"),
    # What readers say and do, and what is written to requests.
    *("articles:answer", "articles:solution", "notices:me_too", "notices:not_me", "sheets:subscription"),
    # Who comes to a meeting; a decision is an improvement with a history of its own.
    *("meetings:invitation", "meetings:leaving_out", "meetings:decision"),
    *("notices:outreach", "notices:problem_outreach", "training:place", "training:withdrawal"),
    # A recalculation is a row of its own with who asked; points of a checklist belong to a request.
    *("sla:application", "sla:attempt", "sla:checklist", "sla:checklist_check"),
    # What one is told oneself, and one's own program.
    *(
        f"notifications:{name}"
        for name in ("read_all", "read", "choices", "mute", "mute_by_mail", "mailbox", "message")
    ),
    # A trial changes nothing, and what a server said of an address is no configuration.
    *("administration:mailbox_trial", "administration:failing_address_end"),
    *("notifications:webhook", "notifications:webhook_secret", "notifications:webhook_test"),
    *("notifications:webhook_removal", "hooks:test", "operations:test_mail"),
    # A test mail as well.
    "setup:mail",
    # Once more with what was begun, and left its row then.
    *("people:list", "people:invite_again", "people:leaving_again", "administration:department_attempt"),
    # A list that is only looked at, and another attempt.
    *("people:import", "people:import_preview", "people:import_attempt"),
    # Answers to surveys and comments looked through; a reviewer's and a colleague's words; an approval by mail.
    *("campaigns:answer", "campaigns:comment", "reviews:detail", "reviews:answer", "approvals:by_mail"),
}


def writing() -> set[str]:
    """Every address that answers to a form for somebody."""
    return {name for name, row in TABLE.items() if set(row["POST"].split()) - {"405"} and row["POST"] != NOT_ALLOWED}


def filled(form: BaseForm) -> dict[str, Any]:
    """What a browser would send of a form that nobody touched."""
    sent: dict[str, Any] = {}
    for bound in form:
        value = bound.value()
        if isinstance(value, list | tuple | QuerySet):
            value = [getattr(one, "pk", one) for one in value]
        if value not in (None, "", False, []):
            sent[bound.html_name] = getattr(value, "pk", value)
    return sent


@pytest.fixture
def known(it: Department, finance: Department, laptop: Service, laptop_request: Any, li_wei: User) -> Known:
    WebhookHost.objects.create(name="hooks.example.com")
    return {
        "it": it.pk,
        "finance": finance.pk,
        "laptop": laptop.pk,
        "request": laptop_request.pk,
        "person": li_wei.pk,
        "empty": make_department("empty").pk,
        "host": WebhookHost.objects.get().pk,
    }


def test_every_address_that_writes_is_decided_about() -> None:
    left = {name for name in writing() if name.partition(":")[0] not in ROOMS}
    decided = {*CONFIGURING, *ELSEWHERE, *NOTHING}
    assert left - decided == set(), "does it configure? Then it leaves a row: add it to CONFIGURING; else say why not"
    assert decided - writing() == set(), "addresses that there are not"
    assert not set(CONFIGURING) & {*ELSEWHERE, *NOTHING}


def test_each_leaves_a_row_with_before_and_after(
    people: dict[str, User],  # noqa: F811
    arguments: dict[str, dict[str, Any]],  # noqa: F811
    known: Known,
    sign_in: SignedIn,
) -> None:
    """All of one company: what each of them does is taken back before the next."""
    clients = {role: sign_in(people[role]) for role in (MANAGER, "admin")}
    wrong = []
    for name, act in CONFIGURING.items():
        with transaction.atomic():
            if problem := _problem(clients[act.who], name, act, arguments, known):
                wrong.append(f"{name}: {problem}")
            transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)


def _problem(client: Client, name: str, act: Act, arguments: dict[str, dict[str, Any]], known: Known) -> str:  # noqa: F811
    if act.first:
        act.first(known)
    places = (arguments.get(key, {}) for key in ("", name.partition(":")[0], name))
    values = {key: value for place in places for key, value in place.items()} | (act.at(known) if act.at else {})
    url = reverse(name, kwargs={key: values[key] for key in ARGUMENTS_OF[name]}) + act.query
    sent = dict(act.sent(known) if callable(act.sent) else act.sent)
    if act.is_form:
        shown = client.get(url).context
        # Some pages draw a question with a button, and have no form to fill.
        sent = (filled(shown["form"]) if shown and "form" in shown else {}) | sent
    newest = ConfigurationChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    answer = client.post(url, sent)
    rows = list(ConfigurationChange.objects.filter(pk__gt=newest))
    if not rows:
        errors = answer.context["form"].errors.as_text() if answer.context and "form" in answer.context else ""
        return f"no row, {answer.status_code}: {errors} (sent {sorted(sent)})"
    row = next((one for one in rows if one.kind == act.kind), None)
    if row is None:
        return f"rows of {[one.kind for one in rows]} only"
    return "" if row.changes and row.by_id else f"{row.action} by {row.by_id}, without a difference"
