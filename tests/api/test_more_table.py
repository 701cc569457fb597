"""Who gets which answer from the operations about promises, figures, surveys and people. A new one fails here.

Sending is an empty body, and taken back: 422 means “may, but there is nothing in it”, 404 “not yours”, 403 “no right”.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from requests_app import absences, approval_rules, canned, clock, notices, service_templates
from requests_app.api import schema
from requests_app.models import (
    ApproverGroup,
    CannedReply,
    Department,
    Service,
    ServiceTemplate,
    Translated,
    User,
)
from sla import calendars, standards
from sla.models import CalendarDraft
from tests.api.conftest import Program
from tests.make import make_article, make_campaign, make_meeting, make_sheet, make_standard, make_user

ROLES = ("stranger", "requester", "agent", "manager", "other_manager", "admin")
TAGS = (
    "Notices", "Articles", "Information", "Catalogue", "Absences", "Canned replies",
    "Standards", "Calendars", "Service reviews", "Administration", "Surveys",
)  # fmt: skip
# Of a subject that others belong to.
FURTHER = ("company_figures", "pairs_list", "pairs_read")

EVERYBODY = "401 200 200 200 200 200"
ADMINS_READ = "401 403 403 403 403 200"
ADMINS_SEND = "401 403 403 403 403 422"
LEADERS = "401 404 404 200 200 200"
DRAFTERS_READ = "401 404 404 200 404 200"
# Whoever serves in IT, and admins; of a draft, and of what is published for everybody.
WRITERS = "401 404 200 200 404 200"
WRITE_NEW = "401 422 422 422 422 422"
MANAGERS = "401 404 404 200 404 200"
MANAGERS_SEND = "401 404 404 422 404 422"
MANAGERS_DROP = "401 404 404 204 404 204"
TABLE = {
    "notices": EVERYBODY,
    "notices_begin": WRITE_NEW,
    "notices_read": WRITERS,
    "notices_edit": WRITERS,
    "notices_discard": "401 404 204 204 404 204",
    "notices_publish": WRITERS,
    "notices_end": "401 404 422 422 404 422",
    "notices_me_too": "401 404 404 404 404 404",
    "notices_not_me": "401 404 404 404 404 404",
    "articles_list": EVERYBODY,
    "articles_begin": WRITE_NEW,
    "articles_read": EVERYBODY,
    "articles_edit": WRITERS,
    "articles_discard": "401 404 422 422 404 422",
    "articles_publish": "401 404 422 422 404 422",
    "articles_archive": WRITERS,
    "articles_review": WRITERS,
    "articles_versions": WRITERS,
    "articles_restore": WRITERS,
    "articles_answer": "401 422 422 422 422 422",
    "information_list": EVERYBODY,
    "information_publish": WRITE_NEW,
    "information_read": EVERYBODY,
    "information_refresh": WRITERS,
    "information_confirm": WRITERS,
    "information_archive": WRITERS,
    "information_bring_back": WRITERS,
    "information_versions": WRITERS,
    "information_restore": WRITERS,
    "information_subscribe": EVERYBODY,
    "information_unsubscribe": "401 204 204 204 204 204",
    "catalogue_services": MANAGERS,
    "catalogue_begin": MANAGERS_SEND,
    "catalogue_service": MANAGERS,
    "catalogue_describe": MANAGERS,
    "catalogue_publish": MANAGERS,
    "catalogue_retire": MANAGERS,
    "catalogue_triage": "401 404 404 403 404 422",
    "catalogue_form": MANAGERS,
    "catalogue_form_versions": MANAGERS,
    "catalogue_form_draft": MANAGERS_SEND,
    "catalogue_form_discard": MANAGERS_DROP,
    "catalogue_form_publish": MANAGERS_SEND,
    "catalogue_templates": MANAGERS,
    "catalogue_template_write": MANAGERS_SEND,
    "catalogue_template": MANAGERS,
    "catalogue_template_edit": MANAGERS,
    "catalogue_template_remove": MANAGERS_DROP,
    "catalogue_routing": MANAGERS,
    "catalogue_routing_set": MANAGERS,
    "catalogue_usual_routing": MANAGERS,
    "catalogue_usual_routing_set": MANAGERS,
    "catalogue_rule": MANAGERS,
    "catalogue_rule_set": MANAGERS,
    "catalogue_groups": MANAGERS,
    "catalogue_group_begin": MANAGERS_SEND,
    "catalogue_group": MANAGERS,
    "catalogue_group_edit": MANAGERS,
    "catalogue_group_remove": MANAGERS_DROP,
    "absences_list": EVERYBODY,
    "absences_enter": WRITE_NEW,
    # Of Olga, whom Maria leads.
    "absences_read": "401 404 200 200 404 404",
    "absences_edit": "401 404 200 200 404 404",
    "absences_remove": "401 404 204 204 404 404",
    "canned_list": EVERYBODY,
    "canned_write": "401 403 422 422 422 403",
    # Of IT: who serves there uses it, who leads keeps it.
    "canned_read": "401 404 200 200 404 404",
    "canned_edit": "401 404 404 200 404 404",
    "canned_remove": "401 404 404 204 404 404",
    "surveys_extend": MANAGERS_SEND,
    "surveys_copy": "401 404 404 201 404 201",
    "surveys_discard": MANAGERS_DROP,
    "standards_list": EVERYBODY,
    "standards_draft": "401 422 422 422 422 422",
    "standards_read": DRAFTERS_READ,
    "standards_edit": DRAFTERS_READ,
    "standards_revise": "401 404 404 404 404 404",
    "standards_hand_over": "401 404 404 200 404 403",
    "standards_publish": "401 404 404 403 404 200",
    "standards_retire": "401 404 404 404 404 404",
    "standards_discard": "401 404 404 204 404 204",
    "standards_replay_read": DRAFTERS_READ,
    "standards_replay": DRAFTERS_READ,
    "calendars_list": EVERYBODY,
    "calendars_begin": ADMINS_SEND,
    "calendars_holidays": ADMINS_SEND,
    "calendars_take_holidays": ADMINS_SEND,
    "calendars_read": EVERYBODY,
    "calendars_versions": EVERYBODY,
    "calendars_due": "401 422 422 422 422 422",
    "calendars_elapsed": "401 422 422 422 422 422",
    "calendars_revise": "401 403 403 403 403 201",
    "calendars_draft_read": ADMINS_READ,
    "calendars_draft_edit": ADMINS_READ,
    "calendars_publish": "401 403 403 403 403 422",
    "calendars_discard": "401 403 403 403 403 204",
    "calendars_replay_read": ADMINS_READ,
    "calendars_replay": ADMINS_READ,
    "surveys_list": "401 404 404 200 200 200",
    "surveys_begin": "401 404 404 422 422 422",
    "surveys_read": DRAFTERS_READ,
    "surveys_edit": DRAFTERS_READ,
    "surveys_start": DRAFTERS_READ,
    "surveys_cancel": "401 404 404 422 404 422",
    "surveys_close": "401 404 404 422 404 422",
    "surveys_results": DRAFTERS_READ,
    "company_figures": LEADERS,
    "pairs_list": LEADERS,
    "pairs_read": LEADERS,
    "service_reviews_list": EVERYBODY,
    "service_reviews_agenda": DRAFTERS_READ,
    "accounts_list": ADMINS_READ,
    "accounts_invite": ADMINS_SEND,
    "accounts_read": ADMINS_READ,
    "accounts_edit": ADMINS_READ,
    "accounts_invite_again": ADMINS_SEND,
    "accounts_activate": ADMINS_READ,
    "accounts_leaving": ADMINS_READ,
    "accounts_deactivate": ADMINS_READ,
    "offices_list": ADMINS_READ,
    "offices_begin": ADMINS_SEND,
    "offices_read": ADMINS_READ,
    "offices_edit": ADMINS_READ,
    "offices_close": ADMINS_READ,
    "offices_open": ADMINS_READ,
    "offices_merger_preview": ADMINS_SEND,
    "offices_merge": ADMINS_SEND,
    "offices_split_preview": ADMINS_SEND,
    "offices_split": ADMINS_SEND,
    "offices_move_read": "401 403 403 403 403 404",
    "offices_move_again": "401 403 403 403 403 404",
}


def operations() -> Iterator[tuple[str, str, str]]:
    """Id, method and address of everything that is described below these tags."""
    for path, methods in schema.whole()["paths"].items():
        for method, told in methods.items():
            if told["tags"][0] in TAGS or told["operationId"] in FURTHER:
                yield told["operationId"], method, path


OPERATIONS = {name: (method, path) for name, method, path in operations()}


def test_every_operation_has_its_row() -> None:
    assert set(OPERATIONS) == set(TABLE)


@pytest.fixture
def people(li_wei: User, olga: User, maria: User, boris: User, ada: User) -> dict[str, User | None]:
    return dict(zip(ROLES, (None, li_wei, olga, maria, boris, ada), strict=True))


@pytest.fixture
def address(it: Department, laptop: Service, olga: User, maria: User, ada: User) -> dict[str, object]:
    """A draft of IT, and one of a calendar."""
    draft = standards.revise(make_standard(it, laptop), by=maria)
    calendars.open_draft(draft.calendar, by=ada)
    meeting = make_meeting(it, maria, starts_at=clock.now() + timedelta(days=1))
    return {
        "id": draft.pk,
        "code": CalendarDraft.objects.get().calendar.code,
        "meeting": meeting.pk,
        "person": make_user("Nina Roth", it).pk,
        "survey": make_campaign(it, by=maria).pk,
        "asking": "it",
        "department": "met",
        **_written(it, laptop, olga, maria),
    }


def _written(it: Department, laptop: Service, olga: User, maria: User) -> dict[str, object]:
    """A draft of a notice, and what IT publishes and keeps."""
    notice = notices.begin(it, notices.Announced(kind="outage", title={"en": "Down"}, text={}), by=olga)
    group = ApproverGroup(department=it)
    template = ServiceTemplate(service=laptop)
    canned_reply = canned.Wish("Parts", Translated({"en": "Late."}), it)
    today = clock.now().date()
    return {
        "number": 1,
        "service": laptop.code,
        "notices": notice.pk,
        "articles": make_article(it, olga).pk,
        "information": make_sheet(it, olga).pk,
        "absences": absences.record(olga, absences.Away(today, today)).pk,
        "canned": canned.save(CannedReply(), canned_reply, by=maria).pk,
        "catalogue_template": service_templates.write(template, {"en": "New"}, {}, {}, by=maria).pk,
        "catalogue_group": approval_rules.save_group(group, Translated({"en": "Board"}), [olga], by=maria).pk,
    }


OF_A_KIND = ("notices", "articles", "information", "absences", "canned", "catalogue_template", "catalogue_group")


def _place(name: str, address: dict[str, object]) -> str:
    own: dict[str, object] = {"code": "met"} if name.startswith("offices_") else {}
    own |= {"id": address["survey"]} if name.startswith("surveys_") else {}
    own |= {"department": "it", "code": address["service"]} if name.startswith("catalogue_") else {}
    kind = next((one for one in OF_A_KIND if name.startswith(one)), None)
    own |= {"id": address[kind]} if kind else {}
    return OPERATIONS[name][1].format(**{**address, **own})


def answer(client: Client, name: str, url: str) -> int:
    method = OPERATIONS[name][0]
    with transaction.atomic():
        told = client.generic(method.upper(), url, b"{}", content_type="application/json", headers={"If-Match": "*"})
        transaction.set_rollback(True)
    return told.status_code


@pytest.mark.parametrize("name", list(OPERATIONS))
def test_everybody_gets_the_answer_that_is_theirs(
    name: str, people: dict[str, User | None], address: dict[str, object], program: Program
) -> None:
    url = _place(name, address)
    scope = {"admin": "admin"}
    clients = [program(person, scope.get(role, "write")) if person else Client() for role, person in people.items()]
    found = " ".join(str(answer(client, name, url)) for client in clients)
    assert found == TABLE.get(name), f"{url}, columns: {' '.join(ROLES)}"


def test_a_token_that_only_reads_changes_nothing(ada: User, address: dict[str, object], program: Program) -> None:
    client = program(ada, "read")
    for name, (method, _path) in OPERATIONS.items():
        if method != "get":
            response = client.generic(method.upper(), _place(name, address), b"{}", content_type="application/json")
            assert (response.status_code, response.json()["code"]) == (403, "scope_missing"), name
